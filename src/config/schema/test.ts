import * as z from 'zod';
import { record } from './record';
import { closed } from './closed';
import { executionEnvironment } from './execution-environment';
import { asWritten, duration, env, flag, nonEmptyText, text, textList, wholeNumber } from './leaves';
import { when } from './when';

export const NETWORKS = ['localhost'] as const;
export const LATER_NETWORKS = ['docker', 'docker_compose', 'shadow_ns', 'localhost_single_container'] as const;

const matrixValues = z.array(z.unknown(), { error: 'a list of values' }).min(1, { error: 'at least one value' });
const ARTIFACT = 'a glob, or a map of from and to';

/** How a case is expected to end where it is not expected to pass. */
const outcome = z.enum(['passed', 'failed', 'error']);
const expectation = closed({ outcome, reason: text.optional(), when: when.optional() });
const expectations = z.union([outcome, expectation, z.array(expectation)], { error: 'passed, failed or error, or a map of outcome, reason and when, or a list of such maps' });

const anyMap = record(z.string(), z.unknown(), { error: 'a map' });
const combinations = z.array(record(z.string(), z.unknown(), { error: 'a map of matrix keys' }), { error: 'a list of combinations' });
/** Keys are free names, but for `exclude` and `include`. */
export const matrix = z.intersection(
  z.object({ exclude: combinations.optional(), include: combinations.optional() }, { error: 'a map of names and their lists of values' }),
  record(z.string(), z.unknown()),
);
export { matrixValues };

/** What a test says of itself, but its name; its services, steps and assertions have schemas of their own. */
export const defaultableKeys = {
  description: asWritten.optional(),
  tags: z.union([asWritten, textList], { error: 'a list of texts' }).optional(),
  skip: z.union([flag, text, closed({ when, reason: text.optional() })], { error: 'true, false, a reason, or a map of when and reason' }).optional(),
  iterations: wholeNumber(1).optional(),
  timeout: duration.optional(),
  retries: wholeNumber(0).optional(),
  parallel_group: nonEmptyText.optional(),
  exclusive: flag.optional(),
  fast_fail_enabled: flag.optional(),
  expect_outcome: expectations.optional(),
  env: env.optional(),
  network_environment: z.union([text, closed({ type: text, version: asWritten.optional(), plugin_config: anyMap.optional() })], { error: 'the name of a network environment, or a map with type' }).optional(),
  execution_environment: executionEnvironment.optional(),
  plugin_config: anyMap.optional(),
  artifacts: z.array(z.union([asWritten, closed({ from: asWritten, to: asWritten.optional() })], { error: ARTIFACT }), { error: `a list, each item ${ARTIFACT}` }).optional(),
};
export const testKeys = { name: asWritten.optional(), ...defaultableKeys };
