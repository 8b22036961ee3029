import type { Failure, Outcome } from '../events';
import type { AttemptState, RunState, TestState } from './run-state';

export const JUNIT_FILE = 'junit.xml';

/** The run as JUnit XML, as CI systems read it, valid against the schema of Jenkins (junit-10.xsd): the same state gives the same bytes. */
export const junitXml = (state: RunState): string => [...junitText(state)].join('');

/** The text of `junit.xml`, test case by test case; several runs become one document of several suites. */
export function* junitText(...states: readonly [RunState, ...RunState[]]): Generator<string> {
  const [first, ...more] = states;
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield `<testsuites name="${xml(more.length === 0 ? first.name : 'experiments')}" ${totals(states)} ${time(states)}>\n`;
  for (const state of states) yield* suite(state);
  yield '</testsuites>\n';
}

function* suite(state: RunState): Generator<string> {
  const { order, tests } = state;
  yield `  <testsuite name="${xml(state.name)}" ${totals([state])} skipped="${state.counts.skipped}" ${time([state])} timestamp="${xml((state.started ?? '').replace(/\.\d+Z$/, ''))}" file="${xml(state.file)}">\n`;
  for (const id of order) {
    const test = tests[id];
    if (test !== undefined) yield testCase(state, test);
  }
  if (state.errors.length > 0) yield `    <system-err>${xml(state.errors.map((error) => error.message).join('\n'))}</system-err>\n`;
  yield '  </testsuite>\n';
}

const sum = (states: readonly RunState[], of: (state: RunState) => number): number => states.reduce((total, state) => total + of(state), 0);

const totals = (states: readonly RunState[]): string =>
  `tests="${sum(states, ({ counts }) => counts.total)}" failures="${sum(states, ({ counts }) => counts.failed)}" `
  + `errors="${sum(states, ({ counts }) => counts.error + counts.cancelled + counts.interrupted)}"`;

const time = (states: readonly RunState[]): string => `time="${seconds(sum(states, ({ duration_ms = 0 }) => duration_ms))}"`;

function testCase(state: RunState, test: TestState): string {
  const open = `    <testcase name="${xml(test.id)}" classname="${xml(state.name)}" time="${seconds(test.duration_ms)}"`;
  const body = [...result(test), ...attempts(test), ...metrics(test), ...warnings(test)];
  return body.length === 0 ? `${open}/>\n` : `${open}>\n${body.map((line) => `      ${line}\n`).join('')}    </testcase>\n`;
}

/** The schema knows no properties of a test case. */
function metrics(test: TestState): readonly string[] {
  const lines = Object.entries(test.metrics).map(([name, value]) => `${name} = ${value}`);
  return lines.length === 0 ? [] : [`<system-out>${xml(['metrics:', ...lines].join('\n'))}</system-out>`];
}

function warnings({ warnings: all = [] }: TestState): readonly string[] {
  return all.length === 0 ? [] : [`<system-err>${xml(all.map((warning) => `warning: ${failureText(warning)}`).join('\n'))}</system-err>`];
}

/** Those before the last, as Surefire tells them. */
function attempts({ earlier, outcome }: TestState): readonly string[] {
  return earlier.map((attempt) => {
    const tag = `${outcome === 'passed' ? 'flaky' : 'rerun'}${attempt.outcome === 'failed' ? 'Failure' : 'Error'}`;
    return `<${tag} ${verdict(attempt.outcome, attempt.failures, `attempt ${attempt.attempt}`)}><stackTrace>${told(attempt)}</stackTrace></${tag}>`;
  });
}

const told = ({ failures }: Pick<AttemptState, 'failures'>): string => xml(failures.map(failureText).join('\n\n'));

function verdict(outcome: Outcome, [first]: readonly Failure[], otherwise: string): string {
  const type = outcome === 'failed' || outcome === 'error' ? (first?.kind ?? outcome) : outcome;
  return `message="${xml(first?.message ?? otherwise)}" type="${type}"`;
}

function result(test: TestState): readonly string[] {
  const outcome = test.outcome ?? 'interrupted';
  switch (outcome) {
    case 'passed':
      return [];
    case 'skipped':
      return [`<skipped message="${xml(test.reason ?? '')}"/>`];
    case 'failed':
    case 'error':
    case 'cancelled':
    case 'interrupted': {
      const tag = outcome === 'failed' ? 'failure' : 'error';
      return [`<${tag} ${verdict(outcome, test.failures, test.reason ?? outcome)}>${told(test)}</${tag}>`];
    }
    default:
      return outcome satisfies never;
  }
}

function failureText({ message, expected, found, diff, source }: Pick<Failure, 'message' | 'expected' | 'found' | 'diff' | 'source'>): string {
  const place = source === undefined ? [] : [`at ${source.file}:${source.range.start.line}:${source.range.start.column} (${source.path})`];
  return [message, ...(expected === undefined ? [] : [`expected: ${expected}`]), ...(found === undefined ? [] : [`found: ${found}`]), ...(diff === undefined ? [] : ['difference (- expected, + found):', diff]), ...place].join('\n');
}

/** A damaged journal may say that something took less than no time, which the schema does not allow. */
const seconds = (milliseconds = 0): string => (Math.max(0, milliseconds) / 1000).toFixed(3);

const ENTITIES: { readonly [char: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;', '\r': '&#13;', '\t': '&#9;' };

/** Escaped for text and attributes alike; what XML 1.0 cannot hold is left out, lone surrogates become U+FFFD. */
const xml = (text: string): string =>
  text.replace(/\p{Cs}/gu, '\ufffd').replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g, '').replace(/[&<>"\n\r\t]/g, (char) => ENTITIES[char] ?? char);
