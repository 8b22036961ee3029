import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { EventManager, type ExperimentEvent, type Outcome } from '../../../src/events';
import { ProgressObserver, remainingTime } from '../../../src/observers';
import { earlierDurations, reduceEvents, summaryText } from '../../../src/results';
import { configured, finished, planned, source, started } from '../results/sample-events';

const ms = fc.integer({ min: 1, max: 10_000 });

describe('the time that remains', () => {
  it('is that of the waiting test cases one after the other, and of the rest of the running one', () => {
    assert.deepEqual(remainingTime({ running: [{ expectedMs: 1000, elapsedMs: 400 }], waiting: [500, 200], parallel: 1 }), { ms: 1300 });
    assert.deepEqual(remainingTime({ running: [{ expectedMs: 1000, elapsedMs: 4000 }], waiting: [], parallel: 1 }), { ms: 0 });
    assert.deepEqual(remainingTime({ running: [], waiting: [], parallel: 3 }), { ms: 0 });
  });

  it('respects how many run at once', () => {
    assert.deepEqual(remainingTime({ running: [{ expectedMs: 300, elapsedMs: 0 }], waiting: [100, 100, 100], parallel: 2 }), { ms: 300 });
    assert.deepEqual(remainingTime({ running: [], waiting: [100, 100, 100, 1000], parallel: 3 }), { ms: 1100 });
  });

  it('is unknown as soon as one test case is', () => {
    assert.deepEqual(remainingTime({ running: [{ expectedMs: undefined, elapsedMs: 5 }], waiting: [1, undefined], parallel: 1 }), { unknown: 2 });
  });

  it('is never less than the work over the places or the longest, nor more than all of it in a row', () => {
    fc.assert(fc.property(fc.array(ms, { maxLength: 30 }), fc.array(ms, { maxLength: 4 }), fc.integer({ min: 1, max: 8 }), (waiting, running, parallel) => {
      const result = remainingTime({ running: running.map((expectedMs) => ({ expectedMs, elapsedMs: 0 })), waiting, parallel });
      assert.ok('ms' in result);
      const all = [...waiting, ...running];
      const sum = all.reduce((total, each) => total + each, 0);
      assert.ok(result.ms >= sum / Math.max(parallel, running.length, 1) - 1e-6 && result.ms >= Math.max(0, ...all) && result.ms <= sum);
    }), { seed: 20265 });
  });
});

describe('ProgressObserver with a history', () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), 'progress-'))));
  afterEach(() => rmSync(dir, { recursive: true }));
  const id = (n: number): string => `20261125T08000000${n}Z-000${n}`;

  /** A run that has ended, in which test cases took so long. */
  function earlierRun(n: number, took: { readonly [test: string]: readonly [Outcome, number] }): void {
    const events = new EventManager({ run: id(n) });
    const all: ExperimentEvent[] = [];
    events.registerObserver('**', (event) => { all.push(event); });
    events.publishEvent(configured());
    events.publishEvent(started(Object.keys(took)));
    for (const [test, [outcome, duration_ms]] of Object.entries(took)) events.publishEvent({ type: 'test_case.finished', test, outcome, success: outcome === 'passed', duration_ms, attempt: 1, source });
    events.publishEvent(finished);
    mkdirSync(path.join(dir, id(n)));
    writeFileSync(path.join(dir, id(n), 'run.json'), [...summaryText(reduceEvents(all))].join(''));
  }

  it('takes the median of earlier verdicts, whatever else lies in the folder', async () => {
    earlierRun(1, { a: ['passed', 100], b: ['failed', 10], 'odd " id, "duration_ms": 7': ['passed', 5] });
    earlierRun(2, { a: ['passed', 300], b: ['error', 1] });
    earlierRun(3, { a: ['passed', 200], c: ['cancelled', 3] });
    earlierRun(5, { a: ['passed', 9999] });
    mkdirSync(path.join(dir, id(4)));
    writeFileSync(path.join(dir, id(4), 'run.json'), '{ "schema": 1, ');
    writeFileSync(path.join(dir, 'notes.txt'), 'x');
    assert.deepEqual([...await earlierDurations(dir, id(5))].sort(), [['a', 200], ['b', 10], ['odd " id, "duration_ms": 7', 5]]);
    assert.deepEqual([...await earlierDurations(path.join(dir, 'gone'))], []);
  });

  it('estimates from earlier runs, from other iterations of this one, and says when it cannot', async () => {
    earlierRun(1, { a: ['passed', 60_000], b: ['passed', 30_000] });
    let loaded: Promise<unknown> = Promise.resolve();
    const counting = new ProgressObserver({ history: (folder, run) => (loaded = earlierDurations(folder, run)) as ReturnType<typeof earlierDurations> });
    const events = new EventManager({ run: id(2) });
    events.registerObserver(counting.interests(), counting);
    events.publishEvent({ ...configured(), dir: path.join(dir, id(2)) } as ReturnType<typeof configured>);
    const twin = { ...planned('b [2]'), base: 'b', iteration: 2 };
    events.publishEvent({ type: 'experiment.started', tests: [planned('a'), planned('b'), twin] });
    await loaded;
    const now = Date.now();
    assert.deepEqual(counting.progress(now).remaining, { unknown: 1 });
    events.publishEvent({ type: 'test_case.started', test: 'b', attempt: 1, dir: 'b', source });
    events.publishEvent({ type: 'test_case.finished', test: 'b', outcome: 'passed', success: true, duration_ms: 20_000, attempt: 1, source });
    const progress = counting.progress(now);
    assert.deepEqual([progress.percent, progress.remaining], [33, { ms: 80_000 }]);
    events.publishEvent({ type: 'test_case.started', test: 'a', attempt: 1, dir: 'a', source });
    const later = counting.progress(Date.now() + 50_000);
    assert.ok(later.remaining !== undefined && 'ms' in later.remaining && later.remaining.ms <= 30_000 && later.remaining.ms > 25_000, JSON.stringify(later));
    const { perMinute = 0 } = later;
    assert.ok(perMinute > 1 && perMinute < 1.25, `${perMinute} a minute`);
  });

  it('estimates nothing when nobody asked for it', () => {
    assert.equal('remaining' in new ProgressObserver().progress(), false);
  });
});
