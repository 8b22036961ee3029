import { closeSync, openSync, readSync } from 'node:fs';
import type { ExperimentEvent } from '../events';
import { journalEvents } from '../results';

const CHUNK_BYTES = 256 * 1024;

/** A live run's earlier events, from its journal: what is on disk need not stay in memory. */
export class JournalHistory {
  constructor(private readonly file: string) {}

  /** Read at once, for an observer that registers late and must miss nothing meanwhile. @throws Error when the file cannot be read. */
  *history(fromSeq: number): Generator<ExperimentEvent, void> {
    const fd = openSync(this.file, 'r');
    try {
      const chunk = Buffer.alloc(CHUNK_BYTES);
      let rest: Buffer = Buffer.alloc(0);
      for (let read = readSync(fd, chunk); read > 0; read = readSync(fd, chunk)) {
        const bytes = Buffer.concat([rest, chunk.subarray(0, read)]);
        const end = bytes.lastIndexOf('\n') + 1;
        rest = bytes.subarray(end);
        for (const line of bytes.toString('utf8', 0, end).split('\n')) {
          const event = eventOf(line);
          if (event !== undefined && event.seq >= fromSeq) yield event;
        }
      }
    } finally {
      closeSync(fd);
    }
  }

  /** For observers that are behind: nobody else waits meanwhile. @throws Error when the file cannot be read. */
  async *readBack(fromSeq: number): AsyncGenerator<ExperimentEvent, void> {
    for await (const batch of journalEvents(this.file, () => undefined)) {
      for (const event of batch) if (event.seq >= fromSeq) yield event;
    }
  }
}

/** Undefined for a line that a full disk has torn. */
function eventOf(line: string): ExperimentEvent | undefined {
  try {
    return line === '' ? undefined : JSON.parse(line) as ExperimentEvent;
  } catch {
    return undefined;
  }
}
