import type { Draft, TestCasePlan } from '../config';
import type { BuiltInDraft, CustomDraft, DraftOf, EventManager, ExperimentEvent, Failure, SourceRef } from '../events';
import { headOf } from './steps/step-head';
import { isUnmet, type Verdict } from './verdict';

/**
 * The voice of one test case: what it publishes carries its id and counts for its verdict. Once closed it is silent,
 * so that work that was given up cannot speak after the end.
 */
export class CaseEvents {
  readonly #steps = new Map<number, DraftOf<'step.started'>>();
  readonly #told = new Set<string>();
  /** Indices of the steps that were told as finished or skipped. */
  readonly #stepsTold = new Set<number>();
  #stepsBegun = false;
  #stepsClosed = false;
  #closed = false;

  /** @param metrics whether those that are recorded count. */
  constructor(
    private readonly events: EventManager, private readonly plan: Pick<TestCasePlan, 'id' | 'source' | 'services'>, private readonly verdict: Verdict, private readonly metrics = true,
  ) {}

  /** For steps and the assertions after them: once they are over, what they still say of themselves is dropped. */
  publishOfSteps(draft: BuiltInDraft): void {
    if (!this.#stepsClosed || !isOfSteps(draft)) this.publish(draft);
  }

  publish(draft: BuiltInDraft): void {
    if (this.#closed) return;
    if (!this.metrics && draft.type === 'metric.recorded') return;
    this.#note(draft);
    this.events.publishEvent({ source: this.#placeOf(draft), ...draft, test: this.plan.id });
    if (draft.type === 'step.finished') for (const failure of draft.failures) if (!isUnmet(failure.kind)) this.tell(failure);
  }

  /** Publishes an event of a plug-in's. @throws Error when the test case is over. */
  publishCustom(draft: CustomDraft): ExperimentEvent {
    if (this.#closed) throw new Error('the test case is over');
    return this.events.publishEvent({ ...draft, test: this.plan.id });
  }

  /** Publishes what broke the test case, once. */
  tell(failure: Failure): void {
    const key = JSON.stringify([failure.phase, failure.kind, failure.message, failure.source?.path]);
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.publish({ type: 'test_case.error', ...failure });
  }

  /** Steps and assertions are over: those still open are told as cancelled, those that never came as skipped; later words of theirs are dropped. */
  closeSteps(planned: readonly Draft[]): void {
    for (const { step, index, name, source, parent, kind } of [...this.#steps.values()].reverse()) {
      this.publish({ type: 'step.finished', step, index, name, source, ...(parent === undefined ? {} : { parent }), kind, outcome: 'cancelled', duration_ms: 0, tries: 1, failures: [] });
    }
    for (const [place, draft] of this.#stepsBegun ? planned.entries() : []) {
      const index = draft.index ?? place;
      if (this.#stepsTold.has(index)) continue;
      const { id, name } = headOf(draft, index);
      this.publish({ type: 'step.skipped', step: id, index, name, source: draft.source, reason: 'the test case ended before' });
    }
    this.#stepsClosed = true;
  }

  close(): void {
    this.#closed = true;
  }

  /** Where in the file that stands of which it speaks: the service, or else the test case. */
  #placeOf({ service }: BuiltInDraft): SourceRef {
    return this.plan.services.find(({ name }) => name === service)?.source ?? this.plan.source;
  }

  #note(draft: BuiltInDraft): void {
    if (draft.type === 'test_case.execution_started') this.#stepsBegun = true;
    else if (draft.type === 'step.started') this.#steps.set(draft.index, draft);
    else if (draft.type === 'step.skipped') this.#stepsTold.add(draft.index);
    else if (draft.type === 'step.finished') {
      this.#steps.delete(draft.index);
      this.#stepsTold.add(draft.index);
      for (const failure of draft.failures) this.verdict.add(failure);
      if (draft.outcome === 'failed' && draft.failures.length === 0) this.verdict.add({ kind: 'expectation' });
      if (draft.outcome === 'error' && draft.failures.length === 0) this.verdict.add({ kind: 'step' });
    } else if (draft.type === 'assertion.failed') this.verdict.add({ kind: 'assertion', message: draft.message });
    else if (draft.type === 'test_case.error') this.verdict.add(draft);
  }
}

const isOfSteps = ({ type }: BuiltInDraft): boolean => type.startsWith('step.') || type.startsWith('assertion.') || type === 'metric.recorded';
