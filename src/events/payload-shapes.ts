import type { AssertionState, AttemptState, CaseResult, LeftoverState, ServiceState, StepState, Warning } from './case-result';
import type { BuiltInType, EventPayloads, PlannedTest } from './catalogue';
import { OUTCOMES, type Counts, type Failure } from './outcome';
import { fields, flag, listOf, map, mapOf, nullable, number, oneOf, optional, text, type Shape } from './shape';
import type { SourceRef } from './source';

type Words = 'outcome' | 'stream';
/** Those whose base alone does not say enough. */
type Nested<P> = { readonly [K in keyof P as NonNullable<P[K]> extends object ? K : K extends Words ? K : never]-?: Shape };

const position = fields<SourceRef['range']['start']>({ line: number, column: number });
const anySource = fields<SourceRef>({ file: text, path: text, range: fields<SourceRef['range']>({ start: position, end: position }) });
type Loose<T> = { readonly [K in keyof T]?: T[K] extends object ? Loose<T[K]> | null : unknown };
/** Nearly all events have one, so that a sound one is passed without a word. */
export const source: Shape = (value) => {
  const { file, path, range } = (value ?? {}) as Loose<SourceRef>;
  const { start, end } = range ?? {};
  return typeof file === 'string' && typeof path === 'string' && typeof start?.line === 'number' && typeof start.column === 'number'
    && typeof end?.line === 'number' && typeof end.column === 'number' ? undefined : anySource(value);
};
const from = optional(source);
const texts = listOf(text);
const numbers = mapOf(number);
const outcome = oneOf(...OUTCOMES);
const runOutcome = oneOf(...OUTCOMES.filter((one) => one !== 'skipped'));

const failure = fields<Failure>({ phase: text, kind: text, message: text, expected: optional(text), found: optional(text), diff: optional(text), source: from });
const failures = listOf(failure);
const counts = fields<Counts>({ total: number, flaky: number, passed: number, failed: number, error: number, skipped: number, cancelled: number, interrupted: number });

const plannedTest = fields<PlannedTest>({
  id: text, name: text, base: text, matrix: map, iteration: number, tags: texts, dir: text, source,
  services: listOf(fields<PlannedTest['services'][number]>({ name: text, source })), over: optional(number),
});

const service = fields<ServiceState>({
  name: text, source, status: oneOf('planned', 'starting', 'ready', 'stopping', 'stopped', 'error'), pid: optional(number), ports: numbers, ready_ms: optional(number), starts: number,
  exit_code: nullable(number), signal: nullable(text), killed: flag, message: optional(text),
});
const step = fields<StepState>({
  id: text, index: number, parent: optional(number), name: text, kind: optional(text), source, status: oneOf('running', 'passed', 'failed', 'error', 'cancelled', 'skipped'),
  duration_ms: optional(number), exit_code: optional(nullable(number)), tries: number, logs: texts,
});
const assertion = fields<AssertionState>({
  index: number, kind: text, message: text, source, passed: flag, expected: optional(text), found: optional(text), diff: optional(text),
});
const leftover = fields<LeftoverState>({ pid: number, command: text, found_by: text, ended: flag });
const caseResult = fields<CaseResult>({
  outcome, reason: optional(text), attempt: number, earlier: listOf(fields<AttemptState>({ attempt: number, outcome, failures })), flaky: optional(flag), dir: text, started: optional(text),
  duration_ms: number, failures, services: mapOf(service), steps: listOf(step), assertions: listOf(assertion), metrics: numbers, artifacts: texts, unmatched: optional(texts), warnings: optional(listOf(fields<Warning>({ message: text, source: from }))), leftovers: listOf(leftover),
});

type Configured = EventPayloads['experiment.configured'];
const settings = fields<Configured['settings']>({
  parallel: number, fail_fast: flag, timeout_ms: optional(number), order: optional(text), seed: optional(number), warmup: optional(number), iterations: optional(number), variables: optional(mapOf(text)),
  shard: optional(fields<NonNullable<Configured['settings']['shard']>>({ index: number, of: number, cases: listOf(number), division: text })),
});
const environment = fields<Configured['environment']>({ platform: text, node: text, host: text, owner: text, enclosure: optional(text) });

/** What is below the fields of a payload that are maps and lists, and words of which only some are known; `PAYLOAD_FIELDS` has all fields. */
export const PAYLOAD_SHAPES: { readonly [T in BuiltInType as [keyof Nested<EventPayloads[T]>] extends [never] ? never : T]: Nested<EventPayloads[T]> } = {
  'experiment.configured': { settings, environment, resumes: optional(fields<NonNullable<Configured['resumes']>>({ run: text, dir: text })), source },
  'experiment.started': { tests: listOf(plannedTest) },
  'experiment.finished': { outcome: runOutcome, counts },
  'experiment.error': { source: from },
  'test_case.queued': { source },
  'test_case.started': { source },
  'test_case.results_collected': { artifacts: texts, unmatched: optional(texts) },
  'test_case.finished': { outcome, source: from },
  'test_case.error': { source: from },
  'test_case.skipped': { source },
  'test_case.kept': { result: caseResult, source },
  'plugin.error': { source: from },
  'service.starting': { command: texts, ports: numbers, source },
  'service.ready': { ports: numbers },
  'service.error': { source, last_lines: optional(texts) },
  'service.warning': { source },
  'service.output': { stream: oneOf('stdout', 'stderr') },
  'network.error': { source: from },
  'execution.environment_ready': { services: texts, source: from },
  'execution.environment_error': { source: from },
  'step.started': { source },
  'step.finished': { source, outcome: oneOf('passed', 'failed', 'error', 'cancelled'), failures, logs: optional(texts) },
  'step.skipped': { source },
  'assertion.passed': { source },
  'assertion.failed': { source },
  'metric.recorded': { source: from },
};
