import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { hasCode } from '../events';
import { isAlive, thisProcess, type ProcessIdentity } from '../supervisor';

const holderForm = z.object({ pid: z.int().positive(), startTime: z.string(), bootId: z.string() });

/**
 * Which ports are spoken for, across all processes of this user on this machine: one lock file per port that names
 * its holder. A lock whose holder is dead is nobody's.
 */
export class PortReservations {
  #self: Promise<ProcessIdentity> | undefined;

  constructor(private readonly dir = path.join(tmpdir(), `experiment-observer-ports-${userInfo().uid}`)) {}

  /** False when somebody alive has it. */
  async take(port: number): Promise<boolean> {
    this.#self ??= thisProcess();
    const text = JSON.stringify(await this.#self);
    return (await this.#create(port, text)) || ((await this.#removeStale(port)) && (await this.#create(port, text)));
  }

  async release(port: number): Promise<void> {
    await unlink(this.#file(port)).catch((error: unknown) => {
      if (!hasCode(error, 'ENOENT')) throw error;
    });
  }

  async #create(port: number, text: string): Promise<boolean> {
    try {
      await writeFile(this.#file(port), text, { flag: 'wx' });
      return true;
    } catch (error) {
      if (hasCode(error, 'EEXIST')) return false;
      if (!hasCode(error, 'ENOENT')) throw error;
      await mkdir(this.dir, { recursive: true, mode: 0o700 });
      return this.#create(port, text);
    }
  }

  /** A lock whose holder is dead is moved away; should somebody have taken it meanwhile, it is put back. */
  async #removeStale(port: number): Promise<boolean> {
    const file = this.#file(port);
    if (!(await isStale(file))) return false;
    const aside = `${file}.${randomBytes(4).toString('hex')}`;
    try {
      await rename(file, aside);
    } catch {
      // Somebody else has moved it.
      return false;
    }
    const stale = await isStale(aside);
    if (!stale) await link(aside, file).catch(() => undefined);
    await rm(aside, { force: true });
    return stale;
  }

  #file(port: number): string {
    return path.join(this.dir, `${port}.json`);
  }
}

/** Unreadable it is not: its holder may just be writing it. */
async function isStale(file: string): Promise<boolean> {
  try {
    return !(await isAlive(holderForm.parse(JSON.parse(await readFile(file, 'utf8')))));
  } catch {
    return false;
  }
}
