import { execFileSync } from 'node:child_process';
import { readProcStatSync } from './proc-stat';
import type { ProcessRow } from './process-row';
import { parsePsRow, psArguments } from './ps-table';
import { SYSTEM_ENVIRONMENT } from './run-program';

/**
 * The start time of a child that was spawned in this very turn of the event loop. Synchronous, because until the loop
 * turns the child cannot be collected, and so its pid cannot be another's. Only the supervisor calls it.
 * @throws Error when the system does not tell it
 */
export function childStartTime(pid: number): string {
  switch (process.platform) {
    case 'win32':
      return String(Date.now());
    case 'linux':
      return known(readProcStatSync(pid));
    default:
      return known(parsePsRow(execFileSync('ps', psArguments([pid]), { encoding: 'utf8', env: { ...process.env, ...SYSTEM_ENVIRONMENT } }).trimEnd()));
  }
}

function known(row: ProcessRow | undefined): string {
  if (row === undefined) throw new Error('the system shows no such process');
  return row.startTime;
}
