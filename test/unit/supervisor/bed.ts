import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import esbuild from 'esbuild';
import { prepareEnclosure, RUN_TAG, SupervisorClient, type Enclosure, type SpawnRequest } from '../../../src/supervisor';

/** A folder, supervisors in it, and nothing of them left afterwards. */
export class Bed {
  readonly dir = mkdtempSync(path.join(tmpdir(), 'supervisor-'));
  readonly runId = `run-${path.basename(this.dir)}`;
  readonly recordFile = path.join(this.dir, 'processes.jsonl');
  readonly stdout = path.join(this.dir, 'stdout.log');
  readonly stderr = path.join(this.dir, 'stderr.log');
  readonly #clients: SupervisorClient[] = [];
  readonly #enclosures: Enclosure[] = [];

  /** @param enclosed as real runs are, where the machine offers something for it; then `enclosure` of the client tells what. */
  async start({ enclosed = false, silenceMs }: { readonly enclosed?: boolean; readonly silenceMs?: number } = {}): Promise<SupervisorClient> {
    const enclosure = enclosed ? await prepareEnclosure(this.runId) : undefined;
    if (enclosure !== undefined) this.#enclosures.push(enclosure);
    const client = await SupervisorClient.start({ script: supervisorScript(), runId: this.runId, recordFile: this.recordFile, ...(enclosure === undefined ? {} : { enclosure }), ...(silenceMs === undefined ? {} : { silenceMs }) });
    this.#clients.push(client);
    return client;
  }

  /** A path below the folder. */
  file(name: string): string {
    return path.join(this.dir, name);
  }

  request(command: readonly string[], more: Partial<SpawnRequest> = {}): SpawnRequest {
    const env = { PATH: process.env['PATH'] ?? '' };
    return { id: 'test', command, cwd: this.dir, env, stdoutFile: this.stdout, stderrFile: this.stderr, ...more };
  }

  sh(script: string, more: Partial<SpawnRequest> = {}): SpawnRequest {
    return this.request(['/bin/sh', '-c', script], more);
  }

  node(script: string, more: Partial<SpawnRequest> = {}): SpawnRequest {
    return this.request([process.execPath, '-e', script], more);
  }

  /** The pid that a process wrote into a file below the folder, once it is there. */
  async pidIn(name: string): Promise<number> {
    const read = () => (existsSync(this.file(name)) ? Number(readFileSync(this.file(name), 'utf8')) : 0);
    await until(`${name} is written`, () => read() > 0);
    return read();
  }

  /** What lives of the run by its tag. */
  tagged(): readonly number[] {
    return pids().filter((pid) => isRunning(pid) && environmentOf(pid).includes(`${RUN_TAG}=${this.runId}`));
  }

  async dispose(): Promise<void> {
    for (const client of this.#clients) await client.dispose();
    for (const enclosure of this.#enclosures) await enclosure.remove();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** A shell's command that ignores SIGTERM, tells its pid in a file, and lives. It starts nobody: a helper that has not quite ended would be found, too. */
export const stubborn = (pidFile: string): string => `trap '' TERM; echo $$ > ${pidFile}; exec sleep 1000`;
/** The same, but it ends when asked to. */
export const obedient = (pidFile: string): string => stubborn(pidFile).replace("trap '' TERM; ", '');
/** A `/bin/sh` of its own for a command. */
export const shell = (command: string): string => `/bin/sh -c '${command.replaceAll("'", `'\\''`)}'`;

/** Waits for a condition, which is looked at every 5 ms. The limit is for what never comes: on a busy machine all takes its time. */
export async function until(what: string, condition: () => boolean, ms = 50_000): Promise<void> {
  const end = performance.now() + ms;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`Not within ${ms} ms: ${what}`);
    await pause(5);
  }
}

/** Not a zombie. */
export function isRunning(pid: number): boolean {
  return !['', 'Z', 'X'].includes(stateOf(pid));
}

/** The letter in /proc; empty when there is no such process. */
export function stateOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) /s, '').charAt(0);
  } catch {
    return '';
  }
}

const pids = (): readonly number[] => readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number);

function environmentOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

const built = new Map<string, string>();

/** Bundles a script once; returns the path of the built file. */
export function bundle(entry: string): string {
  const known = built.get(entry);
  if (known !== undefined) return known;
  const outfile = path.resolve('out', 'supervisor-tests', `${path.basename(entry, '.ts')}-${process.pid}.cjs`);
  esbuild.buildSync({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'cjs', target: 'node20', logLevel: 'warning' });
  process.once('exit', () => rmSync(outfile, { force: true }));
  built.set(entry, outfile);
  return outfile;
}

export const supervisorScript = (): string => bundle('src/supervisor/main.ts');

/** Whether a supervisor of the bed's run still lives. */
export function supervisorsOf(bed: Bed): boolean {
  return pids().some((pid) => isRunning(pid) && commandLineOf(pid).includes(bed.runId) && commandLineOf(pid).includes(supervisorScript()));
}

function commandLineOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
