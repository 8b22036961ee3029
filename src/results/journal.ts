import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { isBuiltInEvent, messageOf, Observer, takePrepared, type EventOf, type ExperimentEvent } from '../events';
import { Column } from './column';
import { putBack } from './put-back';

export const JOURNAL_FILE = 'events.jsonl';
/** The place of one event in so many is remembered. */
const PLACES_EVERY = 8;
/** So much is written at once, where one event is not more. */
const WRITE_CHARS = 256 * 1024;

export interface JournalOptions {
  /** The file ends in an unfinished line, which is ended first. */
  readonly torn?: boolean;
  /** Writes from `offset` on and says how many bytes; default: the file system. @throws what the disk says */
  readonly write?: (fd: number, bytes: Uint8Array, offset: number) => number;
  /**
   * Events wait in memory until they are so many bytes, or until `flush` or `close`: for events that come in bulk, whose
   * observers may hear of them before they are on disk. Default 0: each is written before anybody else hears of it.
   */
  readonly batchBytes?: number;
}

/** Writes every event to disk, one a line, before any other observer sees it: register it with priority Infinity. */
export class Journal extends Observer {
  #fd: number | undefined;
  #writeErrors = 0;
  #torn: boolean;
  /** Pieces of text: the plan of a large run comes in many. */
  #batch: string[] = [];
  #batchChars = 0;
  #batched = 0;
  /** `seq` of the first event of the batch. */
  #batchSeq = 0;
  #size = 0;
  /** `seq` of the last event that was written ahead. */
  #aheadSeq = -1;
  /** Where some of the events begin. */
  readonly #seqs = new Column();
  readonly #offsets = new Column(Float64Array);
  readonly #batchBytes: number;
  readonly #onError: (error: Error) => void;
  readonly #writeBytes: NonNullable<JournalOptions['write']>;

  /**
   * @param onError called with the first write error (a full disk, say), and with what keeps the whole from being found in the end; the run goes on.
   * @throws when the file cannot be opened.
   */
  constructor(readonly file: string, onError: (error: Error) => void = () => undefined, options: JournalOptions = {}) {
    super();
    this.#onError = onError;
    this.#torn = options.torn ?? false;
    this.#batchBytes = options.batchBytes ?? 0;
    this.#writeBytes = options.write ?? writeSync;
    this.#fd = openSync(file, 'a+');
    this.#size = fstatSync(this.#fd).size;
  }

  override get name(): string {
    return 'journal';
  }

  /** Events that may not have reached the disk whole. */
  get writeErrors(): number {
    return this.#writeErrors;
  }

  override onEvent(event: ExperimentEvent): void {
    if (this.#fd === undefined || event.seq <= this.#aheadSeq) return;
    this.#add(event);
    if (this.#batchChars >= this.#batchBytes) this.flush();
  }

  #add(event: ExperimentEvent): void {
    if (this.#batched === 0) this.#batchSeq = event.seq;
    for (const piece of lineOf(event)) {
      this.#batch.push(piece);
      this.#batchChars += piece.length;
    }
    this.#batched += 1;
  }

  /** Writes what waits. */
  flush(): void {
    if (this.#fd === undefined || this.#batched === 0) return;
    let lines: readonly string[] = this.#batch;
    this.#batch = [];
    this.#batchChars = 0;
    this.#batched = 0;
    if (this.#batchSeq >= this.#seqs.at(this.#seqs.length - 1) + PLACES_EVERY) {
      this.#seqs.push(this.#batchSeq);
      this.#offsets.push(this.#size);
    }
    while (lines.length > 0) {
      const begin = this.#size + (this.#torn ? 1 : 0);
      try {
        this.#write(this.#fd, lines);
        return;
      } catch (error) {
        // The event that was not written whole is lost, no other.
        lines = this.#linesAfterFault(this.#fd, lines.join(''), begin);
        this.#writeErrors += 1;
        if (this.#writeErrors === 1) this.#onError(error instanceof Error ? error : new Error(String(error)));
      }
    }
  }

  /** Writes events that are about to be delivered all at once: each of them is found written then. */
  writeAhead(events: readonly ExperimentEvent[]): void {
    const last = events.at(-1);
    if (this.#fd === undefined || last === undefined) return;
    for (const event of events) this.#add(event);
    this.flush();
    this.#aheadSeq = last.seq;
  }

  /** A byte at which a line begins, with that of this event or of one a little before it. */
  placeBefore(seq: number): number {
    let [low, high] = [-1, this.#seqs.length - 1];
    while (low < high) {
      const middle = low + ((high - low + 1) >> 1);
      if (this.#seqs.at(middle) <= seq) low = middle;
      else high = middle - 1;
    }
    return low < 0 ? 0 : this.#offsets.at(low);
  }

  /** Reads from this byte on what was written, also after the end. Returns how many bytes came. @throws Error when the file cannot be read. */
  read(into: Uint8Array, offset: number): number {
    this.flush();
    const fd = this.#fd ?? openSync(this.file, 'r');
    try {
      return readSync(fd, into, 0, into.length, offset);
    } finally {
      if (fd !== this.#fd) closeSync(fd);
    }
  }

  close(): void {
    if (this.#fd === undefined) return;
    this.flush();
    try {
      putBack(this.#fd, this.file);
    } catch (error) {
      this.#onError(new Error(`${this.file} has been taken away, and cannot be put back: ${messageOf(error)}`));
    }
    closeSync(this.#fd);
    this.#fd = undefined;
  }

  #write(fd: number, pieces: readonly string[]): void {
    // After a write that stopped halfway the next event must not be glued to the torn one.
    let text = this.#torn ? '\n' : '';
    for (const piece of pieces) {
      text += piece;
      if (text.length < WRITE_CHARS) continue;
      this.#writeText(fd, text);
      text = '';
    }
    this.#writeText(fd, text);
    this.#torn = false;
  }

  #writeText(fd: number, text: string): void {
    const bytes = Buffer.from(text);
    for (let done = 0; done < bytes.length;) {
      const written = this.#writeBytes(fd, bytes, done);
      if (written <= 0) throw new Error('nothing was written');
      done += written;
      this.#size += written;
    }
  }

  /** What of `lines`, which were to be written from the byte `begin` on, comes after the one at which that broke. */
  #linesAfterFault(fd: number, lines: string, begin: number): readonly string[] {
    this.#torn = true;
    const bytes = Buffer.from(lines);
    try {
      this.#size = fstatSync(fd).size;
    } catch {
      // What has been counted must do.
    }
    const end = bytes.indexOf('\n', Math.max(0, this.#size - begin));
    return end < 0 || end + 1 === bytes.length ? [] : [bytes.toString('utf8', end + 1)];
  }
}

function lineOf(event: ExperimentEvent): readonly string[] {
  try {
    return isBuiltInEvent(event) && event.type === 'experiment.started' ? planLine(event) : [`${JSON.stringify(event)}\n`];
  } catch (error) {
    // A custom payload that JSON cannot hold must not leave a gap in the sequence.
    const { schema, seq, time, type, run, test, cause } = event;
    return [`${JSON.stringify({ schema, seq, time, type, run, test, cause, unserialisable: messageOf(error) })}\n`];
  }
}

/** The one event that grows with the run, in pieces: as one string, and as bytes, a large one would be in memory three times. */
function planLine(event: EventOf<'experiment.started'>): readonly string[] {
  const { tests, ...head } = event;
  const [first, ...more] = takePrepared(tests) ?? [];
  if (first === undefined) return [`${JSON.stringify(event)}\n`];
  return [`${JSON.stringify(head).slice(0, -1)},"tests":[`, first, ...more.flatMap((piece) => [',', piece]), ']}\n'];
}
