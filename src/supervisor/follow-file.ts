import type { FileHandle } from 'node:fs/promises';
import { hasCode } from '../events';
import { openFile } from '../machine';

export interface FollowOptions {
  /** Byte at which to begin; default 0. */
  readonly offset?: number;
  /** Milliseconds between looks while the file grows (default 25), and at most while it does not (default 100). */
  readonly activeMs?: number;
  readonly idleMs?: number;
  /** Milliseconds between the first looks, of which each comes a little later than the one before; default: `activeMs`. */
  readonly firstMs?: number;
  /** Whether the first look comes at once (default), or after the first wait: what is soon over is never opened then. */
  readonly atOnce?: boolean;
}

/** Follows a file that only grows, by polling. */
export interface FileFollower {
  /** The byte after the last one that was handed over. */
  readonly offset: number;
  /** Hands over everything up to the file's present end. @throws Error that reading, or the listener, met */
  drain(): Promise<void>;
  /** Nothing is handed over any more. */
  close(): Promise<void>;
}

const FIRST_CHUNK_BYTES = 64 * 1024;
/** Of a file that grows by more: a read costs some 30 µs beside its bytes. */
const CHUNK_BYTES = 1024 * 1024;
const NOTHING = Buffer.alloc(0);

/**
 * Calls `onChunk` with bytes and the offset of their first; a file that is not there yet is waited for.
 * The bytes are there only until it returns: the next ones are read into the same memory.
 */
export function followFile(path: string, onChunk: (chunk: Buffer, offset: number) => void, options: FollowOptions = {}): FileFollower {
  return new PollingFollower(path, onChunk, options);
}

class PollingFollower implements FileFollower {
  offset: number;
  readonly #activeMs: number;
  readonly #idleMs: number;
  #file: FileHandle | undefined;
  #buffer = NOTHING;
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<boolean> = Promise.resolve(false);
  #closed = false;

  constructor(private readonly path: string, private readonly onChunk: (chunk: Buffer, offset: number) => void, options: FollowOptions) {
    this.offset = options.offset ?? 0;
    this.#activeMs = options.activeMs ?? 25;
    this.#idleMs = Math.max(this.#activeMs, options.idleMs ?? 100);
    const { firstMs = this.#activeMs, atOnce = true } = options;
    if (atOnce) this.#look(firstMs);
    else this.#lookAfter(firstMs);
  }

  async drain(): Promise<void> {
    await this.#read(true);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#reading.catch(() => undefined);
    await this.#file?.close();
    this.#file = undefined;
  }

  #look(ms: number): void {
    // After a failure nobody looks any more; `drain` tells it.
    void this.#read().then((grew) => {
      if (this.#closed) return;
      this.#lookAfter(grew ? this.#activeMs : Math.min(ms * 1.5, this.#idleMs));
    }, () => undefined);
  }

  #lookAfter(ms: number): void {
    this.#timer = setTimeout(() => this.#look(ms), ms);
  }

  /** One reading at a time; after a failed one no other begins. */
  #read(whole = false): Promise<boolean> {
    return (this.#reading = this.#reading.then(() => this.#readToEnd(whole)));
  }

  /** A piece that is shorter than asked for is the last, unless nothing may be missing: what is written meanwhile waits until it is worth a read. */
  async #readToEnd(whole: boolean): Promise<boolean> {
    for (let grew = false; ; grew = true) {
      const file = this.#closed ? undefined : (this.#file ??= await openIfThere(this.path));
      if (file === undefined) return grew;
      if (this.#buffer.length === 0) this.#buffer = Buffer.allocUnsafeSlow(FIRST_CHUNK_BYTES);
      const buffer = this.#buffer;
      const { bytesRead } = await file.read(buffer, 0, buffer.length, this.offset);
      if (bytesRead === 0 || this.#closed) return grew;
      const { offset } = this;
      this.offset += bytesRead;
      this.onChunk(buffer.subarray(0, bytesRead), offset);
      if (bytesRead < buffer.length && !whole) return true;
      if (bytesRead === buffer.length && bytesRead < CHUNK_BYTES) this.#buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    }
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await openFile(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
