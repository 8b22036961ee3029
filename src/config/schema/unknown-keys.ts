import * as z from 'zod';
import { didYouMean } from '../distance';
import type { Tree } from '../yaml/tree';
import { laterKeys } from './closed';

export interface UnknownKey {
  readonly tree: Tree;
  readonly key: string;
  /** Known to the format, but not built yet. */
  readonly later: boolean;
  readonly hint: string;
}

const unwrapped = (schema: z.core.$ZodType): z.core.$ZodType => {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) return unwrapped(schema.unwrap());
  if (schema instanceof z.ZodPipe) return unwrapped(schema.in);
  return schema;
};

const alternatives = (schema: z.core.$ZodType): readonly z.core.$ZodType[] => {
  const inner = unwrapped(schema);
  return inner instanceof z.ZodUnion ? inner.options.flatMap(alternatives) : [inner];
};

/** Walks schema and value together; maps with free keys know no unknown ones. */
export function* unknownKeys(schemas: readonly z.core.$ZodType[], tree: Tree): Generator<UnknownKey> {
  const options = schemas.flatMap(alternatives);
  if (tree.kind === 'list') {
    const elements = options.filter((option) => option instanceof z.ZodArray).map((option) => option.element);
    for (const item of tree.items) yield* unknownKeys(elements, item);
    return;
  }
  if (tree.kind !== 'map') return;
  const records = options.filter((option) => option instanceof z.ZodRecord).map((option) => option.valueType);
  const objects = options.filter((option) => option instanceof z.ZodObject);
  const known = objects.flatMap((object) => Object.keys(object.shape));
  const later = objects.flatMap((object) => laterKeys.get(object)?.later ?? []);
  for (const [key, value] of tree.entries) {
    const inner = objects.filter((object) => Object.hasOwn(object.shape, key)).map((object) => object.shape[key] as z.core.$ZodType);
    if (inner.length > 0 || records.length > 0) yield* unknownKeys([...inner, ...records], value);
    else if (later.includes(key)) yield { tree: value, key, later: true, hint: '' };
    else if (objects.length > 0) yield { tree: value, key, later: false, hint: didYouMean(key, [...known, ...later]) };
  }
}
