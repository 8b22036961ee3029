import * as z from 'zod';
import { closed } from './closed';
import { asWritten, duration, flag, nonEmptyText, wholeNumber } from './leaves';
import { observerKeys } from './observers';
import { defaultableKeys, LATER_TEST_KEYS } from './test';

/** Values of the top level that are read at once; `tests`, `variables` and `defaults` are read on their own. */
export const fileHead = {
  schema: z.literal(1).optional(),
  name: asWritten.optional(),
  description: asWritten.optional(),
  parallel: wholeNumber(1).optional(),
  fail_fast: flag.optional(),
  timeout: duration.optional(),
  paths: closed({ output_dir: nonEmptyText.optional() }, ['log_dir', 'config_dir', 'plugin_dir']).optional(),
  ...observerKeys,
};

export const LATER_FILE_KEYS = ['secrets', 'order', 'seed', 'warmup', 'fast_fail', 'plugins', 'docker'];

export const fileShape = closed({ ...fileHead, variables: z.unknown(), defaults: z.unknown(), tests: z.unknown() }, LATER_FILE_KEYS);

export const defaultsHead = z.object(defaultableKeys);
export const defaultsShape = closed({
  ...defaultableKeys, matrix: z.unknown(), services: z.unknown(), steps: z.unknown(), assertions: z.unknown(), service: z.unknown(), step: z.unknown(),
}, LATER_TEST_KEYS);
