import * as z from 'zod';
import { remembered } from '../../events';
import { isOpen, laterKeys } from './closed';

export type Schema = z.core.$ZodType;

/** What a value may be by its schema, alternatives taken together. */
export interface Shape {
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

/** What a value may be, one of these. */
export const alternatives = (schema: Schema): readonly Schema[] => {
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
export const shape = remembered(shapeOf);
