import { closeSync, mkdirSync, openSync, rmdirSync, statSync, unlinkSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { messageOf } from '../events';
import { SpawnError, type SpawnRequest } from './processes';

type Stdio = number | 'pipe' | 'ignore';

/** What a child's standard streams are opened on, before it is there. */
export class ChildFiles {
  readonly #open: number[] = [];
  readonly #made: string[] = [];
  readonly stdio: readonly [Stdio, Stdio, Stdio];

  private constructor(private readonly logs: readonly [string, string], folders: readonly string[], stdin: Stdio, masked: boolean) {
    if (typeof stdin === 'number') this.#open.push(stdin);
    this.#makeFolders([...folders, ...logs.map((file) => path.dirname(file))]);
    const [stdout, stderr] = this.#openLogs();
    this.stdio = masked ? [stdin, 'pipe', 'pipe'] : [stdin, stdout, stderr];
  }

  /** @throws SpawnError */
  static async open({ stdin, keepStdinOpen, stdoutFile, stderrFile, folders = [], secrets = [] }: SpawnRequest): Promise<ChildFiles> {
    const input = keepStdinOpen === true ? 'pipe' : stdin === undefined ? 'ignore' : await openText(stdin);
    return new ChildFiles([stdoutFile, stderrFile], folders, input, secrets.length > 0);
  }

  /** The child has its own. */
  close(): void {
    for (const fd of this.#open.splice(0)) closeSync(fd);
  }

  /** No child came: nothing is left of what was made for it. */
  remove(): void {
    this.close();
    try {
      for (const file of this.logs) if (statSync(file).size === 0) unlinkSync(file);
      for (const folder of this.#made) rmdirSync(folder);
    } catch {
      // Somebody else has use for it.
    }
  }

  /** Synchronous, as the next: it takes microseconds, and the way through the thread pool, for each of a thousand children, many more. */
  #makeFolders(folders: readonly string[]): void {
    try {
      for (const folder of new Set(folders)) this.#makeFolder(folder);
    } catch (error) {
      this.close();
      throw new SpawnError('spawn-failed', `Its folder cannot be made: ${messageOf(error)}`);
    }
  }

  #openLogs(): readonly [number, number] {
    try {
      return [this.#openLog(this.logs[0]), this.#openLog(this.logs[1])];
    } catch (error) {
      this.close();
      throw new SpawnError('spawn-failed', `The log file cannot be opened: ${messageOf(error)}`);
    }
  }

  #openLog(file: string): number {
    // To open a pipe that nobody reads would hold up everything.
    if (statSync(file, { throwIfNoEntry: false })?.isFile() === false) throw new Error(`${file} is no regular file`);
    const fd = openSync(file, 'a');
    this.#open.push(fd);
    return fd;
  }

  /** Notes what was not there, the innermost first. */
  #makeFolder(folder: string): void {
    const first = mkdirSync(folder, { recursive: true });
    const made: string[] = [];
    for (let one = folder; first !== undefined && one.length >= first.length; one = path.dirname(one)) made.push(one);
    this.#made.unshift(...made);
  }
}

/** A file that has no name any more: unlike a pipe it needs nobody who writes, and `/dev/stdin` can be opened. */
async function openText(text: string): Promise<number> {
  const folder = await mkdtemp(path.join(tmpdir(), 'stdin-'));
  try {
    const file = path.join(folder, 'text');
    const writer = await open(file, 'wx', 0o600);
    await writer.writeFile(text).finally(() => writer.close());
    return openSync(file, 'r');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
