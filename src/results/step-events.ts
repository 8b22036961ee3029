import type { BuiltInEvent } from '../events';
import type { Change } from './change';
import { compact } from './compact';
import type { AssertionState, TestState } from './run-state';
import { withFailures } from './test-events';

export type StepEvent = Extract<BuiltInEvent, { type: `step.${string}` | `assertion.${string}` }>;

const NO_LOGS: readonly string[] = [];

/** Applies an event about a step or an assertion of a test case. */
export function reduceStep(test: TestState, event: StepEvent, change: Change): TestState {
  switch (event.type) {
    case 'step.started':
      return change.listed(test, 'steps', compact({
        id: event.step, index: event.index, parent: event.parent, name: event.name, kind: event.kind, source: event.source, status: 'running', tries: 0, logs: NO_LOGS,
      }));
    case 'step.finished':
      return withFailures(change.listed(test, 'steps', compact({
        id: event.step, index: event.index, parent: event.parent, name: event.name, kind: event.kind, source: event.source, status: event.outcome,
        duration_ms: event.duration_ms, exit_code: event.exit_code, tries: event.tries, logs: event.logs ?? NO_LOGS,
      })), event.failures, change);
    case 'step.skipped':
      return change.listed(test, 'steps', compact({ id: event.step, index: event.index, parent: event.parent, name: event.name, source: event.source, status: 'skipped', tries: 0, logs: NO_LOGS }));
    case 'assertion.passed':
      return withAssertion(test, { index: event.index, kind: event.assertion, message: event.message, source: event.source, passed: true }, change);
    case 'assertion.failed': {
      const { index, assertion, message, source, expected, found, diff } = event;
      return withFailures(
        withAssertion(test, compact({ index, kind: assertion, message, source, passed: false, expected, found, diff }), change),
        [{ phase: 'assertions', kind: 'assertion', message, expected, found, diff, source }], change,
      );
    }
    default:
      return event satisfies never;
  }
}

function withAssertion(test: TestState, assertion: AssertionState, change: Change): TestState {
  return change.listed(test.phase === 'steps' ? change.fields(test, { phase: 'assertions' }) : test, 'assertions', assertion);
}
