import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import type { Problem } from '../../config';
import { isBuiltInEvent, messageOf, type ExperimentEvent, type Failure, type SourceRef } from '../../events';
import { durationText, markdownReport, runSummary, warningOf, type RunState, type RunSummary, type ServiceState, type TestState } from '../../results';
import { hasPassed, type Round, type Run } from '../../runs';
import type { CommandContext } from '../context';
import type { Output } from '../output';
import { printable } from '../text/printable';
import { spansText } from '../text/spans';
import { testReport } from './failure-report';
import { headerLine } from './header-line';
import type { Reporter } from './reporter';
import { RoundLines } from './round-lines';
import { passedRoundLine } from './round-text';
import type { Colors } from './style';
import { summaryLines } from './summary-lines';
import { TestLabels } from './test-labels';
import { testLine } from './test-line';
import { verbatim, workflowCommand } from './workflow-command';

interface GithubNeeds {
  readonly out: Output;
  readonly colors: Colors;
  readonly showPath: (file: string) => string;
  readonly context: Pick<CommandContext, 'cwd' | 'env' | 'err'>;
  /** Another reporter shows the test cases to people: only the annotations and the job's summary are added. */
  readonly beside: boolean;
}

/** For GitHub Actions: a group for each test case, an annotation for each failure at its line, and the job's summary. */
export class GithubReporter implements Reporter {
  readonly #labels = new TestLabels();
  readonly #runs: RunSummary[] = [];
  /** Logs are read while the run goes on: what is printed keeps its order. */
  #printed: Promise<void> = Promise.resolve();

  readonly #lines: RoundLines;

  constructor(private readonly needs: GithubNeeds) {
    this.#lines = new RoundLines(needs.out);
  }

  onRoundStarting(round: Round): void {
    this.#lines.begin(round);
    this.#runs.length = 0;
  }

  onRoundsEnded(line: string): void {
    if (!this.needs.beside) this.#write(verbatim([line]));
  }

  onRunStarting(file: string, experiment: string, testCases: number): void {
    const { beside, showPath, colors } = this.needs;
    if (!beside && (this.#lines.round?.number ?? 1) === 1) this.#write(verbatim([headerLine(showPath(file), experiment, testCases, colors)]));
  }

  onEvent(event: ExperimentEvent, model: Run['model']): void {
    if (!isBuiltInEvent(event)) return;
    this.#labels.onEvent(event);
    const warning = warningOf(event);
    if (warning !== undefined) this.#printed = this.#printed.then(() => this.#annotate('warning', printable(warning.message), this.#labels.of(event.test ?? ''), warning.source));
    if (event.type !== 'test_case.finished' || event.test === undefined) return;
    const test = model.test(event.test);
    const { dir } = model.head();
    if (test !== undefined) this.#printed = this.#printed.then(() => this.#show(test, dir));
  }

  async onRunEnded(state: RunState): Promise<void> {
    await this.#printed;
    const { beside, colors } = this.needs;
    for (const { message, source } of state.errors) this.#annotate('error', printable(message), `${state.name}: the run itself`, source);
    if (!beside) this.#print(verbatim(summaryLines(state, state.dir, colors)));
    const { round } = this.#lines;
    const worth = round === undefined || !hasPassed(state);
    this.#lines.end(worth);
    if (!worth && !beside) this.#write(verbatim([passedRoundLine(round, state)]));
    this.#runs.push(runSummary(state));
  }

  async close(): Promise<void> {
    const { GITHUB_STEP_SUMMARY: file } = this.needs.context.env;
    if (!file || this.#runs.length === 0) return;
    try {
      await appendFile(file, markdownReport(this.#runs, (source) => this.#relative(source)));
    } catch (error) {
      this.needs.context.err.line(`The job's summary cannot be written to ${file}: ${messageOf(error)}`);
    }
  }

  onRefused(problems: readonly Problem[]): void {
    for (const { severity, file, range, message, code } of problems) {
      if (severity !== 'information') this.#annotate(severity, printable(message), code, { file, range });
    }
  }

  async #show(test: TestState, dir: string): Promise<void> {
    const { beside, colors, showPath } = this.needs;
    const label = this.#labels.of(test.id);
    if (!beside) {
      this.#print([workflowCommand('group', spansText(testLine(test, label, colors)))]);
      this.#print(verbatim([...details(test), ...(await testReport(dir, test, { colors, showPath }))]));
      this.#print([workflowCommand('endgroup')]);
    }
    for (const failure of test.failures) this.#annotate('error', failureText(failure), `${label}: ${test.outcome ?? 'interrupted'}`, failure.source ?? test.source);
    if (test.flaky === true) this.#annotate('warning', `passed at attempt ${test.attempt}`, `${label}: flaky`, test.source);
  }

  #annotate(level: 'error' | 'warning', message: string, title: string, source: Pick<SourceRef, 'file' | 'range'> | undefined): void {
    const { start } = source?.range ?? {};
    this.#print([workflowCommand(level, message, {
      ...(source === undefined ? {} : { file: this.#relative(source.file) }), ...(start === undefined ? {} : { line: start.line, col: start.column }), title,
    })]);
  }

  /** GitHub knows files by their path in the repository. */
  #relative(file: string): string {
    const { env, cwd } = this.needs.context;
    const relative = path.relative(env['GITHUB_WORKSPACE'] || cwd, file);
    return (relative.startsWith('..') || path.isAbsolute(relative) ? file : relative).replaceAll('\\', '/');
  }

  #print(lines: readonly string[]): void {
    for (const line of lines) this.#lines.line(line);
  }

  #write(lines: readonly string[]): void {
    for (const line of lines) this.needs.out.line(line);
  }
}

const failureText = ({ message, expected, found, diff }: Failure): string => [
  message, ...(expected === undefined ? [] : [`expected: ${expected}`]), ...(found === undefined ? [] : [`found: ${found}`]),
  ...(diff === undefined ? [] : ['difference (- expected, + found):', diff]),
].flatMap((text) => text.trimEnd().split('\n')).map(printable).join('\n');

/** What happened in a test case, beyond its failures. */
function details({ earlier, services, steps, metrics }: TestState): readonly string[] {
  return [
    ...earlier.map(({ attempt, outcome, failures: [first] }) => `   attempt ${attempt}: ${outcome}${first === undefined ? '' : `, ${printable(first.message)}`}`),
    ...Object.values(services).map((service) => `   ${serviceText(service)}`),
    ...steps.map(({ index, name, status, duration_ms: ms }) => `   ${index + 1}. ${printable(name)}: ${status}${ms === undefined ? '' : `, ${durationText(ms)}`}`),
    ...Object.entries(metrics).map(([name, value]) => `   ${printable(name)} = ${value}`),
  ];
}

function serviceText({ name, starts, ports, ready_ms: readyMs, exit_code: code, signal }: ServiceState): string {
  if (starts === 0) return `${printable(name)}: never started`;
  const numbers = Object.values(ports);
  return [
    `${printable(name)}: ${readyMs === undefined ? 'not ready' : `ready after ${durationText(readyMs)}`}`,
    ...(numbers.length === 0 ? [] : [`port ${numbers.join(', ')}`]), ...(starts > 1 ? [`${starts} starts`] : []),
    ...(signal !== null ? [`ended by ${signal}`] : code !== null ? [`exit code ${code}`] : []),
  ].join(', ');
}
