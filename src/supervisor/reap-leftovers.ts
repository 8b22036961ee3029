import type { Leftover } from './processes';
import { readRecord } from './read-record';
import { sweep } from './sweep';

/**
 * Ends what outlived a run whose owner is dead: processes of its record, if they are still the same ones, their groups
 * and descendants, and whatever carries its tag.
 */
export async function reapLeftovers({ runId, recordFile }: { readonly runId: string; readonly recordFile: string }): Promise<readonly Leftover[]> {
  return sweep({ runId, watched: false, ...(await readRecord(recordFile)) });
}
