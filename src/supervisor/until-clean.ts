import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FoundBy, Leftover } from './processes';
import type { ProcessRow } from './process-row';
import { commandOf, stillRuns } from './process-table';

export interface Found {
  readonly row: ProcessRow;
  readonly found_by: FoundBy;
}

/** What one look has found. */
export interface Look {
  /** To be killed. */
  readonly finds: readonly Found[];
  /** Somebody was there whom the look does not show. */
  readonly missed?: boolean;
  /** Maybe the run's, but not provably: told, and left alone. */
  readonly named?: readonly Found[];
}

const PAUSE_MS = 25;
/** What cannot be killed (another user's, or in the kernel's hands) must not hold anybody for ever. */
const LIMIT_MS = 5000;

/** Looks and kills, until two looks in a row find nothing. Returns all that was found. @param kill gets the number of the look, from 1 */
export async function untilClean(look: () => Promise<Look>, kill: (finds: readonly Found[], looks: number) => Promise<unknown>): Promise<readonly Leftover[]> {
  const seen = new Map<string, Found & { readonly command: string }>();
  const until = performance.now() + LIMIT_MS;
  for (let clean = 0, looks = 1; ; looks += 1) {
    const { finds, missed = false, named = [] } = await look();
    clean = finds.length === 0 && !missed ? clean + 1 : 0;
    for (const find of [...finds, ...named]) {
      const key = `${find.row.pid} ${find.row.startTime}`;
      if (!seen.has(key)) seen.set(key, { ...find, command: await commandOf(find.row) });
    }
    if (clean === 2 || performance.now() > until) break;
    if (clean > 0) continue;
    await kill(finds, looks);
    await sleep(PAUSE_MS);
  }
  return Promise.all([...seen.values()].map(async ({ row, found_by, command }) => (
    { pid: row.pid, command, found_by, ended: !(await stillRuns(row)) })));
}
