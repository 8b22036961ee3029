import { stat } from 'node:fs/promises';
import { ControlGroup } from './control-group';
import type { Leftover } from './processes';
import { readRecord } from './read-record';
import { sweep } from './sweep';

/** A service may still be starting when its start has been recorded. */
const AFTERWARDS_MS = 10_000;

/**
 * Ends what outlived a run whose owner is dead: processes of its record, if they are still the same ones, their groups
 * and descendants, whatever carries its tag, and its control group.
 */
export async function reapLeftovers({ runId, recordFile }: { readonly runId: string; readonly recordFile: string }): Promise<readonly Leftover[]> {
  const { controlGroup, ...known } = await readRecord(recordFile);
  const group = controlGroup === undefined ? undefined : await ControlGroup.recorded(controlGroup, runId);
  // What came long after its last word is somebody else's, for the ports may have been given anew.
  const until = (await stat(recordFile).catch(() => undefined))?.mtimeMs ?? 0;
  const found = await sweep({ runId, watched: false, until: until + AFTERWARDS_MS, ...known, ...(group === undefined ? {} : { controlGroup: group }) });
  await group?.remove();
  return found;
}
