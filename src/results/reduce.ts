import { isBuiltInEvent, type BuiltInEvent, type ExperimentEvent } from '../events';
import { COPY, type Change } from './change';
import { recount, recountFlaky } from './counts';
import { reduceEnvironment } from './environment-events';
import { EMPTY_HEAD, reduceRun, type RunHead } from './run-events';
import type { RunState, TestState } from './run-state';
import { reduceService } from './service-events';
import { reduceStep } from './step-events';
import { plannedTest, reduceTest } from './test-events';

/** What one event changes: the head, but for its `seq`, and the test cases named. */
export interface Reduction {
  readonly head: RunHead;
  /** All test cases anew, when the plan was announced. */
  readonly planned?: readonly TestState[];
  /** Missing also when it was changed in place. */
  readonly test?: TestState;
}

/** The one step of the reduction; looks up single test cases, so that its cost does not grow with their number. */
export function reduceEvent(head: RunHead, find: (id: string) => TestState | undefined, event: ExperimentEvent, change: Change = COPY): Reduction {
  if (!isBuiltInEvent(event)) return { head };
  if (event.type === 'experiment.started') return { head: reduceRun(head, event), planned: event.tests.map(plannedTest) };
  const test = event.test === undefined ? undefined : find(event.test);
  if (test === undefined) return { head: isRunEvent(event) ? reduceRun(head, event) : head };
  // Read before: the change may be in place.
  const { outcome, flaky } = test;
  const next = reduceWithin(test, event, change);
  const counted = next.outcome === outcome ? head : { ...head, counts: recountFlaky(recount(head.counts, outcome, next.outcome), flaky, next.flaky) };
  return next === test ? { head: counted } : { head: counted, test: next };
}

function reduceWithin(test: TestState, event: BuiltInEvent, change: Change): TestState {
  switch (event.type) {
    case 'test_case.queued': case 'test_case.started': case 'test_case.setup_complete': case 'test_case.execution_started':
    case 'test_case.results_collected': case 'test_case.finished': case 'test_case.error': case 'test_case.skipped':
    case 'test_case.kept': case 'test_case.retrying': case 'artifact.collected': case 'metric.recorded': case 'leftover.found':
      return reduceTest(test, event, change);
    case 'service.starting': case 'service.ready': case 'service.stopping': case 'service.stopped': case 'service.error':
    case 'service.warning': case 'service.output': case 'service.restarting':
      return reduceService(test, event, change);
    case 'network.setup_started': case 'network.ready': case 'network.teardown_started': case 'network.teardown_complete':
    case 'network.error': case 'execution.environment_ready': case 'execution.environment_error':
      return reduceEnvironment(test, event, change);
    case 'step.started': case 'step.finished': case 'step.skipped': case 'assertion.passed': case 'assertion.failed':
      return reduceStep(test, event, change);
    case 'experiment.configured': case 'experiment.started': case 'experiment.finished': case 'experiment.error':
    case 'experiment.cancelling': case 'experiment.killing':
    case 'plugin.discovered': case 'plugin.loaded': case 'plugin.initialized': case 'plugin.error':
    case 'observer.error': case 'observer.slow': case 'observer.dropped': case 'observer.suspended':
    // Told for those who watch a run; what it came to are metrics.
    case 'resource.sampled':
      return test;
    default:
      return event satisfies never;
  }
}

const isRunEvent = (event: BuiltInEvent): event is Parameters<typeof reduceRun>[1] =>
  event.type.startsWith('experiment.') || ['leftover.found', 'observer.error', 'observer.dropped', 'observer.suspended'].includes(event.type);

export const emptyRunState = (): RunState => ({ ...EMPTY_HEAD, tests: {} });

/** The state after one more event: pure, what did not change is shared. For many events use `RunModel`. */
export function apply(state: RunState, event: ExperimentEvent): RunState {
  const { tests, ...before } = state;
  const { head, planned, test } = reduceEvent(before, (id) => (Object.hasOwn(tests, id) ? tests[id] : undefined), event);
  const { seq } = event;
  if (planned !== undefined) return { ...head, seq, tests: Object.fromEntries(planned.map((item) => [item.id, item])) };
  return { ...head, seq, tests: test === undefined ? tests : { ...tests, [test.id]: test } };
}
