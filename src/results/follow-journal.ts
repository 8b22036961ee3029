import { open, stat, type FileHandle } from 'node:fs/promises';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { EventEmitter } from 'eventemitter3';
import { hasCode } from '../events';
import type { ExperimentEvent } from '../events';
import { JournalParser, type JournalListener, type JournalNote } from './journal-parser';

export interface JournalFollowOptions {
  /** Whether whoever writes the journal has died, provably; asked while nothing comes. Default: nobody ever dies. */
  readonly isOwnerGone?: () => Promise<boolean>;
  /** Milliseconds between looks while the file grows (default 25), and at most while it does not (default 100). */
  readonly activeMs?: number;
  readonly idleMs?: number;
  /** Milliseconds between questions for the owner; default 1000. */
  readonly ownerMs?: number;
}

/** Why nothing more comes: the run has finished, its owner died before it did, or nobody wants to hear more. */
export type JournalFollowEnd = 'finished' | 'owner-gone' | 'closed';

const CHUNK_BYTES = 256 * 1024;

/**
 * Tells the events of a journal that another process writes: those that are there, then each that comes, in order, none
 * twice. Only reads. A file that is not there yet is waited for; one that was cut or replaced is noted and read again
 * from its start, without repeating what was told.
 */
export class JournalFollower extends EventEmitter<{ event: [event: ExperimentEvent]; note: [note: JournalNote] }> {
  /** Rejects with what reading, or a listener, threw. */
  readonly ended: Promise<JournalFollowEnd>;
  readonly #options: Required<JournalFollowOptions>;
  readonly #listener: JournalListener = {
    onEvent: (event) => {
      if (this.#closing.signal.aborted) return;
      this.#seq = event.seq;
      this.#finished ||= event.type === 'experiment.finished';
      this.emit('event', event);
    },
    onNote: (note) => { this.emit('note', note); },
  };
  readonly #closing = new AbortController();
  #parser = new JournalParser(this.#listener);
  #file: FileHandle | undefined;
  /** Byte after the last one that was read. */
  #offset = 0;
  #seq = 0;
  #finished = false;
  #ownerGone = false;
  #reading: Promise<boolean> = Promise.resolve(false);

  /** Begins at once; what is told first comes after the caller had its chance to listen. */
  constructor(readonly file: string, options: JournalFollowOptions = {}) {
    super();
    const activeMs = options.activeMs ?? 25;
    this.#options = {
      isOwnerGone: options.isOwnerGone ?? (() => Promise.resolve(false)),
      activeMs, idleMs: Math.max(activeMs, options.idleMs ?? 100), ownerMs: options.ownerMs ?? 1000,
    };
    this.ended = this.#follow().finally(() => this.#release());
    this.ended.catch(() => undefined);
  }

  /** `seq` of the last event told. */
  get seq(): number {
    return this.#seq;
  }

  /** Line of the journal that is being told; counts from 1. */
  get line(): number {
    return this.#parser.line;
  }

  /** Byte of the journal after the event that is being told. */
  get offset(): number {
    return this.#parser.offset;
  }

  /** Tells everything up to the file's present end. @throws what reading, or a listener, threw */
  async drain(): Promise<void> {
    await this.#read();
  }

  /** Nothing is told any more. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.ended.catch(() => undefined);
  }

  async #follow(): Promise<JournalFollowEnd> {
    const { activeMs, idleMs } = this.#options;
    void this.#watchOwner();
    for (let ms = activeMs; !this.#closing.signal.aborted;) {
      // Whether the owner had died is settled before the read that is to be the last one.
      const last = this.#ownerGone;
      const grew = await this.#read();
      if (this.#finished) {
        // What observers still have to say comes at once, or not at all.
        await this.#read();
        return 'finished';
      }
      if (last && !this.#closing.signal.aborted) {
        this.#parser.end();
        return this.#finished ? 'finished' : 'owner-gone';
      }
      ms = grew ? activeMs : Math.min(ms * 1.5, idleMs);
      await this.#sleep(ms);
    }
    return 'closed';
  }

  async #watchOwner(): Promise<void> {
    const { isOwnerGone, ownerMs } = this.#options;
    while (!this.#closing.signal.aborted && !this.#ownerGone) {
      this.#ownerGone = await isOwnerGone().catch(() => false);
      await this.#sleep(ownerMs);
    }
  }

  async #sleep(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#closing.signal }).catch(() => undefined);
  }

  /** One reading at a time; after a failed one no other begins. @returns whether there was something new. */
  #read(): Promise<boolean> {
    return (this.#reading = this.#reading.then(() => this.#readToEnd()));
  }

  async #readToEnd(): Promise<boolean> {
    await this.#noticeReplacement();
    let grew = false;
    while (!this.#closing.signal.aborted) {
      this.#file ??= await openIfThere(this.file);
      if (this.#file === undefined) return grew;
      const { buffer, bytesRead } = await this.#file.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, this.#offset);
      if (bytesRead === 0 || this.#closing.signal.aborted) return grew;
      grew = true;
      this.#offset += bytesRead;
      for (const pause of this.#parser.pushBySteps(buffer.subarray(0, bytesRead))) await nextTurn(pause);
    }
    return grew;
  }

  /** A journal only grows: whatever else happened to it, its bytes up to here are not those that were told. */
  async #noticeReplacement(): Promise<void> {
    if (this.#file === undefined) return;
    const [held, there] = await Promise.all([this.#file.stat(), stat(this.file).catch(() => undefined)]);
    const what = held.size < this.#offset ? 'cut' : there !== undefined && there.ino !== held.ino ? 'replaced' : undefined;
    if (what === undefined) return;
    this.#listener.onNote({ line: this.#parser.line, message: `the journal was ${what} while it was followed; it is read again from its start, after seq ${this.#seq}` });
    await this.#file.close();
    this.#file = undefined;
    this.#offset = 0;
    this.#parser = new JournalParser(this.#listener, { after: this.#seq });
  }

  async #release(): Promise<void> {
    this.#closing.abort();
    await this.#reading.catch(() => undefined);
    await this.#file?.close();
    this.#file = undefined;
  }
}

async function openIfThere(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, 'r');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
