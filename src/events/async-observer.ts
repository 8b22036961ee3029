import type { ExperimentEvent } from './catalogue';

/** Events that an observer will not get any more. */
export interface Gap {
  readonly count: number;
  /** `seq` of the first and last of them. */
  readonly first: number;
  readonly last: number;
}

/** What becomes of an event for which an observer's queue has no room: the oldest waiting one goes, or it is read back from the journal later. */
export type OverflowPolicy = 'drop_oldest' | 'spill';

/** An observer that works asynchronously: its events wait in a queue of its own and are handled one at a time, in order. It delays nobody. */
export abstract class AsyncObserver {
  readonly overflow: OverflowPolicy = 'drop_oldest';
  /** How many events may wait. */
  readonly queueLimit: number = 10_000;

  get name(): string {
    return this.constructor.name;
  }

  /** Patterns it wants to hear when it is registered without any. */
  interests(): readonly string[] {
    return ['**'];
  }

  abstract onEventAsync(event: ExperimentEvent): Promise<void>;

  /** Told, in its place in the order, that events were dropped before the next one. */
  onGap?(gap: Gap): void;
}
