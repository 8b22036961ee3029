import { appendFileSync } from 'node:fs';

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

/** Appends to the record; synchronous, for a line must be there before what it tells of. Only the supervisor writes. */
export function record(file: string, line: RecordLine): void {
  appendFileSync(file, `${JSON.stringify(line)}\n`);
}
