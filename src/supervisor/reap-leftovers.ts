import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { bootId } from './process-identity';
import type { Leftover } from './processes';
import type { KnownProcess } from './process-row';
import { sweep } from './sweep';

const recorded = { pid: z.int().positive(), startTime: z.string() };
/** The lines of the record that tell of processes; see `RecordLine`. */
const line = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('supervisor'), ...recorded, bootId: z.string() }),
  z.object({ kind: z.literal('started'), ...recorded, bootId: z.string() }),
  z.object({ kind: z.literal('descendant'), ...recorded, bootId: z.string() }),
  z.object({ kind: z.literal('ended'), ...recorded }),
]);

/**
 * Ends what outlived a run whose owner is dead: processes of its record, if they are still the same ones, their groups
 * and descendants, and whatever carries its tag.
 */
export async function reapLeftovers({ runId, recordFile }: { readonly runId: string; readonly recordFile: string }): Promise<readonly Leftover[]> {
  const boot = await bootId();
  const leaders = new Map<string, KnownProcess>();
  const descendants: KnownProcess[] = [];
  let since: string | undefined;
  for (const told of await readRecord(recordFile)) {
    const { pid, startTime } = told;
    if (told.kind === 'ended') leaders.delete(`${pid} ${startTime}`);
    else if (told.bootId !== boot) continue;
    else if (told.kind === 'started') leaders.set(`${pid} ${startTime}`, { pid, startTime });
    else if (told.kind === 'descendant') descendants.push({ pid, startTime });
    else since = startTime;
  }
  return sweep({ runId, leaders: [...leaders.values()], descendants, watched: false, ...(since === undefined ? {} : { since }) });
}

/** Lines that cannot be understood, such as a torn last one, are passed over; a missing file has none. */
async function readRecord(file: string): Promise<readonly z.infer<typeof line>[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').flatMap((json) => {
    const parsed = line.safeParse(parseJson(json));
    return parsed.success ? [parsed.data] : [];
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
