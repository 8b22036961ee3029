import * as z from 'zod';
import { closed } from './closed';
import { asWritten, duration, flag, nonEmptyText, wholeNumber } from './leaves';
import { observerKeys } from './observers';
import { defaultableKeys } from './test';

const SECRETS = 'a list of names of environment variables';
const variableName = z.string({ error: SECRETS }).regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'a name of an environment variable' });

/** Values of the top level that are read at once; `tests`, `variables` and `defaults` are read on their own. */
export const fileHead = {
  schema: z.literal(1).optional(),
  name: asWritten.optional(),
  description: asWritten.optional(),
  secrets: z.array(variableName, { error: SECRETS }).optional(),
  parallel: wholeNumber(1).optional(),
  fail_fast: flag.optional(),
  fast_fail: closed({ enabled: flag.optional(), test_level: flag.optional(), max_errors_before_fail: wholeNumber(1).optional() }).optional(),
  order: z.enum(['file', 'interleave', 'shuffle']).optional(),
  seed: wholeNumber(0, 2 ** 32 - 1, 'a whole number from 0 to 4294967295').optional(),
  warmup: wholeNumber(0).optional(),
  timeout: duration.optional(),
  paths: closed({ output_dir: nonEmptyText.optional(), log_dir: nonEmptyText.optional(), config_dir: nonEmptyText.optional(), plugin_dir: nonEmptyText.optional() }).optional(),
  ...observerKeys,
};

const PLUGINS = 'a list of plug-ins: paths relative to this file, or maps of path or name, and config';
const plugin = closed({ path: nonEmptyText.optional(), name: nonEmptyText.optional(), config: z.unknown().optional() })
  .refine((given) => Object.hasOwn(given, 'path') !== Object.hasOwn(given, 'name'), { error: 'either a path or the name of an npm package' });
export const plugins = z.array(z.union([nonEmptyText, plugin], { error: 'a path, or a map of path or name, and config' }), { error: PLUGINS });

export const LATER_FILE_KEYS = ['docker'];

export const fileShape = closed({ ...fileHead, plugins: plugins.optional(), variables: z.unknown(), defaults: z.unknown(), tests: z.unknown() }, LATER_FILE_KEYS);

export const defaultsHead = z.object(defaultableKeys);
export const defaultsShape = closed({
  ...defaultableKeys, matrix: z.unknown(), services: z.unknown(), steps: z.unknown(), assertions: z.unknown(), service: z.unknown(), step: z.unknown(),
});
