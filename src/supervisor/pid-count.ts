import { readFileSync, statfsSync } from 'node:fs';
import { ProcFile } from './proc-file';

/** No system starts more processes in a second: only after this many can the pids have come round. */
const MOST_A_SECOND = 100_000;
/** Of Linux's own `/proc`: in some containers another file system tells something else in its place. */
const PROC = 0x9fa0;

/** The number after which pids begin anew; where it is not known, none: then nobody relies on the count. */
export const pidMax: number = readMax();

/** Within this time pids cannot have come round. Milliseconds. */
export const roundMs: number = (pidMax / MOST_A_SECOND) * 1000;

const load = new ProcFile('/proc/loadavg');
let isReal: boolean | undefined;

/** The pid that the system has given last; undefined where it does not tell. Synchronous: a few microseconds. */
export function lastPid(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    if (!(isReal ??= statfsSync('/proc/loadavg').type === PROC)) return undefined;
    const text = load.read()?.trimEnd() ?? '';
    const last = Number(text.slice(text.lastIndexOf(' ') + 1));
    return Number.isInteger(last) && last > 0 ? last : undefined;
  } catch {
    return undefined;
  }
}

function readMax(): number {
  try {
    return Number(readFileSync('/proc/sys/kernel/pid_max', 'latin1'));
  } catch {
    return 0;
  }
}
