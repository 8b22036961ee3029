import * as z from 'zod';
import { may } from './may';
import { record } from './record';
import { closed } from './closed';
import { executionEnvironment } from './execution-environment';
import { asWritten, duration, env, flag, nonEmptyText, text, wholeNumber } from './leaves';
import { refersTo } from './refers-to';
import { when } from './when';

export const NETWORKS = ['localhost'] as const;
export const LATER_NETWORKS = ['docker', 'docker_compose', 'shadow_ns', 'localhost_single_container'] as const;

const matrixValues = z.array(z.unknown(), { error: 'a list of values' }).min(1, { error: 'at least one value' });
const ARTIFACT = 'a glob, or a map of from and to';

/** How a case is expected to end where it is not expected to pass. */
const outcome = z.enum(['passed', 'failed', 'error']);
const expectation = closed({
  outcome: outcome.meta({ description: 'How it is expected to end.' }), reason: may(text, 'Why.'), when: may(when, 'The combinations of the matrix of which that is expected.'),
});
const expectations = z.union([outcome, expectation, z.array(expectation)], { error: 'passed, failed or error, or a map of outcome, reason and when, or a list of such maps' });

const anyMap = record(z.string(), z.unknown(), { error: 'a map' });
const combinations = z.array(record(refersTo('matrix key', z.string()), z.unknown(), { error: 'a map of matrix keys' }), { error: 'a list of combinations' });
/** Keys are free names, but for `exclude` and `include`. */
export const matrix = z.intersection(
  z.object({ exclude: may(combinations, 'Combinations that are taken out, also by a part of them.'), include: may(combinations, 'What extends combinations, or adds one.') }, { error: 'a map of names and their lists of values' }),
  record(z.string(), z.unknown()),
);
export { matrixValues };

/** Others are told with what they may mean. */
const network = z.union([z.enum(NETWORKS), text], { error: 'text' });
const tag = refersTo('tag', asWritten);
/** What a test says of itself, but its name; its services, steps and assertions have schemas of their own. */
export const defaultableKeys = {
  description: may(asWritten, 'For people.'),
  tags: may(z.union([tag, z.array(tag, { error: 'a list of texts' })], { error: 'a list of texts' }), 'For people, and for --tag.'),
  skip: may(z.union([flag, text, closed({ when: when.meta({ description: 'The combinations of the matrix that are skipped.' }), reason: may(text, 'Why.') })], { error: 'true, false, a reason, or a map of when and reason' }), 'true, the reason, or a map of when and reason.', false),
  iterations: may(wholeNumber(1), 'How often each combination runs.', 1),
  timeout: may(duration, 'The time limit of one attempt.', '10m'),
  retries: may(wholeNumber(0), 'So many further attempts for a case that does not pass.', 0),
  parallel_group: may(nonEmptyText, 'A name: cases of one group never run at the same time.'),
  exclusive: may(flag, 'Whether no other case runs beside it.', false),
  fast_fail_enabled: may(flag, 'Whether its not passing counts for fail_fast.'),
  expect_outcome: may(expectations, 'How it is expected to end, where not to pass.', 'passed'),
  env: may(env, 'The environment of its services and steps; null unsets.'),
  network_environment: may(z.union([network, closed({
    type: network.meta({ description: 'Where the services live.' }), version: may(asWritten, 'Has no effect here.'), plugin_config: may(anyMap, 'What the type takes.'),
  })], { error: 'the name of a network environment, or a map with type' }), 'Where the services live; localhost: processes of this machine, on 127.0.0.1.', 'localhost'),
  execution_environment: may(executionEnvironment, 'What runs around the services, and watches them: one or a list, the first is the outermost.'),
  plugin_config: may(anyMap, 'What the steps, assertions and probes of plug-ins get.'),
  artifacts: may(z.array(z.union([asWritten, closed({
    from: asWritten.meta({ description: 'A file, a folder or a glob.' }), to: may(asWritten, 'Its name below artifacts/.'),
  })], { error: ARTIFACT }), { error: `a list, each item ${ARTIFACT}` }), 'Files that are kept: globs from the test\'s folder, or maps of from and to.'),
};
export const testKeys = { name: may(asWritten, 'What the test is called; may hold expressions of the matrix.'), ...defaultableKeys };
