import * as z from 'zod';
import type { ConfigExtensions } from '../extensions';
import { laterKeys } from './closed';
import { wholeFile } from './whole-file';

type Json = { [key: string]: unknown };
const isMap = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

const EXPRESSION = { type: 'string', pattern: '\\$\\{\\{' } as const;
const CHOICES = ['anyOf', 'oneOf'] as const;

/** Wherever a value stands, an expression may stand. */
const widen = (schema: unknown): unknown => {
  if (!isMap(schema)) return schema;
  if ('allOf' in schema || '$ref' in schema || schema['type'] === undefined && !CHOICES.some((key) => key in schema)) return schema;
  if (schema['type'] === 'string' && !('pattern' in schema) && !('enum' in schema) && !('const' in schema)) return schema;
  const choice = CHOICES.find((key) => Array.isArray(schema[key]));
  if (choice === undefined) return { anyOf: [inside(schema), EXPRESSION] };
  const { [choice]: options, ...rest } = schema;
  return { ...rest, anyOf: [...(Array.isArray(options) ? options : []).map(inside), EXPRESSION] };
};

const each = (value: unknown, change: (inner: unknown) => unknown): unknown =>
  (isMap(value) ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, change(inner)])) : value);

const inside = (schema: unknown): unknown => {
  if (!isMap(schema)) return schema;
  const result: Json = { ...schema };
  for (const key of CHOICES) if (Array.isArray(schema[key])) result[key] = schema[key].map(inside);
  for (const key of ['properties', 'definitions']) if (key in schema) result[key] = each(schema[key], widen);
  for (const key of ['items', 'additionalProperties']) if (isMap(schema[key])) result[key] = widen(schema[key]);
  return result;
};

/** The JSON Schema of experiment files, for editors; made from the schema that reads them. */
export const experimentJsonSchema = (extensions?: ConfigExtensions): object => {
  const schema = z.toJSONSchema(wholeFile(extensions), {
    io: 'input',
    target: 'draft-7',
    reused: 'ref',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema instanceof z.ZodObject && laterKeys.get(zodSchema) !== undefined) jsonSchema.additionalProperties = false;
      if (jsonSchema['asWritten'] === true) {
        delete jsonSchema['asWritten'];
        jsonSchema.type = ['string', 'number', 'boolean'] as unknown as 'string';
      }
    },
  });
  return { ...(inside(schema) as object), title: 'Experiment', description: 'An experiment file: what is run, and what must hold.' };
};
