import { messageOf } from '../../events';
import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';

/** Above this the rest is left out, and said so: a log must not fill the memory when the disk is slow. */
const MAX_WAITING = 8 * 1024 * 1024;

/** Appends lines to a file without ever blocking; what comes during a write goes out with the next. */
export class LogFile {
  #waiting: string[] = [];
  #size = 0;
  #lost = 0;
  #work: Promise<void> | undefined;
  #handle: FileHandle | undefined;
  #error: Error | undefined;

  constructor(private readonly file: string) {}

  add(line: string): void {
    if (this.#error !== undefined) return;
    if (this.#size > MAX_WAITING) {
      this.#lost += 1;
      return;
    }
    this.#waiting.push(line);
    this.#size += line.length;
    this.#work ??= this.#write();
  }

  /** Resolves (never rejects) when everything is written, with what went wrong. */
  async close(): Promise<Error | undefined> {
    while (this.#work !== undefined) await this.#work;
    await this.#handle?.close().catch((error: unknown) => this.#broke(error));
    this.#handle = undefined;
    return this.#error;
  }

  async #write(): Promise<void> {
    try {
      this.#handle ??= await open(this.file, 'a');
      while (this.#waiting.length > 0) {
        const lines = this.#waiting;
        if (this.#lost > 0) lines.push(`… ${this.#lost.toLocaleString('en')} lines more: the disk was too slow`);
        this.#waiting = [];
        this.#size = this.#lost = 0;
        await this.#handle.appendFile(`${lines.join('\n')}\n`);
      }
    } catch (error) {
      this.#broke(error);
    } finally {
      this.#work = undefined;
    }
  }

  #broke(error: unknown): void {
    this.#error ??= new Error(`${path.basename(this.file)} cannot be written: ${messageOf(error)}`, { cause: error });
    this.#waiting = [];
  }
}
