import type { BuiltInEvent } from '../events';
import { compact } from './compact';
import type { AssertionState, StepState, TestState } from './run-state';
import { withFailures } from './test-events';

export type StepEvent = Extract<BuiltInEvent, { type: `step.${string}` | `assertion.${string}` }>;

/** Applies an event about a step or an assertion of a test case. */
export function reduceStep(test: TestState, event: StepEvent): TestState {
  switch (event.type) {
    case 'step.started':
      return withStep(test, compact({
        id: event.step, index: event.index, parent: event.parent, name: event.name, kind: event.kind, source: event.source, status: 'running', tries: 0, logs: [],
      }));
    case 'step.finished':
      return withFailures(withStep(test, compact({
        id: event.step, index: event.index, parent: event.parent, name: event.name, kind: event.kind, source: event.source, status: event.outcome,
        duration_ms: event.duration_ms, exit_code: event.exit_code, tries: event.tries, logs: event.logs ?? [],
      })), event.failures);
    case 'step.skipped':
      return withStep(test, compact({ id: event.step, index: event.index, parent: event.parent, name: event.name, source: event.source, status: 'skipped', tries: 0, logs: [] }));
    case 'assertion.passed':
      return withAssertion(test, { index: event.index, kind: event.assertion, message: event.message, source: event.source, passed: true });
    case 'assertion.failed': {
      const { index, assertion, message, source, expected, found, diff } = event;
      return withFailures(
        withAssertion(test, compact({ index, kind: assertion, message, source, passed: false, expected, found, diff })),
        [{ phase: 'assertions', kind: 'assertion', message, expected, found, diff, source }],
      );
    }
    default:
      return event satisfies never;
  }
}

function withStep(test: TestState, step: StepState): TestState {
  return { ...test, steps: placed(test.steps, step) };
}

function withAssertion(test: TestState, assertion: AssertionState): TestState {
  const phase = test.phase === 'steps' ? { phase: 'assertions' as const } : {};
  return { ...test, ...phase, assertions: placed(test.assertions, assertion) };
}

/** Replaces the item of the same index or puts it where its index belongs. */
function placed<T extends { readonly index: number }>(items: readonly T[], item: T): readonly T[] {
  const last = items.at(-1);
  if (last === undefined || last.index < item.index) return [...items, item];
  if (last.index === item.index) return items.with(-1, item);
  const next = items.filter((other) => other.index !== item.index);
  const after = next.findIndex((other) => other.index > item.index);
  next.splice(after < 0 ? next.length : after, 0, item);
  return next;
}
