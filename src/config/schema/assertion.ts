import * as z from 'zod';
import { closed } from './closed';
import { command, duration, env, id, nonEmptyText, regex, shell, text } from './leaves';
import { holdsOneOf, numberMatcher, sizeMatcher, sizeMatcherKeys, oneOf, textMatcher, textMatcherKeys } from './matchers';
import { when } from './when';

const common = { when: when.optional() };
const STATISTIC = 'one of p50, p95 (any percentile), mean, median, min, max, stddev, sum, count';
const statisticName = z.string({ error: STATISTIC }).regex(/^(?:p(?:100|\d{1,2}(?:\.\d+)?)|mean|median|min|max|stddev|sum|count)$/, { error: STATISTIC });
const COMPARISON = 'a number, or a comparison such as "> 200" or "<= 64MiB"';
export const COMPARISON_PATTERN = /^(?:\s*(>=|<=|==|!=|>|<|=))?\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?) ?(B|[kKMGT]B|[KMGT]iB)?\s*$/;
const comparison = z.string({ error: COMPARISON }).regex(COMPARISON_PATTERN, { error: COMPARISON });
const service = id;
const log = () => closed({
  service, stream: z.enum(['stdout', 'stderr', 'both']).optional(), pattern: regex.optional(), text: nonEmptyText.optional(), ...common,
}).refine((given) => Object.hasOwn(given, 'pattern') !== Object.hasOwn(given, 'text'), { error: 'either a pattern or a text' });

/** By type; `{ type: metric, name: … }` and `metric: { name: … }` say the same. */
export const assertionSchemas = {
  service_running: closed({ service, ...common }),
  service_responsive: closed({
    service, endpoint: text.optional(), expected_status: numberMatcher.optional(), timeout: duration.optional(), ...common,
  }),
  exit_code: closed({ service, equals: numberMatcher, ...common }),
  log_contains: log(),
  log_absent: log(),
  metric: closed({ name: nonEmptyText, of: statisticName.optional(), ...sizeMatcherKeys, ...common })
    .refine(holdsOneOf(sizeMatcherKeys), { error: oneOf(sizeMatcherKeys) }),
  performance_metric: closed({ service, metric: nonEmptyText, expected: z.union([z.number(), comparison], { error: COMPARISON }), ...common }),
  file_exists: closed({ path: nonEmptyText, size: sizeMatcher.optional(), ...common }),
  file_matches: closed({ path: nonEmptyText, ...textMatcherKeys, ...common }).refine(holdsOneOf(textMatcherKeys), { error: oneOf(textMatcherKeys) }),
  command: closed({
    command, shell: shell.optional(), cwd: nonEmptyText.optional(), env: env.optional(), exit_code: numberMatcher.optional(),
    stdout: textMatcher.optional(), stderr: textMatcher.optional(), timeout: duration.optional(), in: service.optional(), ...common,
  }),
} as const;
export type AssertionKind = keyof typeof assertionSchemas;
export const ASSERTION_KINDS = [
  'service_running', 'service_responsive', 'exit_code', 'log_contains', 'log_absent', 'metric', 'performance_metric', 'file_exists', 'file_matches', 'command',
] as const satisfies readonly AssertionKind[];
