import * as z from 'zod';
import { closed } from './closed';
import { command, duration, env, id, nonEmptyText, regex, shell, text } from './leaves';
import { holdsOneOf, numberMatcher, sizeMatcher, sizeMatcherKeys, oneOf, textMatcher, textMatcherKeys } from './matchers';
import { may } from './may';
import { refersTo } from './refers-to';
import { when } from './when';

const common = { when: may(when, 'The combinations of the matrix in which it is looked at.') };
const STATISTIC = 'one of p50, p95 (any percentile), mean, median, min, max, stddev, sum, count';
const statisticName = z.string({ error: STATISTIC }).regex(/^(?:p(?:100|\d{1,2}(?:\.\d+)?)|mean|median|min|max|stddev|sum|count)$/, { error: STATISTIC });
const COMPARISON = 'a number, or a comparison such as "> 200" or "<= 64MiB"';
export const COMPARISON_PATTERN = /^(?:\s*(>=|<=|==|!=|>|<|=))?\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?) ?(B|[kKMGT]B|[KMGT]iB)?\s*$/;
const comparison = z.string({ error: COMPARISON }).regex(COMPARISON_PATTERN, { error: COMPARISON });
const service = refersTo('service', id).meta({ description: 'The service of this test that is looked at.' });
const log = () => closed({
  service, stream: may(z.enum(['stdout', 'stderr', 'both']), 'Which of its outputs.', 'both'), pattern: may(regex, 'A JavaScript regular expression; ^ and $ match at each line.'), text: may(nonEmptyText, 'A text, as it is.'), ...common,
}).refine((given) => Object.hasOwn(given, 'pattern') !== Object.hasOwn(given, 'text'), { error: 'either a pattern or a text' });

/** By type; `{ type: metric, name: … }` and `metric: { name: … }` say the same. */
export const assertionSchemas = {
  service_running: closed({ service, ...common }),
  service_responsive: closed({
    service, endpoint: may(text, 'A URL, or a path.'), expected_status: may(numberMatcher, 'The status of the answer.'), timeout: may(duration, 'How long is waited for the answer.'), ...common,
  }),
  exit_code: closed({ service, equals: numberMatcher.meta({ description: 'The exit code, or several that are allowed.' }), ...common }),
  log_contains: log(),
  log_absent: log(),
  metric: closed({ name: refersTo('metric', nonEmptyText).meta({ description: 'The metric: what a step captures, or <service>.<finding>.' }), of: may(statisticName, 'Looks at all iterations together, once: p50, p95 or any percentile, mean, median, min, max, stddev, sum, count.'), ...sizeMatcherKeys, ...common })
    .refine(holdsOneOf(sizeMatcherKeys), { error: oneOf(sizeMatcherKeys) }),
  performance_metric: closed({ service, metric: refersTo('metric', nonEmptyText).meta({ description: 'The metric, with or without its service.' }), expected: z.union([z.number(), comparison], { error: COMPARISON }).meta({ description: 'A number, a size, or a comparison.', examples: ['> 200', '<= 64MiB'] }), ...common }),
  file_exists: closed({ path: nonEmptyText.meta({ description: 'The file, from the test\'s folder.' }), size: may(sizeMatcher, 'Its size in bytes.'), ...common }),
  file_matches: closed({ path: nonEmptyText.meta({ description: 'The file, from the test\'s folder.' }), ...textMatcherKeys, ...common }).refine(holdsOneOf(textMatcherKeys), { error: oneOf(textMatcherKeys) }),
  command: closed({
    command: command.meta({ description: 'A list of a program and its arguments, or a text for the shell.' }), shell: may(shell, 'The shell for a command that is a text.'),
    cwd: may(nonEmptyText, 'The folder it runs in; without it that of the file.'), env: may(env, 'Its environment; null unsets.'), exit_code: may(numberMatcher, 'The exit code that is expected.', 0),
    stdout: may(textMatcher, 'What its standard output must be.'), stderr: may(textMatcher, 'What its standard error must be.'), timeout: may(duration, 'When it is given up.', '60s'),
    in: may(service, 'The service in whose folder and environment it runs.'), ...common,
  }),
} as const;
export type AssertionKind = keyof typeof assertionSchemas;
export const ASSERTION_KINDS = [
  'service_running', 'service_responsive', 'exit_code', 'log_contains', 'log_absent', 'metric', 'performance_metric', 'file_exists', 'file_matches', 'command',
] as const satisfies readonly AssertionKind[];
/** For editors. */
export const ABOUT_ASSERTIONS: { readonly [kind in AssertionKind]: string } = {
  service_running: 'The service runs.',
  service_responsive: 'The service answers over HTTP.',
  exit_code: 'The service has ended with this exit code.',
  log_contains: 'The output of the service has this.',
  log_absent: 'The output of the service has this nowhere.',
  metric: 'A metric that was recorded compares with a number.',
  performance_metric: 'A metric of the service compares with a number, as PANTHER has it.',
  file_exists: 'A file is there.',
  file_matches: 'The text of a file matches.',
  command: 'A command ends as it is expected to.',
};
