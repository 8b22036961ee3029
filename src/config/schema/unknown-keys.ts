import * as z from 'zod';
import { meantKey } from '../meant-key';
import type { Tree } from '../yaml/tree';
import { isOpen, laterKeys } from './closed';

export interface UnknownKey {
  readonly tree: Tree;
  readonly key: string;
  /** Known to the format, but not built yet. */
  readonly later: boolean;
  /** The known key that was probably meant. */
  readonly meant: string | undefined;
  /** That key is there, too. */
  readonly taken: boolean;
}

type Schema = z.core.$ZodType;

/** What a value may be by its schema, alternatives taken together. */
interface Shape {
  readonly properties: ReadonlyMap<string, readonly Schema[]>;
  readonly later: ReadonlySet<string>;
  readonly free: readonly Schema[];
  readonly elements: readonly Schema[];
  readonly closed: boolean;
  /** It may have other keys than these. */
  readonly open: boolean;
}

const unwrapped = (schema: Schema): Schema => {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) return unwrapped(schema.unwrap());
  // The schema of a plug-in may look at a map as a whole first.
  if (schema instanceof z.ZodPipe) return unwrapped(schema.in instanceof z.ZodTransform ? schema.out : schema.in);
  if (schema instanceof z.ZodLazy) return unwrapped(schema.unwrap());
  return schema;
};

const alternatives = (schema: Schema): readonly Schema[] => {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodIntersection) return [inner.def.left, inner.def.right].flatMap(alternatives);
  return inner instanceof z.ZodUnion ? inner.options.flatMap(alternatives) : [inner];
};

/** What further keys may hold; a schema that says nothing of them knows none. */
const catchall = ({ def }: z.ZodObject): readonly Schema[] => (def.catchall === undefined || def.catchall instanceof z.ZodUnknown ? [] : [def.catchall]);

const shapeOf = (schema: Schema): Shape => {
  const options = alternatives(schema);
  const objects = options.filter((option) => option instanceof z.ZodObject);
  const properties = new Map<string, Schema[]>();
  for (const object of objects) {
    for (const [key, property] of Object.entries<Schema>(object.shape)) properties.set(key, [...properties.get(key) ?? [], property]);
  }
  return {
    properties,
    later: new Set(objects.flatMap((object) => laterKeys.get(object)?.later ?? [])),
    free: [...options.filter((option) => option instanceof z.ZodRecord).map((option) => option.valueType), ...objects.flatMap(catchall)],
    elements: options.filter((option) => option instanceof z.ZodArray).map((option) => option.element),
    closed: objects.length > 0,
    open: objects.some(isOpen),
  };
};

// Schemas are made once, and every value of a file asks for the same few.
const shapes = new WeakMap<Schema, Shape>();
const shape = (schema: Schema): Shape => {
  const found = shapes.get(schema) ?? shapeOf(schema);
  shapes.set(schema, found);
  return found;
};

/** Walks schema and value together; maps with free keys know no unknown ones. */
export function unknownKeys(schemas: readonly Schema[], tree: Tree, found: UnknownKey[] = []): readonly UnknownKey[] {
  if (tree.kind === 'scalar') return found;
  const options = schemas.map(shape);
  if (tree.kind === 'list') {
    const elements = options.flatMap((option) => option.elements);
    if (elements.length > 0) for (const item of tree.items) unknownKeys(elements, item, found);
    return found;
  }
  const free = options.flatMap((option) => option.free);
  for (const [key, value] of tree.entries) {
    const inner = [...options.flatMap(({ properties }) => properties.get(key) ?? []), ...free];
    if (inner.length > 0) unknownKeys(inner, value, found);
    else if (options.some(({ later }) => later.has(key))) found.push({ tree: value, key, later: true, meant: undefined, taken: false });
    else if (options.some(({ closed }) => closed)) {
      const known = options.flatMap(({ properties, later }) => [...properties.keys(), ...later]);
      const meant = meantKey(key, known);
      const taken = meant !== undefined && tree.entries.has(meant);
      if ((meant === undefined || taken) && options.some((option) => option.open)) continue;
      found.push({ tree: value, key, later: false, meant, taken });
    }
  }
  return found;
}
