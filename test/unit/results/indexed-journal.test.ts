import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { EventManager, type BuiltInDraft, type CustomDraft, type ExperimentEvent } from '../../../src/events';
import { IndexedJournal, readJournal, reduceEvents } from '../../../src/results';
import { configured, drafts, finished, started } from './sample-events';

describe('an indexed journal', () => {
  let dir: string;
  let file: string;
  let open: IndexedJournal | undefined;
  beforeEach(() => {
    dir = mkdtempSync(path.join(tmpdir(), 'indexed-'));
    file = path.join(dir, 'events.jsonl');
  });
  afterEach(async () => {
    await open?.close();
    rmSync(dir, { recursive: true });
  });

  const lines = (events: readonly ExperimentEvent[]): string => events.map((event) => `${JSON.stringify(event)}\n`).join('');
  function published(all: readonly (BuiltInDraft | CustomDraft)[]): readonly ExperimentEvent[] {
    const manager = new EventManager({ run: 'r' });
    return all.map((draft) => JSON.parse(JSON.stringify(manager.publishEvent(draft))) as ExperimentEvent);
  }
  async function indexed(): Promise<IndexedJournal> {
    open = new IndexedJournal(file, { isOwnerGone: () => Promise.resolve(true), activeMs: 1, idleMs: 1 });
    await open.settled();
    return open;
  }

  it('gives back every event by its position, alone and together, and the state after it', async () => {
    const ids = Array.from({ length: 70 }, (_, index) => `t${index}`);
    await fc.assert(fc.asyncProperty(fc.array(drafts(ids), { maxLength: 60 }), fc.array(fc.nat(61)), async (middle, some) => {
      const events = published([configured('línea 新'), started(ids), ...middle, finished]);
      writeFileSync(file, lines(events));
      const journal = await indexed();
      assert.equal(journal.ended, 'finished');
      assert.equal(journal.index.length, events.length);
      const positions = [...new Set([...some, 0, events.length - 1])].filter((at) => at < events.length).sort((a, b) => a - b);
      const read = await journal.read(positions);
      assert.deepEqual(positions.map((at) => read.get(at)), positions.map((at) => events[at]));
      for (const at of positions) {
        assert.deepEqual([journal.index.seq(at), journal.index.type(at), journal.index.test(at), journal.index.service(at), journal.index.time(at)],
          [events[at]?.seq, events[at]?.type, events[at]?.test, events[at]?.service, Date.parse(events[at]?.time ?? '')]);
        assert.equal(journal.index.find(events[at]?.seq ?? -1), at);
        assert.deepEqual({ ...(await journal.stateAt(events[at]?.seq ?? 0)) }, reduceEvents(events.slice(0, at + 1)));
      }
      await journal.close();
    }), { numRuns: 25 });
  });

  it('finds events among garbage, gaps and a torn end, and notes what was odd', async () => {
    const events = published([configured('新'), started(['a']), { type: 'x.y', text: '新' }, { type: 'x.y', text: 'last' }]);
    const [first, second, third, fourth] = events;
    assert.ok(first && second && third && fourth);
    writeFileSync(file, `garbage 新\n${lines([first, second])}\n\n{"schema":1}\n${lines([{ ...third, seq: 8 }])}${JSON.stringify({ ...fourth, seq: 9 })}`);
    const journal = await indexed();
    assert.deepEqual((await readJournal(file)).notes, journal.notes);
    assert.deepEqual([0, 1, 2, 3].map((at) => journal.index.seq(at)), [1, 2, 8, 9]);
    assert.deepEqual([...(await journal.read([0, 1, 2, 3])).values()].map(({ seq, type }) => [seq, type]), [[1, 'experiment.configured'], [2, 'experiment.started'], [8, 'x.y'], [9, 'x.y']]);
    assert.deepEqual([journal.index.find(3), journal.index.find(8), journal.index.lastNotAfter(7), journal.index.lastNotAfter(0)], [undefined, 2, 1, -1]);
    assert.equal(journal.ended, 'owner-gone');
  });

  it('grows with a journal that is being written', async () => {
    const events = published([configured(), started(['a']), finished]);
    writeFileSync(file, lines(events.slice(0, 1)));
    open = new IndexedJournal(file, { activeMs: 1, idleMs: 1 });
    const grown = (length: number) => new Promise<void>((resolve) => { open?.on('grew', () => { if (open?.index.length === length) resolve(); }); });
    await grown(1);
    assert.equal(open.ended, undefined);
    appendFileSync(file, lines(events.slice(1)));
    await open.settled();
    assert.deepEqual([open.index.length, open.head.status, open.head.outcome], [3, 'ended', 'failed']);
    assert.deepEqual((await open.read([2])).get(2), events[2]);
  });

  it('says why it cannot be read', async () => {
    file = dir;
    const journal = await indexed();
    assert.match(journal.error?.message ?? '', /EISDIR/);
    assert.equal(journal.index.length, 0);
  });
});
