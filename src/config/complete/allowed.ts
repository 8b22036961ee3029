import * as z from 'zod';
import { hasExpression } from '../expressions/template';
import type { Path } from '../path';
import { alternatives, shape, type Schema } from '../schema/shape';
import { child, type Tree } from '../yaml/tree';
import { formOf } from './forms';

/** Stands in a text where something is being written. */
export const MARK = '\uE000';

/** A discriminator that differs weighs more than keys that do not belong. */
const OTHER_KIND = 1000;

const isAnything = (option: Schema): boolean => option instanceof z.ZodUnknown || option instanceof z.ZodAny;
const isObject = (option: Schema): option is z.ZodObject => option instanceof z.ZodObject;
const literals = (schema: Schema): readonly unknown[] | undefined => {
  const [only, ...others] = alternatives(schema);
  return others.length === 0 && only instanceof z.ZodLiteral ? [...only.values] : undefined;
};

/** Whether the schema could mean what is there. */
const couldBe = (schema: Schema, value: Tree): boolean => {
  if (value.kind !== 'scalar') return alternatives(schema).some((option) => ['text', 'choice'].includes(formOf(option)) ? isAnything(option) : formOf(option) === value.kind);
  if (value.value === null || hasExpression(value.value) || value.text.includes(MARK)) return true;
  return literals(schema)?.includes(value.value) !== false;
};

/** The first key of a map, where it tells what kind of map it is. */
export const kindKey = ({ shape: properties }: z.ZodObject): string | undefined => {
  const [first] = Object.entries<Schema>(properties);
  return first && isRequired(first[1]) ? first[0] : undefined;
};

export const isRequired = (schema: Schema): boolean => !(schema instanceof z.ZodOptional || schema instanceof z.ZodDefault);

/** How much of what is there would be wrong in such a map. */
const misfit = (object: z.ZodObject, tree: Tree): number => {
  if (tree.kind !== 'map' || tree.entries.size === 0 || shape(object).open) return 0;
  const kind = kindKey(object);
  let misfits = kind === undefined || tree.entries.has(kind) ? 0 : 1;
  for (const [key, value] of tree.entries) {
    const property: Schema | undefined = Object.hasOwn(object.shape, key) ? object.shape[key] : undefined;
    misfits += !property ? 1 : couldBe(property, value) ? 0 : OTHER_KIND;
  }
  return misfits;
};

/** The maps that are meant by what is there already. */
export const fitting = (options: readonly Schema[], tree: Tree | undefined): readonly z.ZodObject[] => {
  const objects = options.filter(isObject);
  if (!tree || objects.length < 2) return objects;
  const misfits = objects.map((object) => misfit(object, tree));
  const least = Math.min(...misfits);
  return objects.filter((_, index) => misfits[index] === least);
};

const inMap = (options: readonly Schema[], tree: Tree | undefined, key: string): readonly Schema[] => {
  const objects = fitting(options, tree);
  const named = objects.flatMap((object) => shape(object).properties.get(key) ?? []);
  return named.length > 0 ? named : [...objects, ...options.filter((option) => option instanceof z.ZodRecord)].flatMap((option) => shape(option).free);
};

const inList = (options: readonly Schema[], index: number): readonly Schema[] =>
  options.flatMap((option) => (option instanceof z.ZodTuple ? option.def.items[index] ?? [] : shape(option).elements));

/** What may stand at a path, one of these; with the schemas that say so. */
export const allowedAt = (root: Schema, tree: Tree, path: Path): { readonly schemas: readonly Schema[]; readonly options: readonly Schema[] } => {
  let schemas: readonly Schema[] = [root];
  let at: Tree | undefined = tree;
  for (const part of path) {
    const options = schemas.flatMap(alternatives);
    schemas = typeof part === 'number' ? inList(options, part) : inMap(options, at, part);
    at = child(at, part);
  }
  return { schemas, options: schemas.flatMap(alternatives) };
};
