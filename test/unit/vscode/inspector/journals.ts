import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EventManager, type BuiltInDraft, type CustomDraft, type ExperimentEvent } from '../../../../src/events';
import { IndexedJournal } from '../../../../src/results';

/** Journals of the tests of one suite; all are gone after each test. */
export class Journals {
  readonly #dir = mkdtempSync(path.join(tmpdir(), 'inspector-'));
  readonly #open: IndexedJournal[] = [];
  #count = 0;

  /** @param apart milliseconds between two events */
  async of(drafts: readonly (BuiltInDraft | CustomDraft)[], apart = 100): Promise<{ readonly journal: IndexedJournal; readonly events: readonly ExperimentEvent[] }> {
    let time = Date.UTC(2026, 0, 2, 3, 4, 5);
    const manager = new EventManager({ run: 'r', now: () => new Date(time += apart) });
    const events = drafts.map((draft) => manager.publishEvent(draft));
    return { journal: await this.written(events.map((event) => `${JSON.stringify(event)}\n`).join('')), events };
  }

  async written(text: string): Promise<IndexedJournal> {
    const file = path.join(this.#dir, `${this.#count += 1}.jsonl`);
    writeFileSync(file, text);
    const journal = new IndexedJournal(file, { isOwnerGone: () => Promise.resolve(true), activeMs: 1, idleMs: 1 });
    this.#open.push(journal);
    await journal.settled();
    return journal;
  }

  async close(): Promise<void> {
    await Promise.all(this.#open.map((journal) => journal.close()));
    rmSync(this.#dir, { recursive: true });
  }
}
