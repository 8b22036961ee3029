import path from 'node:path';
import type { StoredRun } from '../../results';

/** Milliseconds since 1970 at which a run began, from its id (`20261123T211905123Z-ab12`). */
const begunAt = (id: string): number =>
  Date.parse(id.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z.*$/, '$1-$2-$3T$4:$5:$6.$7Z'));

/**
 * Those to delete: older than `olderThan` (milliseconds) and not among the newest `keep` of their experiment; without both, none.
 * @param runs newest first.
 */
export function oldRuns(runs: readonly StoredRun[], { olderThan, keep }: { readonly olderThan?: number; readonly keep?: number }, now: number): readonly StoredRun[] {
  if (olderThan === undefined && keep === undefined) return [];
  const seen = new Map<string, number>();
  return runs.filter(({ id, dir }) => {
    const experiment = path.dirname(dir);
    const rank = seen.get(experiment) ?? 0;
    seen.set(experiment, rank + 1);
    return rank >= (keep ?? 0) && (olderThan === undefined || now - begunAt(id) > olderThan);
  });
}
