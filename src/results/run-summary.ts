import type { CaseIdentity, Counts, Failure, Outcome, RunOutcome, ShardOf, SourceRef, Warning } from '../events';
import { compact } from './compact';
import type { LeftoverState, RunState, StepState, TestState } from './run-state';

export const SUMMARY_FILE = 'run.json';

/** The form of `run.json`: stable for scripts, new fields may be added. */
export interface RunSummary {
  readonly schema: 1;
  readonly run: string;
  readonly experiment: string;
  readonly file: string;
  readonly dir: string;
  readonly started?: string;
  readonly finished?: string;
  readonly duration_ms: number;
  readonly outcome: RunOutcome;
  readonly counts: Counts;
  /** What broke the run itself; absent when nothing did. */
  readonly errors?: readonly string[];
  /** Required observers that failed, by name; why is among the errors. */
  readonly failed_observers?: readonly string[];
  readonly leftovers?: readonly LeftoverState[];
  /** Id of the interrupted run that this one went on with. */
  readonly resumes?: string;
  /** It is a part of what was to run. */
  readonly shard?: ShardOf;
  /** In which its test cases ran, when not that of the file. */
  readonly order?: 'interleave' | 'shuffle';
  /** Of `shuffle`. */
  readonly seed?: number;
  /** Values of variables that replaced those of the file, as they were given. */
  readonly variables?: { readonly [name: string]: string };
  /** In a report of several runs as one: those runs. */
  readonly runs?: readonly RunPart[];
  /** In a report of several runs: test cases that more than one tells of; the last named counts. */
  readonly conflicts?: readonly Conflict[];
  readonly tests: readonly TestSummary[];
}

/** One of several runs that are told as one. */
export interface RunPart {
  readonly run: string;
  readonly dir: string;
  readonly outcome: RunOutcome;
  readonly shard?: ShardOf;
  readonly order?: 'interleave' | 'shuffle';
  readonly seed?: number;
  readonly variables?: { readonly [name: string]: string };
}

export interface Conflict {
  readonly test: string;
  /** Their ids. */
  readonly runs: readonly string[];
}

export interface PlaceSummary {
  readonly file: string;
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

export interface FailureSummary extends Omit<Failure, 'source'> {
  readonly source?: PlaceSummary;
}

export interface WarningSummary extends Omit<Warning, 'source'> {
  readonly source?: PlaceSummary;
}

export interface TestSummary extends CaseIdentity {
  /** In a report of several runs: which it is of. */
  readonly run?: string;
  /** It looks at the metrics of so many iterations together. */
  readonly over?: number;
  readonly attempt: number;
  readonly flaky?: boolean;
  readonly outcome: Outcome;
  readonly duration_ms: number;
  /** The folder of its last attempt, relative to the run's own; not there when nothing of it ran. */
  readonly dir: string;
  readonly reason?: string;
  /** Id of the earlier run in which it ran: its result was kept. */
  readonly kept_from?: string;
  readonly failures: readonly FailureSummary[];
  readonly metrics: { readonly [name: string]: number };
  readonly services: { readonly [name: string]: { readonly exit_code: number | null; readonly signal: string | null; readonly ready_ms?: number; readonly starts: number; readonly killed: boolean } };
  readonly steps: readonly { readonly id: string; readonly name: string; readonly outcome: StepState['status']; readonly duration_ms: number; readonly exit_code?: number | null; readonly tries: number }[];
  readonly artifacts: readonly string[];
  readonly unmatched_artifacts?: readonly string[];
  readonly logs: readonly string[];
  readonly attempts: readonly { readonly attempt: number; readonly outcome: Outcome; readonly failures: readonly FailureSummary[] }[];
  readonly leftovers: readonly LeftoverState[];
  /** What breaks nothing; absent where there is none. */
  readonly warnings?: readonly WarningSummary[];
}

/** The summary of a run; what has not ended counts as interrupted. */
export function runSummary(state: RunState): RunSummary {
  return { ...summaryHead(state), tests: testsOf(state).map(testSummary) };
}

const testsOf = (state: RunState): readonly TestState[] => {
  const { order, tests } = state;
  return order.flatMap((id) => tests[id] ?? []);
};

function summaryHead(state: RunState): Omit<RunSummary, 'tests'> {
  const failed = failedObservers(state);
  return compact({
    schema: 1 as const, run: state.run, experiment: state.name, file: state.file, dir: state.dir,
    started: state.started, finished: state.finished, duration_ms: state.duration_ms ?? 0,
    outcome: state.outcome ?? 'interrupted', counts: state.counts,
    errors: state.errors.length > 0 ? state.errors.map((error) => error.message) : undefined,
    failed_observers: failed.length > 0 ? failed : undefined,
    leftovers: state.leftovers.length > 0 ? state.leftovers : undefined, resumes: state.resumes, shard: state.shard, ...state.sequence, variables: state.variables,
  });
}

/** Names of the required observers that failed. */
export const failedObservers = (state: RunState): readonly string[] => state.errors.flatMap(({ observer }) => observer ?? []);

function testSummary(test: TestState): TestSummary {
  const outcome = test.outcome ?? 'interrupted';
  const services = Object.values(test.services);
  return compact({
    id: test.id, name: test.name, base: test.base, matrix: test.matrix, iteration: test.iteration, over: test.over, attempt: test.attempt, flaky: test.flaky,
    outcome, duration_ms: test.duration_ms ?? 0, dir: test.dir, reason: test.reason, kept_from: test.keptFrom,
    failures: test.failures.map(placed), metrics: test.metrics,
    services: Object.fromEntries(services.map(({ name, exit_code, signal, ready_ms, starts, killed }) =>
      [name, compact({ exit_code, signal, ready_ms, starts, killed })])),
    steps: test.steps.map(({ id, name, status, duration_ms = 0, exit_code, tries }) => compact({ id, name, outcome: status, duration_ms, exit_code, tries })),
    artifacts: test.artifacts, unmatched_artifacts: test.unmatched,
    logs: [
      ...services.flatMap(({ name, starts }) => (starts > 0 ? [`services/${name}.stdout.log`, `services/${name}.stderr.log`] : [])),
      ...test.steps.flatMap((step) => step.logs),
    ],
    attempts: [...test.earlier, { attempt: test.attempt, outcome, failures: test.failures }].map(({ failures, ...attempt }) => ({ ...attempt, failures: failures.map(placed) })), leftovers: test.leftovers,
    warnings: test.warnings?.map(placed),
  });
}

function placed<T extends object>({ source, ...rest }: T & { readonly source?: SourceRef }): Omit<T, 'source'> & { readonly source?: PlaceSummary } {
  if (source === undefined) return rest;
  const { line, column } = source.range.start;
  return { ...rest, source: { file: source.file, path: source.path, line, column } };
}

/** The text of `run.json`, test case by test case. */
export function* summaryText(state: RunState): Generator<string> {
  yield `${JSON.stringify(summaryHead(state), undefined, 2).slice(0, -2)},\n  "tests": [`;
  let separator = '\n    ';
  for (const test of testsOf(state)) {
    yield `${separator}${JSON.stringify(testSummary(test), undefined, 2).replaceAll('\n', '\n    ')}`;
    separator = ',\n    ';
  }
  yield state.order.length === 0 ? ']\n}\n' : '\n  ]\n}\n';
}
