import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { BUILT_IN_TYPES, EventManager, type BuiltInDraft, type ExperimentEvent } from '../../../src/events';
import { payloadProblem } from '../../../src/events/check-draft';
import { asEnded, csvReport, JournalParser, junitXml, markdownReport, mergedSummary, mergeRuns, readJournal, reduceEvents, RunModel, summaryText, TimeTravel, type JournalNote } from '../../../src/results';
import { checkJournal } from '../../../src/testing';
import { sampleRun } from '../../../src/testing/sample-run';
import { changed, placesOf } from '../changed-places';
import { junitProblems } from './junit-schema';

/** `RUNS=100000` tries so many of each kind; `SEED` repeats an earlier suite. */
const RUNS = Number(process.env['RUNS'] ?? 150);
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 0x7fffffff));
const PARAMS = { numRuns: RUNS, seed: SEED };

const EVENTS: readonly unknown[] = JSON.parse(JSON.stringify(sampleRun(true))) as readonly unknown[];
const PLACES = EVENTS.flatMap((event, index) => placesOf(event).map((at) => [String(index), ...at]));
const linesOf = (events: unknown): string => (events as readonly unknown[]).map((event) => `${JSON.stringify(event) ?? ''}\n`).join('');

const other = fc.oneof(fc.constantFrom<unknown>(undefined, null, true, 0, -1, 1.5, 1e308, '', 'passed', '__proto__', [], [null], {}, { toString: 1 }, [{}]), fc.constantFrom(...BUILT_IN_TYPES), fc.jsonValue({ maxDepth: 3 }));
const withOthers = fc.array(fc.tuple(fc.constantFrom(...PLACES), other), { minLength: 1, maxLength: 3 })
  .map((changes) => linesOf(changes.reduce<unknown>((events, [at, by]) => changed(events, at, by), EVENTS)));
const WHOLE = Buffer.from(linesOf(EVENTS));
const withBytes = fc.array(fc.tuple(fc.nat(WHOLE.length), fc.nat(200), fc.uint8Array({ maxLength: 8 })), { minLength: 1, maxLength: 6 }).map((changes) => changes.reduce<Uint8Array>(
  (bytes, [at, remove, insert]) => Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + remove)]), WHOLE));

/** Reads it in chunks of this size. */
function parsed(bytes: Uint8Array, chunk: number): { readonly events: readonly ExperimentEvent[]; readonly notes: readonly JournalNote[] } {
  const events: ExperimentEvent[] = [];
  const notes: JournalNote[] = [];
  const parser = new JournalParser({ onEvent: (event) => { events.push(event); }, onNote: (note) => { notes.push(note); } });
  for (let at = 0; at < bytes.length; at += chunk) parser.push(Buffer.from(bytes.subarray(at, at + chunk)));
  parser.end();
  return { events, notes };
}

/** All that anybody makes of events. */
function use(events: readonly ExperimentEvent[]): void {
  const model = new RunModel();
  for (const event of events) model.apply(event);
  const now = model.state();
  assert.deepEqual({ ...now }, reduceEvents(events));
  const state = now.status === 'ended' ? now : asEnded(now, new Date(0).toISOString(), 'it died');
  assert.deepEqual(junitProblems(junitXml(state)), []);
  const summary = mergedSummary(mergeRuns([state]));
  assert.ok(JSON.parse([...summaryText(state)].join('')));
  assert.ok([...csvReport(summary)].join('').length > 0 && markdownReport([summary], (file) => file).length > 0);
  checkJournal(events);
}

describe('any journal', function () {
  this.timeout(60_000 + RUNS * 100);
  let dir = '';
  before(() => { dir = mkdtempSync(path.join(tmpdir(), 'any-journal-')); });
  after(() => { rmSync(dir, { recursive: true, force: true }); console.log(`      seed ${SEED}`); });

  it('whatever its events say, is read, told and reported', () => {
    let [noted, whole] = [0, 0];
    fc.assert(fc.property(withOthers, (text) => {
      const { events, notes } = parsed(Buffer.from(text), 4096);
      use(events);
      noted += notes.length > 0 ? 1 : 0;
      whole += notes.length === 0 ? 1 : 0;
    }), PARAMS);
    assert.ok(noted > 0 && whole > 0, `${noted} have something to note, ${whole} nothing`);
  });

  it('whatever its bytes are, is read in chunks of any size with the same result', () => {
    fc.assert(fc.property(fc.oneof(withBytes, fc.uint8Array({ maxLength: 2000 })), fc.integer({ min: 1, max: 5000 }), (bytes, chunk) => {
      const one = parsed(bytes, bytes.length + 1);
      assert.deepEqual(parsed(bytes, chunk), one);
      use(one.events);
    }), PARAMS);
  });

  it('is told to be wrong where it is read as where it is published', () => {
    const tried = { sound: 0, unsound: 0 };
    const drafts = EVENTS.filter((event) => BUILT_IN_TYPES.some((type) => type === (event as ExperimentEvent).type)).map((event) => {
      const { schema: _, seq: __, time: ___, run: ____, ...draft } = event as ExperimentEvent;
      return draft;
    });
    const places = drafts.flatMap((draft, index) => placesOf(draft).filter(([key]) => key !== undefined && key !== 'type').map((at) => [index, at] as const));
    fc.assert(fc.property(fc.constantFrom(...places), other, ([index, at], by) => {
      const draft = changed(drafts[index], at, by) as BuiltInDraft;
      const events = new EventManager();
      const read = payloadProblem(draft);
      if (read === undefined) events.publishEvent(draft);
      else assert.throws(() => events.publishEvent(draft), { message: read });
      tried[read === undefined ? 'sound' : 'unsound'] += 1;
    }), { ...PARAMS, numRuns: RUNS * 10 });
    assert.ok(tried.sound > 0 && tried.unsound > 0, JSON.stringify(tried));
  });

  it('is shown as it was at any moment', async () => {
    const file = path.join(dir, 'events.jsonl');
    await fc.assert(fc.asyncProperty(fc.oneof(withOthers.map((text) => Buffer.from(text)), withBytes), fc.nat(EVENTS.length), async (bytes, seq) => {
      writeFileSync(file, bytes);
      const travel = await TimeTravel.open(file, { every: 7 });
      const { events } = await readJournal(file);
      assert.deepEqual({ ...(await travel.stateAt(seq)) }, reduceEvents(events.filter((event) => event.seq <= seq)));
    }), { ...PARAMS, numRuns: Math.ceil(RUNS / 4) });
  });
});
