import { randomBytes } from 'node:crypto';
import { link, rename, rm } from 'node:fs/promises';
import { hasCode } from '../events';
import { isProvablyDead, readOwner, thisOwner, writeOwner } from './owner';

/** Runs `work` while holding the lock file; returns undefined without running it when somebody alive holds it. */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T | undefined> {
  if (!(await take(file)) && !(await removeStale(file) && await take(file))) return undefined;
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<boolean> {
  try {
    await writeOwner(file, await thisOwner('cli'));
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** A lock whose holder is dead is moved away; should another have taken it meanwhile, it is put back. */
async function removeStale(file: string): Promise<boolean> {
  if (!(await isProvablyDead(await readOwner(file)))) return false;
  const aside = `${file}.${randomBytes(4).toString('hex')}`;
  try {
    await rename(file, aside);
    const stale = await isProvablyDead(await readOwner(aside));
    if (!stale) await link(aside, file).catch(() => undefined);
    await rm(aside, { force: true });
    return stale;
  } catch {
    return false;
  }
}
