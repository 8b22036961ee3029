import path from 'node:path';
import { DEFAULT_OBSERVER_SETTINGS } from '../../../src/config';
import { AsyncObserver, EventManager, type EventOf, type ExperimentEvent } from '../../../src/events';
import { builtInObservers } from '../../../src/observers';
import { Journal, RunModel } from '../../../src/results';
import { JournalHistory } from '../../../src/runs/journal-history';
import { configured, planned } from '../results/sample-events';

const CASES = 100;
const ids = Array.from({ length: CASES }, (_, index) => `case ${index}`);

/** Handles one event for a thousand that are published. */
class ThousandTimesTooSlow extends AsyncObserver {
  #permits = 0;
  #waiting: (() => void) | undefined;
  readonly heard: ExperimentEvent[] = [];

  /** Whether it has not yet handled what it may. */
  get busy(): boolean {
    return this.#permits > 0;
  }

  allow(): void {
    this.#permits += 1;
    this.#waiting?.();
  }

  override async onEventAsync(event: ExperimentEvent): Promise<void> {
    while (this.#permits === 0) await new Promise<void>((resolve) => (this.#waiting = resolve));
    this.#permits -= 1;
    this.heard.push(event);
  }
}

/** Everything that listens to a run, and the slow one where it is wanted. */
export class Flood {
  readonly events: EventManager;
  readonly slow = new ThousandTimesTooSlow();
  readonly #journal: Journal;
  readonly #model = new RunModel();
  dropped = 0;

  /** @param batchBytes of the journal; 0: each event is on disk before anybody hears of it. */
  constructor(dir: string, private readonly withSlow: boolean, batchBytes = 0) {
    this.#journal = new Journal(path.join(dir, 'events.jsonl'), (error) => { throw error; }, { batchBytes });
    const history = new JournalHistory(this.#journal);
    this.events = new EventManager({ run: 'r', readBack: (from) => history.readBack(from), canReadBack: () => this.#journal.writeErrors === 0 });
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
      if (this.withSlow) this.slow.allow();
      do await new Promise((resolve) => setImmediate(resolve)); while (this.slow.busy);
    }
  }

  close(): void {
    this.#journal.close();
  }
}
