import type { TestCasePlan } from '../config';
import type { Outcome } from '../events';
import type { RunContext } from './run-context';
import { TestCaseLife, type AttemptEnd } from './test-case-life';

export interface CaseEnd {
  readonly outcome: Outcome;
  /** It passed, but not at its first attempt. */
  readonly flaky: boolean;
}

/** Attempts a test case until it passes or has no retries left; its end is told once. Never rejects. @param first its first attempt */
export async function attemptCase(plan: TestCasePlan, run: RunContext, first = new TestCaseLife(plan, run, 1)): Promise<CaseEnd> {
  const began = run.clock.now();
  let attempt = 1;
  let end = await first.live();
  while (isWorthRetrying(end.outcome) && attempt <= (plan.retries ?? 0) && !run.stop.aborted) {
    attempt += 1;
    run.events.publishEvent({ type: 'test_case.retrying', test: plan.id, attempt, reason: reasonOf(end, attempt - 1), source: plan.source });
    end = await new TestCaseLife(plan, run, attempt).live();
  }
  const { outcome, reason } = end;
  const flaky = outcome === 'passed' && attempt > 1;
  run.events.publishEvent({
    type: 'test_case.finished', test: plan.id, outcome, success: outcome === 'passed', duration_ms: run.clock.now() - began, attempt,
    ...(flaky ? { flaky } : {}), ...(reason === undefined ? {} : { reason }), source: plan.source,
  });
  return { outcome, flaky };
}

const isWorthRetrying = (outcome: Outcome): boolean => outcome === 'failed' || outcome === 'error';

const reasonOf = ({ outcome, failure }: AttemptEnd, attempt: number): string =>
  `attempt ${attempt} ended in ${outcome}${failure === undefined ? '' : `: ${failure}`}`;
