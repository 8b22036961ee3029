import path from 'node:path';
import { durationsIn, runIds, storedSummary, type EarlierDurations, type SummaryHead } from '../../results';

export interface DivisionHistory {
  readonly durations: EarlierDurations;
  /** How many runs they are of. */
  readonly runs: number;
}

const LOOKED_AT = 100;
const RUNS = 10;

/**
 * The durations by which the test cases of an experiment are divided into shards. All shards must see the same ones, also
 * when they run one after another in one folder: so the run of a shard counts only once all shards of its division
 * have run.
 * @param experimentDir the folder of all runs of the experiment.
 */
export async function divisionHistory(experimentDir: string): Promise<DivisionHistory> {
  const ids = [...await runIds(experimentDir)].sort().slice(-LOOKED_AT);
  const summaries = await Promise.all(ids.map(async (id) => ({ id, summary: await storedSummary(path.join(experimentDir, id)) })));
  const counting = countingRuns(summaries.flatMap(({ id, summary }) => (summary === undefined ? [] : [{ id, ...summary }]))).slice(-RUNS);
  return { durations: await durationsIn(experimentDir, counting), runs: counting.length };
}

/** @param runs oldest first. @returns ids, oldest first. */
function countingRuns(runs: readonly (SummaryHead & { readonly id: string })[]): readonly string[] {
  const counting: string[] = [];
  const rounds = new Map<string, { readonly ids: string[]; readonly missing: Set<number> }>();
  for (const { id, outcome, shard } of runs) {
    if (outcome === 'interrupted' || outcome === 'cancelled') continue;
    if (shard === undefined) {
      counting.push(id);
      continue;
    }
    const key = `${shard.of} ${shard.division}`;
    const round = rounds.get(key) ?? { ids: [], missing: new Set(shard.cases.flatMap((count, index) => (count > 0 ? [index + 1] : []))) };
    rounds.set(key, round);
    round.ids.push(id);
    round.missing.delete(shard.index);
    if (round.missing.size > 0) continue;
    counting.push(...round.ids);
    rounds.delete(key);
  }
  return counting.sort();
}
