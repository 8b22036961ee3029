import * as z from 'zod';
import { setOwn } from '../set-own';

const NAME = '__proto__';

/**
 * A map with free keys. Zod leaves out `__proto__`, which is a name as any other here: it is checked, and set, apart.
 */
export const record = <Key extends z.core.$ZodRecordKey, Value extends z.ZodType>(key: Key, value: Value, params?: { readonly error: string }) => {
  const schema = z.record(key, value, params);
  const { parse } = schema._zod;
  schema._zod.parse = (payload, context) => {
    const given: unknown = payload.value;
    const result = parse(payload, context);
    if (typeof given !== 'object' || given === null || !Object.hasOwn(given, NAME) || result instanceof Promise || result.issues.length > 0) return result;
    const own = value.safeParse((given as { readonly [name: string]: unknown })[NAME], { error: () => '' });
    if (own.success) setOwn(result.value as { [name: string]: unknown }, NAME, own.data);
    else result.issues.push(...z.core.util.prefixIssues(NAME, own.error.issues as unknown as z.core.$ZodRawIssue[]));
    return result;
  };
  schema._zod.run = schema._zod.parse;
  return schema;
};
