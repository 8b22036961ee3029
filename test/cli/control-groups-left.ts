import { access } from 'node:fs/promises';
import path from 'node:path';
import { ownControlGroups } from '../../src/supervisor/own-control-groups';

/** Folders of control groups of a run that are still there. */
export async function controlGroupsLeft(runId: string): Promise<readonly string[]> {
  const folders = (await ownControlGroups()).map((own) => path.join(own, `experiment-observer-${runId}`));
  const there = await Promise.all(folders.map((folder) => access(folder).then(() => true, () => false)));
  return folders.filter((_, index) => there[index]);
}
