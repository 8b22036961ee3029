import { open } from 'node:fs/promises';
import type { ExperimentEvent } from '../events';
import type { Journal } from '../results';

/** The first reading is short, as often a single event is wanted: some lines, out of Node's pool of buffers. */
const FIRST_BYTES = 3 * 1024;
const MOST_BYTES = 256 * 1024;
const NEWLINE = 0x0a;

/** A live run's earlier events, from its journal: what is on disk need not stay in memory. */
export class JournalHistory {
  constructor(private readonly journal: Journal) {}

  /** Read at once, for an observer that registers late and must miss nothing meanwhile. @throws Error when the file cannot be read. */
  *history(fromSeq: number): Generator<ExperimentEvent, void> {
    const lines = new Lines(this.journal.placeBefore(fromSeq));
    for (;;) {
      const read = this.journal.read(lines.room(), lines.end);
      if (read === 0) return;
      yield* lines.events(read, fromSeq);
    }
  }

  /** For observers that are behind: nobody else waits meanwhile. @throws Error when the file cannot be read. */
  async *readBack(fromSeq: number): AsyncGenerator<ExperimentEvent, void> {
    const lines = new Lines(this.journal.placeBefore(fromSeq));
    // At once: so few bytes that were written a while ago cost less than to ask for them.
    const first = this.journal.read(lines.room(), lines.end);
    yield* lines.events(first, fromSeq);
    if (first === 0) return;
    const file = await open(this.journal.file, 'r');
    try {
      for (;;) {
        const chunk = lines.room();
        const { bytesRead } = await file.read(chunk, 0, chunk.length, lines.end);
        if (bytesRead === 0) return;
        yield* lines.events(bytesRead, fromSeq);
      }
    } finally {
      await file.close();
    }
  }
}

/** Whole lines out of bytes that come in pieces. */
class Lines {
  #bytes = Buffer.alloc(0);
  /** How many of the bytes belong to a line that has no end yet. */
  #begun = 0;
  #size = FIRST_BYTES;

  /** @param end byte of the file up to which it has been read. */
  constructor(public end: number) {}

  /** Where the next bytes belong. */
  room(): Buffer {
    const bytes = Buffer.allocUnsafe(this.#begun + this.#size);
    this.#bytes.copy(bytes, 0, this.#bytes.length - this.#begun);
    this.#bytes = bytes;
    this.#size = Math.min(MOST_BYTES, this.#size * 8);
    return bytes.subarray(this.#begun);
  }

  /** @param read how many bytes came. */
  *events(read: number, fromSeq: number): Generator<ExperimentEvent, void> {
    this.end += read;
    const bytes = this.#bytes = this.#bytes.subarray(0, this.#begun + read);
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE, this.#begun); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      const event = eventOf(bytes.toString('utf8', start, end));
      start = end + 1;
      this.#begun = bytes.length - start;
      if (event !== undefined && event.seq >= fromSeq) yield event;
    }
    this.#begun = bytes.length - start;
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
