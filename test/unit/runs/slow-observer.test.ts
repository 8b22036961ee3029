import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DEFAULT_OBSERVER_SETTINGS } from '../../../src/config';
import { AsyncObserver, EventManager, type EventOf, type ExperimentEvent } from '../../../src/events';
import { builtInObservers } from '../../../src/observers';
import { Journal, journalEvents, RunModel } from '../../../src/results';
import { configured, planned, source } from '../results/sample-events';

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

  override async onEventAsync(_event: ExperimentEvent): Promise<void> {
    while (this.#permits === 0) await new Promise<void>((resolve) => (this.#waiting = resolve));
    this.#permits -= 1;
    this.handled += 1;
  }
}

/** Everything that listens to a run, and the slow one where it is wanted. */
class Flood {
  readonly events = new EventManager({ run: 'r' });
  readonly slow = new ThousandTimesTooSlow();
  readonly #journal: Journal;
  readonly #model = new RunModel();
  dropped = 0;

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

describe('a run with one observer that is a thousand times too slow', function () {
  this.timeout(120_000);
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), 'slow-'))));
  afterEach(() => rmSync(dir, { recursive: true }));

  it('has all of 1,000,000 events in its journal, and counts exactly what the slow one did not get', async () => {
    const flood = new Flood(dir, true, 64 * 1024);
    const COUNT = 1_000_000;
    await flood.publish(COUNT);
    const queued = flood.events.observers().find(({ observer }) => observer === 'slow')?.queued ?? NaN;
    assert.ok(queued <= 10_001, String(queued));
    flood.close();
    assert.equal(flood.slow.handled, COUNT / 1000);
    let [seq, outputs, told] = [0, 0, 0];
    for await (const batch of journalEvents(path.join(dir, 'events.jsonl'), ({ message }) => assert.fail(message))) {
      for (const event of batch) {
        assert.equal(event.seq, seq += 1);
        if (event.type === 'service.output') outputs += 1;
        if (event.type === 'observer.dropped') told += (event as EventOf<'observer.dropped'>).count;
      }
    }
    assert.equal(outputs, COUNT);
    assert.equal(told, flood.dropped);
    const status = flood.events.observers().find(({ observer }) => observer === 'slow');
    assert.equal(flood.slow.handled + queued + (status?.dropped ?? NaN), COUNT);
  });

  it('costs the others less than a twentieth of their speed, each event on disk before anybody hears of it', async () => {
    const best = [Infinity, Infinity];
    // Whatever else the machine does hits one round or another; the best of each is what it can do.
    for (let round = 0; round < 12 && (round < 3 || (best[1] ?? 0) > (best[0] ?? 0) / 0.95); round += 1) {
      for (const [index, withSlow] of [false, true].entries()) {
        const flood = new Flood(dir, withSlow);
        await flood.publish(10_000);
        const before = process.cpuUsage();
        await flood.publish(40_000);
        const { user, system } = process.cpuUsage(before);
        best[index] = Math.min(best[index] ?? NaN, user + system);
        flood.close();
      }
    }
    const [alone = NaN, beside = NaN] = best;
    assert.ok(alone / beside >= 0.95, `${(alone / 1000).toFixed(0)} ms alone, ${(beside / 1000).toFixed(0)} ms beside it: ${(alone / beside).toFixed(3)}`);
  });
});
