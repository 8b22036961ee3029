import { openSync, readSync } from 'node:fs';

/** Enough for any of the one-line files that are read so. */
const MOST_BYTES = 1024;
/** Each reading is over before the next begins: what a supervisor touches between two starts of children, the next start has to copy. */
const shared = Buffer.allocUnsafeSlow(MOST_BYTES);

/** A one-line file of Linux's /proc that is read again and again: it stays open. */
export class ProcFile {
  #fd: number | undefined;

  constructor(private readonly path: string) {}

  /** As it is now, in Latin-1, synchronously; undefined when it cannot be read. */
  read(): string | undefined {
    try {
      this.#fd ??= openSync(this.path, 'r');
      return shared.toString('latin1', 0, readSync(this.#fd, shared, 0, MOST_BYTES, 0));
    } catch {
      return undefined;
    }
  }
}
