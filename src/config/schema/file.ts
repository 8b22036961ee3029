import * as z from 'zod';
import { closed } from './closed';
import { asWritten, duration, flag, nonEmptyText, wholeNumber } from './leaves';
import { may } from './may';
import { observerKeys } from './observers';
import { defaultableKeys } from './test';

const SECRETS = 'a list of names of environment variables';
const variableName = z.string({ error: SECRETS }).regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'a name of an environment variable' });

/** Values of the top level that are read at once; `tests`, `variables` and `defaults` are read on their own. */
export const fileHead = {
  schema: may(z.literal(1), 'The version of the format.'),
  name: may(asWritten, 'The name of the experiment; without it that of the file.'),
  description: may(asWritten, 'For people.'),
  secrets: may(z.array(variableName, { error: SECRETS }), 'Names of environment variables whose values are masked everywhere; ${{ secrets.NAME }} is the value.'),
  parallel: may(wholeNumber(1), 'How many test cases run at once.', 1),
  fail_fast: may(flag, 'Whether no further test case starts after one that does not pass.', false),
  fast_fail: may(closed({
    enabled: may(flag, 'The same as fail_fast.'), test_level: may(flag, 'Whether a test case ends at its first failure.'), max_errors_before_fail: may(wholeNumber(1), 'So many test cases that do not pass are waited for.', 1),
  }), 'PANTHER\'s form of fail_fast.'),
  order: may(z.enum(['file', 'interleave', 'shuffle']), 'In which order the test cases run; interleave: one iteration of each before the next.', 'file'),
  seed: may(wholeNumber(0, 2 ** 32 - 1, 'a whole number from 0 to 4294967295'), 'Of shuffle: the same seed gives the same order.'),
  warmup: may(wholeNumber(0), 'So many first iterations of each test case are run and judged, but their metrics are dropped.', 0),
  timeout: may(duration, 'The time limit of the whole run.'),
  paths: may(closed({
    output_dir: may(nonEmptyText, 'Where the runs go, relative to the file.', 'outputs'), log_dir: may(nonEmptyText, 'Has no effect here.'), config_dir: may(nonEmptyText, 'Has no effect here.'), plugin_dir: may(nonEmptyText, 'Has no effect here.'),
  }), 'Folders.'),
  ...observerKeys,
};

const PLUGINS = 'a list of plug-ins: paths relative to this file, or maps of path or name, and config';
const plugin = closed({
  path: may(nonEmptyText, 'A module or a folder, relative to the file.'), name: may(nonEmptyText, 'An npm package.'), config: may(z.unknown(), 'What the plug-in gets.'),
})
  .refine((given) => Object.hasOwn(given, 'path') !== Object.hasOwn(given, 'name'), { error: 'either a path or the name of an npm package' });
export const plugins = z.array(z.union([nonEmptyText, plugin], { error: 'a path, or a map of path or name, and config' }), { error: PLUGINS });

export const LATER_FILE_KEYS = ['docker'];

export const fileShape = closed({ ...fileHead, plugins: plugins.optional(), variables: z.unknown(), defaults: z.unknown(), tests: z.unknown() }, LATER_FILE_KEYS);

export const defaultsHead = z.object(defaultableKeys);
export const defaultsShape = closed({
  ...defaultableKeys, matrix: z.unknown(), services: z.unknown(), steps: z.unknown(), assertions: z.unknown(), service: z.unknown(), step: z.unknown(),
});
