import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { EventManager, type BuiltInDraft, type CustomDraft, type ExperimentEvent } from '../../../src/events';
import { readJournal, reduceEvents, TimeTravel } from '../../../src/results';
import { configured, drafts, finished, started } from './sample-events';

describe('time travel', () => {
  let dir: string;
  let file: string;
  beforeEach(() => {
    dir = mkdtempSync(path.join(tmpdir(), 'travel-'));
    file = path.join(dir, 'events.jsonl');
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  function write(all: readonly (BuiltInDraft | CustomDraft)[]): readonly ExperimentEvent[] {
    const manager = new EventManager({ run: 'r' });
    const events = all.map((draft) => manager.publishEvent(draft));
    writeFileSync(file, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    return events.map((event) => JSON.parse(JSON.stringify(event)) as ExperimentEvent);
  }

  it('shows at every moment what the events up to it lead to, wherever the snapshots are', async () => {
    const many = Array.from({ length: 150 }, (_, index) => `t${index}`);
    await fc.assert(fc.asyncProperty(fc.array(drafts(many), { maxLength: 40 }), fc.integer({ min: 1, max: 12 }), async (middle, every) => {
      const events = write([configured('línea 新'), started(many), ...middle, finished]);
      const travel = await TimeTravel.open(file, { every });
      assert.equal(travel.lastSeq, events.length);
      for (let seq = 0; seq <= events.length + 1; seq += 1) {
        assert.deepEqual({ ...(await travel.stateAt(seq)) }, reduceEvents(events.slice(0, seq)), `at ${seq}`);
      }
    }), { numRuns: 25 });
  });

  it('leaves the states it gave untouched by later jumps', async () => {
    const events = write([configured(), started(['a', 'b']), ...['a', 'b'].map((test): BuiltInDraft => (
      { type: 'test_case.finished', test, outcome: 'passed', success: true, duration_ms: 1, attempt: 1 })), finished]);
    const travel = await TimeTravel.open(file);
    const early = await travel.stateAt(2);
    await travel.stateAt(5);
    const { tests } = early;
    assert.equal(tests['a']?.status, 'planned');
    assert.deepEqual({ ...(await travel.stateAt(3)) }, reduceEvents(events.slice(0, 3)));
  });

  it('finds its way after torn characters, garbage and gaps', async () => {
    const events = write([configured('新'), started(['a']), { type: 'test_case.queued', test: 'a', source: { file: 'f', path: '', range: { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } } } }]);
    const lines = events.map((event) => Buffer.from(`${JSON.stringify(event)}\n`));
    const torn = Buffer.from('{"schema":1,"name":"新').subarray(0, -1);
    writeFileSync(file, Buffer.concat([torn, Buffer.from('\n'), ...lines]));
    appendFileSync(file, `${JSON.stringify({ ...events[0], seq: 9, type: 'experiment.cancelling', reason: 'x' })}\n{"to`);
    const travel = await TimeTravel.open(file, { every: 1 });
    const read = await readJournal(file);
    assert.deepEqual(travel.notes, read.notes);
    assert.equal(travel.notes.length, 3);
    assert.equal(travel.torn, true);
    assert.equal(travel.lastSeq, 9);
    for (const seq of [0, 1, 2, 3, 5, 9]) {
      assert.deepEqual({ ...(await travel.stateAt(seq)) }, reduceEvents(read.events.filter((event) => event.seq <= seq)), `at ${seq}`);
    }
  });

  it('notes an event whose payload makes no sense and goes on', async () => {
    const events = write([configured(), started(['a']), finished]);
    writeFileSync(file, [events[0], { schema: 1, seq: 2, time: '', type: 'experiment.started' }, { ...events[2], seq: 3 }].map((event) => `${JSON.stringify(event)}\n`).join(''));
    const travel = await TimeTravel.open(file);
    assert.match(travel.notes.map(({ line, message }) => `${line} ${message}`).join(), /^2 Event 'experiment\.started': expected tests to be an array, found nothing/);
    const state = await travel.stateAt(3);
    assert.equal(state.outcome, 'failed');
    assert.equal((await travel.stateAt(2)).status, 'configured');
  });

  it('says that a file cannot be read', async () => {
    await assert.rejects(TimeTravel.open(path.join(dir, 'missing')), /ENOENT/);
  });
});
