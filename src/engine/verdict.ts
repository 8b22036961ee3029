import type { Failure, Outcome } from '../events';

/** What speaks about a test case so far, and the outcome that follows. */
export class Verdict {
  #broken = false;
  #failed = false;
  #cancelled: string | undefined;
  #first: string | undefined;

  /** Adds a reason why the test case did not pass; whatever is no unmet expectation makes it an error. */
  add({ kind, message }: Pick<Failure, 'kind'> & Partial<Failure>): void {
    this.#first ??= message;
    if (isUnmet(kind)) this.#failed = true;
    else this.#broken = true;
  }

  /** The first reason counts. */
  cancel(reason: string): void {
    this.#cancelled ??= reason;
  }

  /** The message of the first failure. */
  get failure(): string | undefined {
    return this.#first;
  }

  get broken(): boolean {
    return this.#broken;
  }

  /** Something did not hold, or broke. */
  get failed(): boolean {
    return this.#failed || this.#broken;
  }

  /** Broken or cancelled: whatever else is looked at, nothing more can be said of what was to be tested. */
  get settled(): boolean {
    return this.#broken || this.#cancelled !== undefined;
  }

  outcome(): Extract<Outcome, 'passed' | 'failed' | 'error' | 'cancelled'> {
    if (this.#broken) return 'error';
    if (this.#cancelled !== undefined) return 'cancelled';
    return this.#failed ? 'failed' : 'passed';
  }

  /** Why it was cancelled, if it was. */
  get reason(): string | undefined {
    return this.outcome() === 'cancelled' ? this.#cancelled : undefined;
  }
}

/** Something was checked and did not hold, in contrast to something that broke. */
export const isUnmet = (kind: Failure['kind']): boolean => kind === 'assertion' || kind === 'expectation';
