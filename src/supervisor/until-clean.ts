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
/** On a machine that is busy with others a single look may take longer than that: so many are made in any case, one that finds, one for who is dying, and two that find nothing. */
const LEAST_LOOKS = 4;

/**
 * Looks and kills, until two looks in a row find nothing, and nobody lives who was to be killed: without his parent, and
 * without a tag, no look finds him any more. Returns all that was found. @param kill gets the number of the look, from 1
 */
export async function untilClean(look: () => Promise<Look>, kill: (finds: readonly Found[], looks: number) => Promise<unknown>, limitMs = LIMIT_MS): Promise<readonly Leftover[]> {
  const seen = new Map<string, Found & { readonly command: string }>();
  const killed = new Map<string, Found>();
  const until = performance.now() + limitMs;
  for (let clean = 0, looks = 1; ; looks += 1) {
    const { finds: inSight, missed = false, named = [] } = await look();
    const finds = [...inSight, ...await dying(killed, inSight)];
    clean = finds.length === 0 && !missed ? clean + 1 : 0;
    for (const find of [...finds, ...named]) {
      const key = keyOf(find.row);
      if (!seen.has(key)) seen.set(key, { ...find, command: await commandOf(find.row) });
    }
    if (clean === 2 || (looks >= LEAST_LOOKS && performance.now() > until)) break;
    if (clean > 0) continue;
    for (const find of finds) killed.set(keyOf(find.row), find);
    await kill(finds, looks);
    await sleep(PAUSE_MS);
  }
  return Promise.all([...seen.values()].map(async ({ row, found_by, command }) => (
    { pid: row.pid, command, found_by, ended: !(await stillRuns(row)) })));
}

const keyOf = ({ pid, startTime }: ProcessRow): string => `${pid} ${startTime}`;

/** Those of them who still run, but for those in sight. */
async function dying(killed: ReadonlyMap<string, Found>, inSight: readonly Found[]): Promise<readonly Found[]> {
  const known = new Set(inSight.map(({ row }) => keyOf(row)));
  const others = [...killed].filter(([key]) => !known.has(key)).map(([, find]) => find);
  const run = await Promise.all(others.map(({ row }) => stillRuns(row)));
  return others.filter((_, index) => run[index]);
}
