import path from 'node:path';
import { DEFAULT_OBSERVER_SETTINGS } from '../../../src/config';
import { AsyncObserver, EventManager, type EventOf } from '../../../src/events';
import { builtInObservers } from '../../../src/observers';
import { Journal, RunModel } from '../../../src/results';
import { configured, planned } from '../results/sample-events';

const CASES = 100;
const ids = Array.from({ length: CASES }, (_, index) => `case ${index}`);

/** Handles one event for a thousand that are published. */
class ThousandTimesTooSlow extends AsyncObserver {
  #permits = 0;
  #waiting: (() => void) | undefined;
  handled = 0;

  allow(): void {
    this.#permits += 1;
    this.#waiting?.();
  }

  override async onEventAsync(): Promise<void> {
    while (this.#permits === 0) await new Promise<void>((resolve) => (this.#waiting = resolve));
    this.#permits -= 1;
    this.handled += 1;
  }
}

/** Everything that listens to a run, and the slow one where it is wanted. */
export class Flood {
  readonly events = new EventManager({ run: 'r' });
  readonly slow = new ThousandTimesTooSlow();
  readonly #journal: Journal;
  readonly #model = new RunModel();
  dropped = 0;

  /** @param batchBytes of the journal; 0: each event is on disk before anybody hears of it. */
  constructor(dir: string, withSlow: boolean, batchBytes = 0) {
    this.#journal = new Journal(path.join(dir, 'events.jsonl'), (error) => { throw error; }, { batchBytes });
    this.events.registerObserver('**', this.#journal, { priority: Infinity });
    this.events.registerObserver('**', (event) => this.#model.apply(event), { priority: Number.MAX_VALUE });
    const { observers } = builtInObservers({ settings: DEFAULT_OBSERVER_SETTINGS, dir, state: () => this.#model.state() });
    for (const { pattern, observer, options } of observers) this.events.registerObserver(pattern, observer, options);
    this.events.registerObserver('observer.dropped', (event) => { this.dropped += (event as EventOf<'observer.dropped'>).count; });
    if (withSlow) this.events.registerObserver('service.output', this.slow, { name: 'slow' });
    this.events.publishEvent(configured());
    this.events.publishEvent({ type: 'experiment.started', tests: ids.map(planned) });
  }

  async publish(count: number): Promise<void> {
    for (let at = 0; at < count; at += 1) {
      this.events.publishEvent({ type: 'service.output', test: ids[at % CASES] ?? '', service: 'server', stream: 'stdout', file: 'f', from: at, to: at + 1, lines: 1 });
      if (at % 1000 !== 999) continue;
      this.slow.allow();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  close(): void {
    this.#journal.close();
  }
}
