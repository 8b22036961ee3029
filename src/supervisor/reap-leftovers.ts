import { ControlGroup } from './control-group';
import type { Leftover } from './processes';
import { readRecord } from './read-record';
import { sweep } from './sweep';

/**
 * Ends what outlived a run whose owner is dead: processes of its record, if they are still the same ones, their groups
 * and descendants, whatever carries its tag, and its control group.
 */
export async function reapLeftovers({ runId, recordFile }: { readonly runId: string; readonly recordFile: string }): Promise<readonly Leftover[]> {
  const { controlGroup, ...known } = await readRecord(recordFile);
  const group = controlGroup === undefined ? undefined : await ControlGroup.recorded(controlGroup, runId);
  const found = await sweep({ runId, watched: false, ...known, ...(group === undefined ? {} : { controlGroup: group }) });
  await group?.remove();
  return found;
}
