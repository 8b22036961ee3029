import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, mkdirSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ExperimentEvent } from '../../../src/events';
import { readJournal, reduceEvents } from '../../../src/results';
import { LiveRun } from '../../../src/runs/live-run';
import { configured, finished, source, started } from '../results/sample-events';

const driver = { cancel: () => undefined, dispose: () => Promise.resolve() };

describe('a live run', () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), 'live-run-'))));
  afterEach(() => rmSync(dir, { recursive: true }));

  it('keeps every event in its journal, from which its very state can be had again', async () => {
    const heard: ExperimentEvent[] = [];
    const run = new LiveRun('r1', dir, { observers: [{ pattern: '**', observer: (event) => { heard.push(event); } }] });
    await run.drive({
      ...driver,
      run: async () => {
        run.events.publishEvent(configured());
        run.events.publishEvent(started(['a']));
        run.events.publishEvent({ type: 'test_case.finished', test: 'a', outcome: 'passed', success: true, duration_ms: 1, attempt: 1 });
        run.events.publishEvent(finished);
      },
    });
    const { events, notes } = await readJournal(path.join(dir, 'events.jsonl'));
    assert.deepEqual(notes, []);
    assert.deepEqual(events, heard);
    assert.deepEqual({ ...(await run.finished) }, reduceEvents(events));
    assert.deepEqual(readdirSync(dir).sort(), ['events.jsonl', 'junit.xml', 'run.json']);
  });

  it('tells every missing end when its driver breaks, innermost first, and writes the results', async () => {
    const run = new LiveRun('r1', dir);
    await run.drive({
      ...driver,
      run: async () => {
        run.events.publishEvent(configured());
        run.events.publishEvent(started(['a', 'b']));
        run.events.publishEvent({ type: 'test_case.started', test: 'a', attempt: 1, dir: 'a', source });
        run.events.publishEvent({ type: 'network.setup_started', test: 'a', network: 'localhost' });
        run.events.publishEvent({ type: 'service.starting', test: 'a', service: 'server', command: ['x'], start: 1, ports: {}, source });
        run.events.publishEvent({ type: 'step.started', test: 'a', step: 's', index: 0, name: 's', source, kind: 'run' });
        throw new Error('bug');
      },
    });
    const { events } = await readJournal(path.join(dir, 'events.jsonl'));
    assert.deepEqual(events.slice(6).map(({ type, test }) => (test === undefined ? type : `${type} ${test}`)), [
      'experiment.error', 'step.finished a', 'service.stopped a', 'network.teardown_complete a', 'test_case.finished a', 'test_case.finished b', 'experiment.finished',
    ]);
    const state = await run.finished;
    assert.equal(state.outcome, 'error');
    assert.match(state.errors[0]?.message ?? '', /bug/);
    assert.equal(JSON.parse(readFileSync(path.join(dir, 'run.json'), 'utf8')).outcome, 'error');
  });

  it('passes on a cancellation that came before its driver', async () => {
    const run = new LiveRun('r1', dir);
    const reasons: string[] = [];
    run.cancel('too early');
    await run.drive({ ...driver, run: async () => { run.events.publishEvent(started([])); }, cancel: (reason) => { reasons.push(reason); } });
    assert.deepEqual(reasons, ['too early']);
  });

  it('says so in its state when its results cannot be written', async () => {
    const run = new LiveRun('r1', dir);
    mkdirSync(path.join(dir, 'run.json'));
    await run.drive({ ...driver, run: async () => { run.events.publishEvent(configured()); run.events.publishEvent(finished); } });
    const state = await run.finished;
    assert.equal(state.errors.length, 1);
  });

  it('says so in its state when its last events cannot be written', async () => {
    for (const at of [0, 1, 2]) {
      const file = path.join(dir, `${at}`);
      mkdirSync(file);
      let writes = 0;
      const run = new LiveRun('r1', file, { write: (fd, bytes, offset) => {
        if (writes++ === at) throw new Error('EIO: i/o error, write');
        return writeSync(fd, bytes, offset);
      } });
      await run.drive({
        ...driver, run: async () => {
          for (const draft of [configured(), started([]), finished]) {
            run.events.publishEvent(draft);
            await new Promise(setImmediate);
          }
        },
      });
      const { errors, status } = await run.finished;
      assert.equal(status, 'ended');
      assert.deepEqual(errors.map(({ message }) => message), ['The journal cannot be written: EIO: i/o error, write'], `write ${at}`);
    }
  });
});
