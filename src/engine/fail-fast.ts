import type { TestCasePlan } from '../config';
import type { Outcome } from '../events';

export interface FailFastRule {
  readonly enabled: boolean;
  /** After so many test cases that did not pass. */
  readonly maxErrors: number;
}

/** Counts the test cases that did not pass until no further one may start. */
export class FailFast {
  #errors = 0;

  constructor(private readonly rule: FailFastRule) {}

  /** Why no further test case is started after this one; undefined while they may. */
  after(plan: TestCasePlan, outcome: Outcome): string | undefined {
    if (outcome !== 'failed' && outcome !== 'error') return undefined;
    if (plan.failFast === false || (!this.rule.enabled && plan.failFast !== true)) return undefined;
    this.#errors += 1;
    // A test that asks for it by itself does not wait for others.
    if (this.rule.enabled && this.#errors < this.rule.maxErrors) return undefined;
    const others = this.#errors > 1 ? `, as ${this.#errors - 1} before it` : '';
    return `fail_fast: "${plan.name}" ended in ${outcome}${others}`;
  }
}
