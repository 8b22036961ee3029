import type { BuiltInEvent, EventOf, Failure, Outcome, PlannedTest } from '../events';
import { NO_ITEMS, NO_NAMES, type Change } from './change';
import { compact, plain } from './compact';
import type { ServiceState, TestState } from './run-state';

export type TestEvent = Extract<BuiltInEvent, { type: `test_case.${string}` }> | EventOf<'artifact.collected'> | EventOf<'metric.recorded'> | EventOf<'leftover.found'>;

/** The state of a test case as announced. */
export function plannedTest({ id, name, base, matrix, iteration, tags, over, dir, source, services }: PlannedTest): TestState {
  // Field by field: ten thousand are made at once, and spreading takes several times as long.
  const test: TestState = {
    id, name, base, matrix: plain(matrix), iteration, tags, attempt: 1, earlier: NO_ITEMS, dir, source, status: 'planned', failures: NO_ITEMS,
    services: servicesByName(services.map((service) => plannedService(service.name, service.source))),
    steps: NO_ITEMS, assertions: NO_ITEMS, metrics: NO_NAMES, artifacts: NO_ITEMS, leftovers: NO_ITEMS,
  };
  return over === undefined ? test : { ...test, over };
}

const plannedService = (name: string, source: TestState['source']): ServiceState => ({
  name, source, status: 'planned', ports: {}, starts: 0, exit_code: null, signal: null, killed: false,
});

const nothingYet = (services: readonly ServiceState[]) => ({
  failures: NO_ITEMS, services: servicesByName(services),
  steps: NO_ITEMS, assertions: NO_ITEMS, metrics: NO_NAMES, artifacts: NO_ITEMS, leftovers: NO_ITEMS,
});

const servicesByName = (services: readonly ServiceState[]): TestState['services'] => (services.length === 0 ? NO_NAMES : Object.fromEntries(services.map((service) => [service.name, service])));

/** Applies an event about a test case itself. */
export function reduceTest(test: TestState, event: TestEvent, change: Change): TestState {
  switch (event.type) {
    case 'test_case.queued':
      return change.fields(test, { status: 'queued' });
    case 'test_case.started':
      return change.fields(test, { status: 'running', phase: 'network_setup', attempt: event.attempt, dir: event.dir, started: event.time });
    case 'test_case.setup_complete':
      return test;
    case 'test_case.execution_started':
      return change.fields(test, { phase: 'steps' });
    case 'test_case.results_collected':
      return change.fields(test, { phase: 'results', artifacts: event.artifacts, ...(event.unmatched === undefined ? {} : { unmatched: event.unmatched }) });
    case 'test_case.skipped':
      return change.fields(test, { reason: event.reason });
    case 'test_case.kept': {
      // Its end is told next, as that of any other.
      const { outcome: _outcome, duration_ms: _duration, steps, assertions, metrics, services, ...result } = event.result;
      // Copies: what comes after may be reduced in place, and an event belongs to all.
      return change.fields(test, { ...result, steps: [...steps], assertions: [...assertions], metrics: plain({ ...metrics }), services: { ...services }, keptFrom: event.from });
    }
    case 'test_case.error': {
      const { phase, kind, message, expected, found, diff, source } = event;
      return withFailures(test, [{ phase, kind, message, expected, found, diff, source }], change);
    }
    case 'test_case.retrying':
      return compact({
        ...test, ...nothingYet(Object.values(test.services).map((service) => plannedService(service.name, service.source))),
        earlier: [...test.earlier, { attempt: test.attempt, outcome: attemptOutcome(test.failures), failures: test.failures }],
        attempt: event.attempt, phase: undefined, unmatched: undefined, status: 'queued',
      });
    case 'test_case.finished': {
      const { outcome, duration_ms, attempt, flaky } = event;
      // What failed as it was expected to is no failure of the case.
      const failures = outcome === 'passed' ? NO_ITEMS : test.failures;
      const ended = compact({ status: 'finished' as const, outcome, duration_ms, attempt, reason: event.reason ?? test.reason, flaky, failures });
      // One that never ran, as most of ten thousand may, needs no copy.
      return test.phase === undefined && test.flaky === undefined ? change.fields(test, ended) : compact({ ...test, ...ended, phase: undefined, flaky });
    }
    case 'artifact.collected':
      return change.artifact(test, event.path);
    case 'metric.recorded':
      // -0 is not in JSON: read back from the journal it is 0.
      return Number.isFinite(event.value) ? change.named(test, 'metrics', event.name, event.value + 0) : test;
    case 'leftover.found':
      return change.fields(test, { leftovers: [...test.leftovers, { pid: event.pid, command: event.command, found_by: event.found_by, ended: event.ended }] });
    default:
      return event satisfies never;
  }
}

/** Adds failures, each once: what breaks a step is told by the step and by the test case. */
export function withFailures(test: TestState, added: readonly Failure[], change: Change): TestState {
  if (added.length === 0) return test;
  const fresh = added.filter((failure) => !test.failures.some((known) => sameFailure(known, failure)));
  return fresh.length === 0 ? test : change.fields(test, { failures: [...test.failures, ...fresh.map(compact)] });
}

const sameFailure = (a: Failure, b: Failure): boolean =>
  a.phase === b.phase && a.kind === b.kind && a.message === b.message && a.source?.path === b.source?.path;

const attemptOutcome = (failures: readonly Failure[]): Outcome =>
  failures.every(({ kind }) => kind === 'assertion' || kind === 'expectation') ? 'failed' : 'error';
