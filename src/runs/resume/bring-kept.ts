import { constants } from 'node:fs';
import { copyFile, link, mkdir, readdir, readlink, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { hasCode } from '../../events';
import type { TestCasePlan } from '../../config';
import type { Resumption, KeptTest } from './plan-resume';

/**
 * Gives the folders of kept test cases to the new run, so that it is whole even when the earlier one is deleted: as hard
 * links, or copies where those cannot be. What cannot be brought is not kept: it runs again.
 * @param dir the new run's folder.
 */
export async function bringKept(tests: readonly TestCasePlan[], { kept }: Pick<Resumption, 'kept'>, dir: string): Promise<ReadonlyMap<string, KeptTest>> {
  const brought = new Map<string, KeptTest>();
  for (const { id, dir: folder } of tests) {
    const one = kept.get(id);
    if (one === undefined) continue;
    const folders = Array.from({ length: one.result.attempt }, (_, index) => (index === 0 ? folder : `${folder}-attempt-${index + 1}`));
    try {
      for (const name of folders) await bringFolder(path.join(one.runDir, name), path.join(dir, name));
      brought.set(id, one);
    } catch {
      for (const name of folders) await rm(path.join(dir, name), { recursive: true, force: true });
    }
  }
  return brought;
}

/** One that is not there wrote nothing, or was deleted by somebody who wanted it so. */
async function bringFolder(from: string, to: string): Promise<void> {
  const entries = await readdir(from, { withFileTypes: true }).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  });
  if (entries === undefined) return;
  await mkdir(to, { recursive: true });
  for (const entry of entries) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) await bringFolder(source, target);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else if (entry.isFile()) await link(source, target).catch(() => copyFile(source, target, constants.COPYFILE_FICLONE));
  }
}
