import * as z from 'zod';

/** Keys of the format that are not built yet: told as such, never ignored. */
export const laterKeys = z.registry<{ readonly later: readonly string[] }>();

/** A map with these keys only; unknown ones are told by unknown-keys.ts and do no further harm. */
export const closed = <Shape extends z.ZodRawShape>(shape: Shape, later: readonly string[] = []) => {
  const schema = z.object(shape, { error: 'a map' });
  laterKeys.add(schema, { later });
  return schema;
};

const openMaps = z.registry<{ readonly open: true }>();

/** A map that may have further keys: one that is not known is told only where it looks like a slip. */
export const open = <Shape extends z.ZodRawShape>(shape: Shape) => {
  const schema = z.object(shape, { error: 'a map' });
  openMaps.add(schema, { open: true });
  return schema;
};
export const isOpen = (schema: z.ZodObject): boolean => openMaps.get(schema) !== undefined;
