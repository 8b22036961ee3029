import type { Failure } from '../events';
import type { RunState, TestState } from './run-state';

export const JUNIT_FILE = 'junit.xml';

/** The run as JUnit XML, as CI systems read it: the same state gives the same bytes. */
export const junitXml = (state: RunState): string => [...junitText(state)].join('');

/** The text of `junit.xml`, test case by test case; several runs become one document of several suites. */
export function* junitText(...states: readonly [RunState, ...RunState[]]): Generator<string> {
  const [first, ...more] = states;
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield `<testsuites name="${xml(more.length === 0 ? first.name : 'experiments')}" ${totals(states)}>\n`;
  for (const state of states) yield* suite(state);
  yield '</testsuites>\n';
}

function* suite(state: RunState): Generator<string> {
  const { order, tests } = state;
  yield `  <testsuite name="${xml(state.name)}" ${totals([state])} timestamp="${xml((state.started ?? '').replace(/\.\d+Z$/, ''))}" file="${xml(state.file)}">\n`;
  for (const id of order) {
    const test = tests[id];
    if (test !== undefined) yield testCase(state, test);
  }
  if (state.errors.length > 0) yield `    <system-err>${xml(state.errors.map((error) => error.message).join('\n'))}</system-err>\n`;
  yield '  </testsuite>\n';
}

function totals(states: readonly RunState[]): string {
  const sum = (of: (state: RunState) => number): number => states.reduce((total, state) => total + of(state), 0);
  return `tests="${sum(({ counts }) => counts.total)}" failures="${sum(({ counts }) => counts.failed)}" `
    + `errors="${sum(({ counts }) => counts.error + counts.cancelled + counts.interrupted)}" skipped="${sum(({ counts }) => counts.skipped)}" `
    + `time="${seconds(sum(({ duration_ms = 0 }) => duration_ms))}"`;
}

function testCase(state: RunState, test: TestState): string {
  const { start } = test.source.range;
  const open = `    <testcase name="${xml(test.id)}" classname="${xml(state.name)}" time="${seconds(test.duration_ms)}" file="${xml(test.source.file)}" line="${start.line}"`;
  const body = [...properties(test), ...result(test)];
  return body.length === 0 ? `${open}/>\n` : `${open}>\n${body.map((line) => `      ${line}\n`).join('')}    </testcase>\n`;
}

const properties = (test: TestState): readonly string[] => {
  const metrics = Object.entries(test.metrics);
  return metrics.length === 0 ? [] : [
    '<properties>', ...metrics.map(([name, value]) => `  <property name="${xml(name)}" value="${value}"/>`), '</properties>',
  ];
};

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
      const message = test.failures[0]?.message ?? test.reason ?? outcome;
      const type = outcome === 'failed' || outcome === 'error' ? (test.failures[0]?.kind ?? outcome) : outcome;
      return [`<${tag} message="${xml(message)}" type="${type}">${xml(test.failures.map(failureText).join('\n\n'))}</${tag}>`];
    }
    default:
      return outcome satisfies never;
  }
}

function failureText({ message, expected, found, diff, source }: Failure): string {
  const place = source === undefined ? [] : [`at ${source.file}:${source.range.start.line}:${source.range.start.column} (${source.path})`];
  return [message, ...(expected === undefined ? [] : [`expected: ${expected}`]), ...(found === undefined ? [] : [`found: ${found}`]), ...(diff === undefined ? [] : ['difference (- expected, + found):', diff]), ...place].join('\n');
}

const seconds = (milliseconds = 0): string => (milliseconds / 1000).toFixed(3);

const ENTITIES: { readonly [char: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;', '\r': '&#13;', '\t': '&#9;' };

/** Escaped for text and attributes alike; what XML 1.0 cannot hold is left out, lone surrogates become U+FFFD. */
const xml = (text: string): string =>
  text.replace(/\p{Cs}/gu, '\ufffd').replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g, '').replace(/[&<>"\n\r\t]/g, (char) => ENTITIES[char] ?? char);
