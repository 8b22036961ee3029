import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AsyncObserver, type EventManager, type ExperimentEvent, type ObserverRegistration } from '../../../src/events';
import { readJournal } from '../../../src/results';
import { LiveRun } from '../../../src/runs/live-run';
import { configured, finished, started } from '../results/sample-events';

class Keeping extends AsyncObserver {
  override readonly overflow = 'spill';
  override readonly queueLimit = 2;
  readonly heard: ExperimentEvent[] = [];

  override async onEventAsync(event: ExperimentEvent): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.heard.push(event);
  }
}

describe('observers of a live run', () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), 'late-observers-'))));
  afterEach(() => rmSync(dir, { recursive: true }));

  /** A run of 200 metrics; `halfway` is called within it. */
  async function runWith(run: LiveRun, halfway: (events: EventManager) => void = () => undefined): Promise<readonly ExperimentEvent[]> {
    await run.drive({
      cancel: () => undefined, dispose: () => Promise.resolve(),
      run: async () => {
        run.events.publishEvent(configured());
        run.events.publishEvent(started(['a']));
        for (let value = 0; value < 200; value += 1) {
          if (value === 100) halfway(run.events);
          run.events.publishEvent({ type: 'metric.recorded', test: 'a', name: 'täglich €', value });
          if (value % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
        }
        run.events.publishEvent({ type: 'test_case.finished', test: 'a', outcome: 'passed', success: true, duration_ms: 1, attempt: 1 });
        run.events.publishEvent(finished);
      },
    });
    return (await readJournal(path.join(dir, 'events.jsonl'))).events;
  }

  it('that are slow are waited for, and those that spill hear all of it from the journal', async () => {
    const keeping = new Keeping();
    const journal = await runWith(new LiveRun('r1', dir, { observers: [{ pattern: '**', observer: keeping }] }));
    assert.deepEqual(keeping.heard, journal);
  });

  it('that are late hear all of it when they ask for a replay, at once or asynchronously', async () => {
    const [heard, keeping]: [ExperimentEvent[], Keeping] = [[], new Keeping()];
    let late: ObserverRegistration | undefined;
    const journal = await runWith(new LiveRun('r1', dir), (events) => {
      events.registerObserver('**', (event) => { heard.push(event); }, { replay: true });
      events.registerObserver('**', keeping, { replay: true });
      late = events.registerObserver('metric.*', () => undefined);
    });
    assert.deepEqual(heard, journal);
    assert.deepEqual(keeping.heard, journal);
    assert.match(late?.warnings[0]?.message ?? '', /100 events of its kind had passed/);
  });
});
