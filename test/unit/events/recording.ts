import { AsyncObserver, EventManager, type EventManagerOptions, type ExperimentEvent, type OverflowPolicy } from '../../../src/events';

/** A manager whose events are kept, first in line, as a journal keeps them. */
export function recorded(options: EventManagerOptions = {}): { readonly events: EventManager; readonly past: ExperimentEvent[] } {
  const past: ExperimentEvent[] = [];
  const from = (seq: number) => past.filter((event) => event.seq >= seq);
  const events = new EventManager({
    history: from,
    readBack: async function* (seq) {
      for (const event of from(seq)) {
        await Promise.resolve();
        yield event;
      }
    },
    ...options,
  });
  events.registerObserver('**', (event) => { past.push(event); }, { priority: Infinity, name: 'journal' });
  return { events, past };
}

/** A field of whatever event. */
export const field = (event: ExperimentEvent | undefined, name: string): unknown => (event === undefined ? undefined : Reflect.get(event, name));

/** Handles an event whenever it is allowed to. */
export class Slow extends AsyncObserver {
  readonly heard: number[] = [];
  readonly gaps: string[] = [];
  #allowed = 0;
  #go: () => void = () => undefined;

  constructor(override readonly queueLimit = 10_000, override readonly overflow: OverflowPolicy = 'drop_oldest') {
    super();
  }

  /** Lets so many more events be handled. */
  allow(count: number): void {
    this.#allowed += count;
    this.#go();
  }

  override async onEventAsync(event: ExperimentEvent): Promise<void> {
    while (this.#allowed === 0) await new Promise<void>((resolve) => (this.#go = resolve));
    this.#allowed -= 1;
    this.heard.push(event.seq);
  }

  override onGap({ count, first, last }: { readonly count: number; readonly first: number; readonly last: number }): void {
    this.gaps.push(`${count}: ${first}-${last}`);
  }
}

export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
export const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);
