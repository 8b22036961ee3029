import path from 'node:path';
import { listRuns, rememberedOutputDirs } from '../results';
import { reapLeftovers, strandedRuns, type Leftover } from '../supervisor';
import { PROCESSES_FILE } from './processes-file';

export interface StrandedRun {
  readonly id: string;
  readonly dir: string;
  readonly leftovers: readonly Leftover[];
}

/** Ends what has outlived runs that ended long ago. @param outputDirs default: all remembered ones. */
export async function endStranded(outputDirs?: readonly string[]): Promise<readonly StrandedRun[]> {
  const stranded = await strandedRuns();
  const ended: StrandedRun[] = [];
  if (stranded.size === 0) return ended;
  for (const outputDir of new Set(outputDirs ?? await rememberedOutputDirs())) {
    for (const { id, dir, ended: hasEnded } of await listRuns(outputDir)) {
      if (!hasEnded || !stranded.has(id)) continue;
      ended.push({ id, dir, leftovers: await reapLeftovers({ runId: id, recordFile: path.join(dir, PROCESSES_FILE) }) });
    }
  }
  return ended;
}
