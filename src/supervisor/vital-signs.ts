import type { KnownProcess } from './process-row';
import { readSmallFileSync } from './read-small-file';

/**
 * `alive`: it sleeps, and no deadly signal is on its way, for that would have woken it. `dying`: its end has begun.
 * `unknown`: it is at work, or that cannot be told in microseconds.
 */
export type VitalSigns = 'alive' | 'dying' | 'unknown';

/** Of the kernel's flags of a process: it is about to end. */
const EXITING = 0x4;
/** Whatever signal ends a process, the kernel hands it this one. */
const KILL = 1 << 8;

/** Of this very process at this moment; synchronous. */
export function vitalSigns({ pid, startTime }: KnownProcess): VitalSigns {
  if (process.platform !== 'linux') return 'unknown';
  const stat = readSmallFileSync(`/proc/${pid}/stat`);
  if (stat === undefined) return 'unknown';
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ', 20);
  const [state, , , , , , flags] = fields;
  if (fields[19] !== startTime) return 'unknown';
  if (state === 'S') return 'alive';
  if (state === 'Z' || state === 'X' || (Number(flags) & EXITING) !== 0) return 'dying';
  const status = readSmallFileSync(`/proc/${pid}/status`, 4096) ?? '';
  const waiting = [...status.matchAll(/^S(?:ig|hd)Pnd:\s*[0-9a-f]*([0-9a-f]{4})$/gm)];
  return waiting.some(([, last = '']) => (Number.parseInt(last, 16) & KILL) !== 0) ? 'dying' : 'unknown';
}
