import type { EventManager, Outcome, RunOutcome } from '../events';
import type { RunModel } from '../results';
import type { OpenThings } from './open-things';

export interface EarlyEnd {
  readonly outcome: Extract<Outcome, RunOutcome>;
  readonly reason: string;
  /** When the run came to its end. */
  readonly at: Date;
}

/** Tells the end of everything that was announced and has none: open steps, services and networks, test cases, the run. */
export function endEarly(events: EventManager, model: RunModel, open: OpenThings, end: EarlyEnd): void {
  const { started, order } = model.head();
  const at = end.at.getTime();
  const since = (time: string | undefined): number => (time === undefined ? 0 : Math.max(0, at - Date.parse(time)));
  for (const id of order) {
    const test = model.test(id);
    if (test === undefined || test.status === 'finished') continue;
    for (const draft of open.endsOf(id, at)) events.publishEvent(draft);
    events.publishEvent({
      type: 'test_case.finished', test: id, outcome: end.outcome, success: false, duration_ms: since(test.started),
      attempt: test.attempt, reason: end.reason, source: test.source,
    });
  }
  // The counts are those after all these ends.
  events.deliverNow();
  events.publishEvent({ type: 'experiment.finished', outcome: end.outcome, success: false, duration_ms: since(started), counts: model.head().counts });
}
