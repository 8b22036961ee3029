import { OUTCOMES, type Outcome } from '../events';
import { CombinationNames } from './combination-names';
import { durationText } from './duration-text';
import type { FailureSummary, RunSummary, TestSummary } from './run-summary';

/** A list longer than this is no list to read; GitHub refuses a summary of more than 1 MiB. */
const MOST_ROWS = 200;
const MOST_FAILURES = 50;
const MOST_TEXT = 4000;

const SIGN: { readonly [outcome in Outcome]: string } = {
  passed: '✅', failed: '❌', error: '💥', skipped: '⏭️', cancelled: '🚫', interrupted: '🚫',
};

type ShowPath = (file: string) => string;

/** Runs as GitHub-flavoured Markdown: what came of each, its test cases, why some did not pass, and what was measured. */
export const markdownReport = (runs: readonly RunSummary[], showPath: ShowPath = (file) => file): string =>
  runs.map((run) => runText(run, showPath)).join('\n');

function runText(run: RunSummary, showPath: ShowPath): string {
  const { experiment, outcome, counts, duration_ms: ms, file, errors = [], runs = [], conflicts = [], tests } = run;
  const counted = OUTCOMES.filter((name) => counts[name] > 0).map((name) => `${counts[name]} ${name}`);
  const names = new CombinationNames(tests);
  const flaky = counts.flaky > 0 ? ` (${counts.flaky} flaky)` : '';
  return [
    `## ${SIGN[outcome]} ${plain(experiment)}: ${outcome}`, '',
    `${counted.length === 0 ? 'nothing finished' : counted.join(', ')}${flaky} of ${counts.total} in ${durationText(ms)}, ${code(showPath(file))}`, '',
    ...errors.map((message) => `> **The run itself**: ${plain(message)}\n`),
    ...(runs.length === 0 ? [] : [`${runs.length} runs: ${runs.map((part) => `${code(part.run)} ${part.outcome}`).join(', ')}`, '']),
    ...conflicts.map((conflict) => `> **In ${conflict.runs.length} runs**: ${plain(conflict.test)} (${conflict.runs.map(code).join(', ')}); the last one counts\n`),
    ...table(tests, names), ...failures(tests, names, showPath), ...warnings(tests, names, showPath), ...metrics(tests, names),
  ].join('\n');
}

/** What did not pass comes first, so that a cut never hides it. */
function table(tests: readonly TestSummary[], names: CombinationNames): readonly string[] {
  if (tests.length === 0) return [];
  const bad = tests.filter(({ outcome }) => outcome !== 'passed');
  const shown = new Set([...bad, ...tests].slice(0, tests.length <= MOST_ROWS ? undefined : MOST_ROWS));
  return [
    '| test case | outcome | time | |', '| --- | --- | ---: | --- |',
    ...tests.filter((test) => shown.has(test)).map((test) =>
      `| ${plain(names.of(test))}${repetition(test)} | ${SIGN[test.outcome]} ${test.outcome}${test.flaky === true ? ', flaky' : ''} | ${durationText(test.duration_ms)} | ${plain(why(test))} |`),
    '', ...more(tests.length - shown.size),
  ];
}

/** Says that so many are not shown. */
const more = (count: number): readonly string[] => (count > 0 ? [`… and ${count} more, all in \`run.json\``, ''] : []);

const repetition = ({ iteration, over, attempt }: TestSummary): string =>
  [...(over === undefined ? iteration > 1 ? [`iteration ${iteration}`] : [] : [`over ${over} iteration${over === 1 ? '' : 's'}`]), ...(attempt > 1 ? [`attempt ${attempt}`] : [])]
    .map((text) => `, ${text}`).join('');

const why = ({ outcome, reason, failures: [first] }: TestSummary): string =>
  (reason ?? (outcome === 'passed' ? '' : first?.message ?? '')).trim().split('\n', 1)[0] ?? '';

function failures(tests: readonly TestSummary[], names: CombinationNames, showPath: ShowPath): readonly string[] {
  const bad = tests.filter((test) => test.failures.length > 0);
  if (bad.length === 0) return [];
  return [
    '### Failures', '',
    ...bad.slice(0, MOST_FAILURES).flatMap((test) => [`#### ${plain(names.of(test))}${repetition(test)}: ${test.outcome}`, '', ...test.failures.flatMap((failure) => failureText(failure, showPath))]),
    ...more(bad.length - MOST_FAILURES),
  ];
}

function warnings(tests: readonly TestSummary[], names: CombinationNames, showPath: ShowPath): readonly string[] {
  const all = tests.flatMap((test) => (test.warnings ?? []).map(({ message, source }) =>
    `- **${plain(names.of(test))}${repetition(test)}**: ${plain(message)}${source === undefined ? '' : `, ${code(`${showPath(source.file)}:${source.line}:${source.column}`)}`}`));
  if (all.length === 0) return [];
  return ['### Warnings', '', ...all.slice(0, MOST_FAILURES), '', ...more(all.length - MOST_FAILURES)];
}

function failureText({ message, expected, found, diff, source }: FailureSummary, showPath: ShowPath): readonly string[] {
  return [
    ...block(message, ''),
    ...(expected === undefined ? [] : ['expected:', '', ...block(expected, '')]),
    ...(found === undefined ? [] : ['found:', '', ...block(found, '')]),
    ...(diff === undefined ? [] : ['difference (- expected, + found):', '', ...block(diff, 'diff')]),
    ...(source === undefined ? [] : [`at ${code(`${showPath(source.file)}:${source.line}:${source.column}`)}`, '']),
  ];
}

interface Measured { readonly test: string; readonly metric: string; times: number; mean: number; lowest: number; highest: number }

/** Of each test case over its iterations. */
function metrics(tests: readonly TestSummary[], names: CombinationNames): readonly string[] {
  const measured = new Map<string, Measured>();
  for (const one of tests) {
    const test = names.of(one);
    for (const [metric, value] of Object.entries(one.metrics)) {
      const key = JSON.stringify([test, metric]);
      const row = measured.get(key) ?? { test, metric, times: 0, mean: 0, lowest: value, highest: value };
      row.times += 1;
      row.mean += (value - row.mean) / row.times;
      row.lowest = Math.min(row.lowest, value);
      row.highest = Math.max(row.highest, value);
      measured.set(key, row);
    }
  }
  if (measured.size === 0) return [];
  return [
    '<details><summary>Metrics</summary>', '',
    '| test case | metric | mean | lowest | highest | times |', '| --- | --- | ---: | ---: | ---: | ---: |',
    ...[...measured.values()].slice(0, MOST_ROWS).map(({ test, metric, mean, lowest, highest, times }) =>
      `| ${plain(test)} | ${plain(metric)} | ${mean} | ${lowest} | ${highest} | ${times} |`),
    '', ...(measured.size > MOST_ROWS ? [`… and ${measured.size - MOST_ROWS} more, all in \`run.json\``, ''] : []), '</details>', '',
  ];
}

/** Text that stays text wherever it stands: nothing in it becomes a link, a mention, a tag or a table's column. */
const plain = (text: string): string =>
  text.replaceAll(/\s+/g, ' ').replaceAll(/[\u0000-\u001f\u007f\\`*_[\]<>#|~@&$]|:(?=\/\/|[a-z+-][\w+-]*:)/g, (char) => (char < ' ' || char === '\u007f' ? '' : `&#${char.charCodeAt(0)};`));

const code = (text: string): string => `<code>${plain(text)}</code>`;

/** A fenced block; its fence is longer than any within. */
function block(text: string, language: string): readonly string[] {
  const shown = text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text;
  const fence = '`'.repeat(Math.max(3, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return [`${fence}${language}`, shown.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, ''), fence, ''];
}
