import * as z from 'zod';

/** What a text is a name of, where the file itself has the names. */
export type Referred = 'service' | 'port' | 'step' | 'matrix key' | 'metric' | 'tag';

export const references = z.registry<{ readonly to: Referred }>();

/** The same schema, of texts that name something of the file. */
export const refersTo = <Schema extends z.ZodType>(to: Referred, schema: Schema): Schema => {
  const own = schema.clone() as Schema;
  references.add(own, { to });
  return own;
};
