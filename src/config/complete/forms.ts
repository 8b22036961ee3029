import * as z from 'zod';
import { alternatives, type Schema } from '../schema/shape';

export type Form = 'map' | 'list' | 'choice' | 'text';

export const formOf = (option: Schema | undefined): Form => {
  if (option instanceof z.ZodObject || option instanceof z.ZodRecord) return 'map';
  if (option instanceof z.ZodArray || option instanceof z.ZodTuple) return 'list';
  return choicesOf(option).length > 0 ? 'choice' : 'text';
};

/** The values that an alternative names. */
export const choicesOf = (option: Schema | undefined): readonly (string | number | boolean | null)[] => {
  if (option instanceof z.ZodEnum) return option.options;
  if (option instanceof z.ZodBoolean) return [true, false];
  if (option instanceof z.ZodLiteral) return [...option.values].filter((value) => typeof value !== 'bigint' && value !== undefined);
  return [];
};

interface Said {
  readonly description?: string;
  readonly deprecated?: boolean;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
}

/** What a schema says of itself for people, or the one that it is made of. */
export const saidOf = (schema: Schema): Said => {
  const own: Said = z.globalRegistry.get(schema) ?? {};
  const inner = schema instanceof z.ZodOptional ? saidOf(schema.unwrap()) : schema instanceof z.ZodPipe ? saidOf(schema.in) : {};
  return { ...inner, ...own };
};

const KINDS: { readonly [type: string]: string } = { string: 'text', number: 'number', int: 'number', boolean: 'true | false', object: 'map', record: 'map', array: 'list', tuple: 'list', null: 'null' };
const MOST_CHOICES = 8;

const typeOf = (option: Schema): string => {
  const choices = choicesOf(option);
  if (choices.length > 0) return choices.length > MOST_CHOICES ? [...choices.slice(0, MOST_CHOICES), '…'].join(' | ') : choices.map(String).join(' | ');
  return KINDS[option._zod.def.type] ?? 'any value';
};

const titleOf = (schema: Schema): string | undefined => {
  const title = z.globalRegistry.get(schema)?.title;
  return title ?? (schema instanceof z.ZodOptional ? titleOf(schema.unwrap()) : undefined);
};

/** `number | list`, as far as the schemas tell it. */
export const typeText = (schemas: readonly Schema[]): string => {
  const types = schemas.flatMap((schema) => titleOf(schema) ?? alternatives(schema).map(typeOf));
  const told = types.filter((type) => type !== 'any value');
  return [...new Set(told.length > 0 ? told : types)].join(' | ');
};
