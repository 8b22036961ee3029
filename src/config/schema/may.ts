import type * as z from 'zod';

/** A key that may be missing: with what people are told of it, and what holds without it. */
export const may = <Schema extends z.ZodType>(schema: Schema, description: string, initial?: string | number | boolean): z.ZodOptional<Schema> =>
  schema.optional().meta({ description, ...(initial === undefined ? {} : { default: initial }) });
