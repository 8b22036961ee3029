import { closeSync, openSync, writeSync } from 'node:fs';
import { messageOf, Observer, type ExperimentEvent } from '../events';

export const JOURNAL_FILE = 'events.jsonl';

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
  #batch = '';
  #batched = 0;
  readonly #batchBytes: number;
  readonly #onError: (error: Error) => void;
  readonly #writeBytes: NonNullable<JournalOptions['write']>;

  /**
   * @param onError called once, with the first write error (a full disk, say); the run goes on.
   * @throws when the file cannot be opened.
   */
  constructor(readonly file: string, onError: (error: Error) => void = () => undefined, options: JournalOptions = {}) {
    super();
    this.#onError = onError;
    this.#torn = options.torn ?? false;
    this.#batchBytes = options.batchBytes ?? 0;
    this.#writeBytes = options.write ?? writeSync;
    this.#fd = openSync(file, 'a');
  }

  override get name(): string {
    return 'journal';
  }

  /** Events that may not have reached the disk whole. */
  get writeErrors(): number {
    return this.#writeErrors;
  }

  override onEvent(event: ExperimentEvent): void {
    if (this.#fd === undefined) return;
    this.#batch += lineOf(event);
    this.#batched += 1;
    if (this.#batch.length >= this.#batchBytes) this.flush();
  }

  /** Writes what waits. */
  flush(): void {
    if (this.#fd === undefined || this.#batched === 0) return;
    const [lines, count] = [this.#batch, this.#batched];
    this.#batch = '';
    this.#batched = 0;
    try {
      this.#write(this.#fd, lines);
    } catch (error) {
      const first = this.#writeErrors === 0;
      this.#writeErrors += count;
      this.#torn = true;
      if (first) this.#onError(error instanceof Error ? error : new Error(String(error)));
    }
  }

  close(): void {
    if (this.#fd === undefined) return;
    this.flush();
    closeSync(this.#fd);
    this.#fd = undefined;
  }

  #write(fd: number, lines: string): void {
    // After a write that stopped halfway the next event must not be glued to the torn one.
    const bytes = Buffer.from(this.#torn ? `\n${lines}` : lines);
    for (let done = 0; done < bytes.length;) {
      const written = this.#writeBytes(fd, bytes, done);
      if (written <= 0) throw new Error('nothing was written');
      done += written;
    }
    this.#torn = false;
  }
}

function lineOf(event: ExperimentEvent): string {
  try {
    return `${JSON.stringify(event)}\n`;
  } catch (error) {
    // A custom payload that JSON cannot hold must not leave a gap in the sequence.
    const { schema, seq, time, type, run, test, cause } = event;
    return `${JSON.stringify({ schema, seq, time, type, run, test, cause, unserialisable: messageOf(error) })}\n`;
  }
}
