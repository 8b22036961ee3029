import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import type { ExperimentEvent } from '../../../src/events';
import { Journal } from '../../../src/results';
import { JournalHistory } from '../../../src/runs/journal-history';

describe("a live run's history", () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), 'history-'))));
  afterEach(() => rmSync(dir, { recursive: true }));

  it('is what the journal wrote, from any event on, also after its end (property)', async () => {
    const texts = fc.array(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.nat(20_000).map((length) => 'é'.repeat(length))), { minLength: 1, maxLength: 80 });
    await fc.assert(fc.asyncProperty(texts, fc.nat(3), fc.nat(3000), fc.boolean(), async (list, from, batchBytes, closed) => {
      const journal = new Journal(path.join(dir, 'events.jsonl'), (error) => assert.fail(error), { batchBytes });
      const history = new JournalHistory(journal);
      const events = list.map((text, index) => ({ schema: 1, seq: index + 1, time: '', type: 'custom.note', text }) as ExperimentEvent);
      for (const event of events) journal.onEvent(event);
      if (closed) journal.close();
      const start = Math.floor(list.length * from / 3);
      assert.deepEqual([...history.history(start)], events.filter(({ seq }) => seq >= start));
      const read: ExperimentEvent[] = [];
      for await (const event of history.readBack(start)) read.push(event);
      assert.deepEqual(read, events.filter(({ seq }) => seq >= start));
      journal.close();
      rmSync(journal.file);
    }), { seed: 20_261_129, numRuns: 100 });
  });

  it('begins close to the event that is wanted, also where some could not be written', () => {
    let writes = 0;
    const write = (fd: number, bytes: Uint8Array, offset: number): number => {
      writes += 1;
      if (writes % 7 !== 0) return writeSync(fd, bytes, offset);
      writeSync(fd, bytes, offset, 10);
      throw new Error('ENOSPC');
    };
    const journal = new Journal(path.join(dir, 'events.jsonl'), () => undefined, { write });
    const history = new JournalHistory(journal);
    for (let seq = 1; seq <= 200; seq += 1) journal.onEvent({ schema: 1, seq, time: '', type: 'custom.note' } as unknown as ExperimentEvent);
    for (let seq = 1; seq <= 200; seq += 1) {
      const first = history.history(seq).next().value;
      assert.equal(first?.seq, seq % 7 === 0 ? seq + 1 : seq);
    }
    assert.ok(journal.placeBefore(200) > 200 * 40 * 0.8);
    journal.close();
  });
});
