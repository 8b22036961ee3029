import * as z from 'zod';
import { closed } from './closed';
import { asWritten, duration, env, flag, text, textList, wholeNumber } from './leaves';

export const NETWORKS = ['localhost'] as const;
export const LATER_NETWORKS = ['docker', 'docker_compose', 'shadow_ns', 'localhost_single_container'] as const;

const matrixValues = z.array(z.unknown(), { error: 'a list of values' }).min(1, { error: 'at least one value' });
const combinations = z.array(z.record(z.string(), z.unknown(), { error: 'a map of matrix keys' }), { error: 'a list of combinations' });
/** Keys are free names, but for `exclude`. */
export const matrix = z.intersection(
  z.object({ exclude: combinations.optional() }, { error: 'a map of names and their lists of values' }),
  z.record(z.string(), z.unknown()),
);
export { matrixValues };

/** What a test says of itself, but its name; its services, steps and assertions have schemas of their own. */
export const defaultableKeys = {
  description: asWritten.optional(),
  tags: z.union([asWritten, textList], { error: 'a list of texts' }).optional(),
  skip: z.union([flag, text], { error: 'true, false or a reason' }).optional(),
  iterations: wholeNumber(1).optional(),
  timeout: duration.optional(),
  env: env.optional(),
  network_environment: z.union([text, closed({ type: text }, ['plugin_config', 'version'])], { error: 'the name of a network environment, or a map with type' }).optional(),
  artifacts: textList.optional(),
};
export const testKeys = { name: asWritten.optional(), ...defaultableKeys };
export const LATER_TEST_KEYS = [
  'retries', 'parallel_group', 'exclusive', 'fast_fail_enabled', 'execution_environment', 'expect_outcome', 'plugin_config',
];
