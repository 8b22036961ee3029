import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EventManager, type ExperimentEvent } from '../../../src/events';
import { readJournal, reduceEvents, runSummary, TimeTravel, type JournalNote } from '../../../src/results';
import { checkJournal, JOURNAL_RULES, violationsText } from '../../../src/testing';

interface Golden { readonly notes: readonly JournalNote[]; readonly state: { readonly status: string; readonly seq: number } }

const ROOT = 'test/golden';
const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
const { version } = read('package.json') as { readonly version: string };
/** Whether everything that was known when the journal was recorded is still said; what is new may be there, too. */
function missing(old: unknown, now: unknown, at: string): readonly string[] {
  if (typeof old !== 'object' || old === null) return Object.is(old, now) ? [] : [`${at}: expected ${JSON.stringify(old)}, found ${JSON.stringify(now)}`];
  if (typeof now !== 'object' || now === null) return [`${at}: found ${JSON.stringify(now)}`];
  if (Array.isArray(old) && Array.isArray(now) && old.length !== now.length) return [`${at}: expected ${old.length} items, found ${now.length}`];
  return Object.entries(old).flatMap(([key, value]) => missing(value, Reflect.get(now, key), `${at}.${key}`));
}
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('golden journals', () => {
  const releases = readdirSync(ROOT);

  it('are there, in every shape', () => {
    assert.ok(releases.includes('0.1.0'));
    for (const release of releases) {
      assert.deepEqual(readdirSync(path.join(ROOT, release)).sort(), ['cancelled', 'custom-events', 'error', 'failed', 'interrupted', 'passed', 'torn-end']);
    }
  });

  for (const [release, shape] of releases.flatMap((one) => readdirSync(path.join(ROOT, one)).map((name) => [one, name] as const))) {
    const dir = path.join(ROOT, release, shape);
    const journal = path.join(dir, 'events.jsonl');
    const golden = read(path.join(dir, 'state.json')) as Golden;
    const summary = path.join(dir, 'run.json');

    it(`${release}: ${shape} leads to the state and the summary that it led to then`, async () => {
      const { events, notes } = await readJournal(journal);
      assert.deepEqual(notes, golden.notes);
      const state = reduceEvents(events);
      assert.deepEqual(missing(golden.state, plain(state), 'state'), []);
      if (existsSync(summary)) assert.deepEqual(missing(read(summary), plain(runSummary(state)), 'run.json'), []);
      // The laws are those of this release.
      if (release === version) assert.equal(violationsText(checkJournal(events, { ended: golden.state.status === 'ended' }), JOURNAL_RULES), '');
    });

    it(`${release}: ${shape} is replayed to observers, and shown as it was at any moment`, async () => {
      const { events } = await readJournal(journal);
      const heard: ExperimentEvent[] = [];
      const manager = new EventManager();
      manager.registerObserver('**', (event) => { heard.push(event); });
      for (const event of events) manager.deliverEvent(event);
      assert.deepEqual(heard, events);
      const travel = await TimeTravel.open(journal, { every: 7 });
      for (const end of [1, 5, Math.floor(events.length / 2), events.length]) {
        assert.deepEqual(plain(await travel.stateAt(end)), plain(reduceEvents(events.slice(0, end))), `after ${end} events`);
      }
    });

    it(`${release}: ${shape} is read with a note for each line that is garbage or of another schema`, async () => {
      const lines = readFileSync(journal, 'utf8').split('\n');
      const [first = '', second = '', ...rest] = lines;
      const older = (line: string): string => line.replace('"schema":1', '"schema":0');
      const broken = [older(first), 'no JSON', '{"schema":1}', second.replace(/"schema":1,"seq":\d+/, '"schema":9,"seq":2'), second, ...rest];
      const temporary = mkdtempSync(path.join(tmpdir(), 'golden-'));
      try {
        writeFileSync(path.join(temporary, 'events.jsonl'), broken.join('\n'));
        const { events, notes } = await readJournal(path.join(temporary, 'events.jsonl'));
        assert.deepEqual(missing(golden.state, plain(reduceEvents(events)), 'state'), []);
        assert.deepEqual(notes.map(({ line, message }) => `${line}: ${message.split(',')[0] ?? ''}`), [
          '1: written by the older schema 0: what it does not say is missing', '2: expected one JSON object', '3: expected an event', '4: expected schema 1',
          ...golden.notes.map(({ line, message }) => `${line + 3}: ${message.split(',')[0] ?? ''}`),
        ]);
      } finally {
        rmSync(temporary, { recursive: true });
      }
    });
  }
});
