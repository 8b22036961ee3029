import type { Failure, SourceRef } from '../../events';
import type { RunState, TestState } from '../../results';
import { printable } from '../text/printable';
import { logTail } from './log-tail';
import { relatedLogs } from './related-logs';
import type { Colors } from './style';
import type { TestLabels } from './test-labels';

const TAIL_LINES = 5;
/** Beyond this the terminal's scroll-back is no place to read; the files hold all of them. */
const MOST_FAILURES = 100;

export interface FailureReportOptions {
  readonly labels: TestLabels;
  readonly colors: Colors;
  readonly showPath: (file: string) => string;
}

/** Every failure with what was expected, what was found, the last lines of output, and the line of the file. */
export async function failureReport(state: RunState, options: FailureReportOptions): Promise<readonly string[]> {
  const { order, tests } = state;
  const bad = order.flatMap((id) => tests[id] ?? []).filter((test) => test.failures.length > 0);
  if (bad.length === 0) return [];
  const lines: string[] = ['', options.colors.bold('Failures')];
  for (const [index, test] of bad.slice(0, MOST_FAILURES).entries()) {
    lines.push('', `${index + 1}) ${options.colors.bold(options.labels.of(test.id))}: ${options.colors.red(test.outcome ?? 'interrupted')}`, ...(await testReport(state.dir, test, options)));
  }
  if (bad.length > MOST_FAILURES) lines.push('', `… and ${bad.length - MOST_FAILURES} more test cases, all in run.json`);
  return [...lines, ''];
}

/** The failures of one test case. @param dir the run's folder. */
export async function testReport(dir: string, test: TestState, options: Omit<FailureReportOptions, 'labels'>): Promise<readonly string[]> {
  const { colors } = options;
  const lines: string[] = [];
  const shown = new Set<string>();
  for (const failure of test.failures) {
    lines.push(...failureLines(failure, options));
    for (const { name, file } of relatedLogs(dir, test, failure)) {
      if (shown.has(name)) continue;
      shown.add(name);
      const tail = await logTail(file, TAIL_LINES);
      if (tail.length > 0) lines.push(colors.dim(`     last lines of ${name}:`), ...tail.map((line) => colors.dim(`     | ${line}`)));
    }
  }
  return lines;
}

function failureLines({ phase, kind, message, expected, found, diff, source }: Failure, { colors, showPath }: Omit<FailureReportOptions, 'labels'>): readonly string[] {
  return [
    `   ${paragraph(message, '   ')} ${colors.dim(`(${circumstance(kind, phase)})`)}`,
    ...(expected === undefined ? [] : [`     expected: ${colors.green(paragraph(expected, '               '))}`]),
    ...(found === undefined ? [] : [`     found:    ${colors.red(paragraph(found, '               '))}`]),
    ...(diff === undefined ? [] : ['     difference:', ...diff.split('\n').map((line) => `       ${diffLine(line, colors)}`)]),
    ...(source === undefined ? [] : [`     at ${colors.cyan(placeText(source, showPath))}`]),
  ];
}

const diffLine = (line: string, colors: Colors): string => {
  const text = printable(line);
  return line.startsWith('-') ? colors.green(text) : line.startsWith('+') ? colors.red(text) : colors.dim(text);
};

/** The kind, and the phase where the kind does not say it already. */
const circumstance = (kind: Failure['kind'], phase: Failure['phase']): string =>
  kind === phase || `${kind}s` === phase ? kind : `${kind}, ${phase.replaceAll('_', ' ')}`;

export const placeText = ({ file, range: { start } }: SourceRef, showPath: (file: string) => string): string =>
  `${showPath(file)}:${start.line}:${start.column}`;

const paragraph = (text: string, indent: string): string => text.trimEnd().split('\n').map(printable).join(`\n${indent}`);
