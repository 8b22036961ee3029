import { closeSync, openSync, writeSync } from 'node:fs';
import { messageOf, Observer, type ExperimentEvent } from '../events';

export const JOURNAL_FILE = 'events.jsonl';

export interface JournalOptions {
  /** The file ends in an unfinished line, which is ended first. */
  readonly torn?: boolean;
  /** Writes from `offset` on and says how many bytes; default: the file system. @throws what the disk says */
  readonly write?: (fd: number, bytes: Uint8Array, offset: number) => number;
}

/** Writes every event to disk, one a line, before any other observer sees it: register it with priority Infinity. */
export class Journal extends Observer {
  #fd: number | undefined;
  #writeErrors = 0;
  #torn: boolean;
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
    this.#writeBytes = options.write ?? writeSync;
    this.#fd = openSync(file, 'a');
  }

  override get name(): string {
    return 'journal';
  }

  /** Events that did not reach the disk whole. */
  get writeErrors(): number {
    return this.#writeErrors;
  }

  override onEvent(event: ExperimentEvent): void {
    if (this.#fd === undefined) return;
    try {
      this.#write(this.#fd, lineOf(event));
    } catch (error) {
      this.#writeErrors += 1;
      this.#torn = true;
      if (this.#writeErrors === 1) this.#onError(error instanceof Error ? error : new Error(String(error)));
    }
  }

  close(): void {
    if (this.#fd === undefined) return;
    closeSync(this.#fd);
    this.#fd = undefined;
  }

  #write(fd: number, line: string): void {
    // After a write that stopped halfway the next event must not be glued to the torn one.
    const bytes = Buffer.from(this.#torn ? `\n${line}` : line);
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
