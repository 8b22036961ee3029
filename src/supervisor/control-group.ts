import { readdirSync } from 'node:fs';
import { access, constants, mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode } from '../events';
import { ownControlGroups } from './own-control-groups';
import { noneCanBeOpened, readSmallFileSync } from './read-small-file';

const MEMBERS = 'cgroup.procs';
const nameOf = (runId: string): string => `experiment-observer-${runId}`;
/** systemd's name for one that it made. */
export const scopeOf = (runId: string): string => `${nameOf(runId)}.scope`;
/** The kernel lets go of the last process a moment after its end, which on a busy machine may be long. */
const REMOVAL_TRIES = 200;
const REMOVAL_PAUSE_MS = 5;

/**
 * A control group of Linux with all processes of one run: who is born in it stays in it, whatever becomes of its
 * session, its parents and its environment.
 */
export class ControlGroup {
  private constructor(readonly path: string) {}

  /** A new one below that of this process; undefined where none can be made. It is empty until somebody is `add`ed. */
  static async make(runId: string, proc?: string): Promise<ControlGroup | undefined> {
    if (process.platform !== 'linux') return undefined;
    for (const own of await ownControlGroups(proc)) {
      const group = new ControlGroup(path.join(own, nameOf(runId)));
      if (await group.#create()) return group;
    }
    return undefined;
  }

  /** The run's group, if the process is in it. @param proc default: this very process */
  static async ofMember(runId: string, proc?: string): Promise<ControlGroup | undefined> {
    const folder = (await ownControlGroups(proc)).find((own) => isNamedFor(own, runId));
    return folder === undefined ? undefined : new ControlGroup(folder);
  }

  /** Removes the one that was made for a run, if nobody but this process is in it, or nobody at all. Never rejects. */
  static async removeUnused(runId: string, proc?: string): Promise<void> {
    const entered = await ControlGroup.ofMember(runId, proc);
    // systemd removes its own.
    if (entered !== undefined && path.basename(entered.path) === nameOf(runId)) await entered.remove();
    for (const own of await ownControlGroups(proc)) await rmdir(path.join(own, nameOf(runId))).catch(() => undefined);
  }

  /** One that a run has recorded; undefined when that is none of this run's, or has gone. */
  static async recorded(folder: string, runId: string): Promise<ControlGroup | undefined> {
    if (!path.isAbsolute(folder) || !isNamedFor(folder, runId)) return undefined;
    return access(path.join(folder, MEMBERS)).then(() => new ControlGroup(folder), () => undefined);
  }

  /** Takes a process in; what it starts from then on is born here. @throws Error when the system refuses */
  async add(pid: number): Promise<void> {
    await writeFile(path.join(this.path, MEMBERS), String(pid));
  }

  /** All in it and in groups below it, without zombies; none once it has gone. */
  async pids(): Promise<readonly number[]> {
    const texts = await Promise.all((await this.#folders()).map((folder) => readFile(path.join(folder, MEMBERS), 'utf8').catch(none(''))));
    // 0 stands for a process that this one cannot see.
    return [...new Set(texts.flatMap((text) => text.split('\n').map(Number)).filter((pid) => pid > 0))];
  }

  /** Whether nobody else is in it, nor in groups below it. Synchronous, a moment in time; false also where that cannot be told. */
  holdsOnly(pid: number): boolean {
    const members = readSmallFileSync(path.join(this.path, MEMBERS));
    if (members === undefined || members.trim() !== String(pid)) return false;
    try {
      return readdirSync(this.path, { withFileTypes: true }).every((entry) => !entry.isDirectory());
    } catch {
      return false;
    }
  }

  /** Kills all in it at one blow, so that nobody can outrun it by forking; this process is taken out for that moment. False where the system cannot. */
  async kill(): Promise<boolean> {
    const kill = path.join(this.path, 'cgroup.kill');
    const isInside = (await this.pids()).includes(process.pid);
    try {
      await access(kill, constants.W_OK);
      if (isInside) await this.#leave();
      try {
        await writeFile(kill, '1');
      } finally {
        if (isInside) await this.add(process.pid);
      }
      return true;
    } catch {
      return false;
    }
  }

  /** Removes it once it is empty; this process leaves it before. False when others are still in it. */
  async remove(): Promise<boolean> {
    for (let tries = 1; ; tries += 1) {
      try {
        if ((await this.pids()).includes(process.pid)) await this.#leave();
        for (const folder of [...await this.#folders()].reverse()) await rmdir(folder);
        return true;
      } catch (error) {
        if (hasCode(error, 'ENOENT')) return true;
        if (tries === REMOVAL_TRIES) return false;
        await sleep(REMOVAL_PAUSE_MS);
      }
    }
  }

  /** Takes this process out, into the one above. */
  async #leave(): Promise<void> {
    await writeFile(path.join(path.dirname(this.path), MEMBERS), String(process.pid));
  }

  async #create(): Promise<boolean> {
    try {
      await mkdir(this.path);
    } catch {
      return false;
    }
    // In a folder that is no control group nothing appears.
    if (await access(path.join(this.path, MEMBERS), constants.W_OK).then(() => true, () => false)) return true;
    await rmdir(this.path).catch(() => undefined);
    return false;
  }

  /** Its own, then those below, outer ones first. */
  async #folders(): Promise<readonly string[]> {
    const found = [this.path];
    for (const folder of found) {
      const entries = await readdir(folder, { withFileTypes: true }).catch(none([]));
      for (const entry of entries) if (entry.isDirectory()) found.push(path.join(folder, entry.name));
    }
    return found;
  }
}

/** Of what has gone there is nothing. @throws Error when nobody could tell */
const none = <T>(nothing: T) => (error: unknown): T => {
  if (noneCanBeOpened(error)) throw error;
  return nothing;
};

const isNamedFor = (folder: string, runId: string): boolean => [nameOf(runId), scopeOf(runId)].includes(path.basename(folder));
