import { readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { isAlive, thisProcess, type ProcessIdentity } from '../supervisor';

export const OWNER_FILE = 'owner.json';

const ownerForm = z.object({
  schema: z.literal(1), kind: z.enum(['window', 'cli']), host: z.string(), pid: z.int().positive(), startTime: z.string(), bootId: z.string(),
});

/** Who drives a run: enough to prove later that it is dead. */
export type Owner = Readonly<z.infer<typeof ownerForm>>;

export async function thisOwner(kind: Owner['kind']): Promise<Owner> {
  const { pid, startTime, bootId }: ProcessIdentity = await thisProcess();
  return { schema: 1, kind, host: hostname(), pid, startTime, bootId };
}

export async function writeOwner(file: string, owner: Owner): Promise<void> {
  await writeFile(file, `${JSON.stringify(owner, undefined, 2)}\n`, { flag: 'wx' });
}

/** Undefined when there is no such file or it cannot be understood. */
export async function readOwner(file: string): Promise<Owner | undefined> {
  try {
    return ownerForm.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Who drives, or drove, the run in this folder. */
export const runOwner = (runDir: string): Promise<Owner | undefined> => readOwner(path.join(runDir, OWNER_FILE));

/** Of another host, or without identity, nothing can be proved. */
export const isProvablyDead = async (owner: Owner | undefined): Promise<boolean> =>
  owner !== undefined && owner.host === hostname() && !(await isAlive(owner));

/** Whether this very process is the owner. */
export const isThisProcess = async (owner: Owner): Promise<boolean> =>
  owner.pid === process.pid && owner.host === hostname() && isAlive(owner);

/** Whoever drove the run in this folder has died, provably. */
export const ownerIsGone = async (runDir: string): Promise<boolean> => isProvablyDead(await runOwner(runDir));
