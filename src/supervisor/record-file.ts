import { openSync, writeSync } from 'node:fs';
import type { BoundPorts } from './bound-ports';
import { messageOf } from '../events';

/** One line of the record of what a run starts, by which a later start finds what outlived it. */
export type RecordLine =
  | { readonly kind: 'supervisor'; readonly pid: number; readonly startTime: string; readonly bootId: string }
  /** Where all that is started is born. */
  | { readonly kind: 'control-group'; readonly path: string }
  | { readonly kind: 'intent'; readonly id: string; readonly command: readonly string[] }
  | { readonly kind: 'started'; readonly id: string; readonly pid: number; readonly group: number; readonly startTime: string; readonly bootId: string }
  | ({ readonly kind: 'ports'; readonly bootId: string } & BoundPorts)
  /** From now on they may be anybody's. */
  | { readonly kind: 'released'; readonly ports: readonly number[] }
  /** Seen below the process `of`, outside its group. */
  | { readonly kind: 'descendant'; readonly of: number; readonly pid: number; readonly startTime: string; readonly bootId: string }
  | { readonly kind: 'ended'; readonly pid: number; readonly startTime: string }
  /** The host had been silent for so long, and was ended. */
  | { readonly kind: 'host-silent'; readonly ms: number };

const SOON_MS = 50;

/** The record while it is written, which only the supervisor does. */
export class RecordFile {
  #fd: number | undefined;
  /** Lines that come with the next one, or soon. */
  #waiting = '';
  #soon: NodeJS.Timeout | undefined;
  /** Its last line was not written whole. */
  #torn = false;

  constructor(private readonly path: string) {}

  /** Synchronous, for a line must be there before what it tells of. @throws Error, which names the file, when it cannot be written */
  append(line: RecordLine): void {
    this.#write(`${JSON.stringify(line)}\n`);
  }

  /** Of what may be missing: it is written with the next line, or a moment later. */
  appendSoon(line: RecordLine): void {
    this.#waiting += `${JSON.stringify(line)}\n`;
    this.#soon ??= setTimeout(() => this.flush(), SOON_MS).unref();
  }

  /** Writes what waits, if it can be written. */
  flush(): void {
    clearTimeout(this.#soon);
    this.#soon = undefined;
    try {
      this.#write('');
    } catch {
      // As said, it may be missing.
    }
  }

  #write(line: string): void {
    const lines = this.#waiting + line;
    this.#waiting = '';
    if (lines === '') return;
    const bytes = Buffer.from(this.#torn ? `\n${lines}` : lines);
    this.#torn = true;
    try {
      this.#fd ??= openSync(this.path, 'a');
      // A disk that becomes full takes a part of it first.
      for (let done = 0; done < bytes.length;) done += writeSync(this.#fd, bytes, done);
    } catch (error) {
      throw new Error(`${this.path} cannot be written: ${messageOf(error)}`, { cause: error });
    }
    this.#torn = false;
  }
}
