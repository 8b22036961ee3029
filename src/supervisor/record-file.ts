import { openSync, writeSync } from 'node:fs';

/** One line of the record of what a run starts, by which a later start finds what outlived it. */
export type RecordLine =
  | { readonly kind: 'supervisor'; readonly pid: number; readonly startTime: string; readonly bootId: string }
  | { readonly kind: 'intent'; readonly id: string; readonly command: readonly string[] }
  | { readonly kind: 'started'; readonly id: string; readonly pid: number; readonly group: number; readonly startTime: string; readonly bootId: string }
  /** Seen below the process `of`, outside its group. */
  | { readonly kind: 'descendant'; readonly of: number; readonly pid: number; readonly startTime: string; readonly bootId: string }
  | { readonly kind: 'ended'; readonly pid: number; readonly startTime: string }
  /** The host had been silent for so long, and was ended. */
  | { readonly kind: 'host-silent'; readonly ms: number };

/** The record while it is written, which only the supervisor does. */
export class RecordFile {
  #fd: number | undefined;

  constructor(private readonly path: string) {}

  /** Synchronous, for a line must be there before what it tells of. @throws Error when it cannot be written */
  append(line: RecordLine): void {
    writeSync(this.#fd ??= openSync(this.path, 'a'), `${JSON.stringify(line)}\n`);
  }
}
