import * as z from 'zod';

/** Keys of the format that are not built yet: told as such, never ignored. */
export const laterKeys = z.registry<{ readonly later: readonly string[] }>();

/** A map with these keys only; unknown ones are told by unknown-keys.ts and do no further harm. */
export const closed = <Shape extends z.ZodRawShape>(shape: Shape, later: readonly string[] = []) => {
  const schema = z.object(shape, { error: 'a map' });
  laterKeys.add(schema, { later });
  return schema;
};
