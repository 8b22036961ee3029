import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RunSummary } from '../../src/results';
import { builtCli } from './built-cli';
import { survivors } from './processes-alive';

export interface Ended { readonly code: number | null; readonly signal: string | null; readonly stdout: string; readonly stderr: string }

/** A folder of its own, and the real command line run in it as a child process. */
export class Bench {
  /** In the environment of everything started here. */
  readonly mark = `EXPERIMENT_BENCH=${randomBytes(8).toString('hex')}`;
  readonly #children = new Set<ChildProcess>();

  private constructor(readonly dir: string, private readonly cli: string) {}

  /** @param files their texts by name */
  static async open(files: { readonly [name: string]: string } = {}): Promise<Bench> {
    const bench = new Bench(await mkdtemp(path.join(tmpdir(), 'bench cli-')), await builtCli());
    for (const [name, text] of Object.entries(files)) await bench.write(name, text);
    return bench;
  }

  async close(): Promise<void> {
    // Whoever still lives may still write.
    await Promise.all([...this.#children].filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null).map(async (child) => {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    }));
    if (process.platform === 'linux') await survivors(this.mark);
    await rm(this.dir, { recursive: true, force: true, maxRetries: 10 });
  }

  path(name: string): string {
    return path.join(this.dir, name);
  }

  /** @returns the absolute path. */
  async write(name: string, text: string | Uint8Array): Promise<string> {
    await mkdir(path.dirname(this.path(name)), { recursive: true });
    await writeFile(this.path(name), text);
    return this.path(name);
  }

  start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
    return this.startProgram(process.execPath, [this.cli, ...args], env);
  }

  startProgram(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
    const [name = '', value] = this.mark.split('=');
    const child = spawn(program, args, {
      cwd: this.dir, stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, CI: '', NO_COLOR: '', XDG_STATE_HOME: this.path('.state'), LOCALAPPDATA: this.path('.state'), [name]: value, ...env },
    });
    this.#children.add(child);
    child.once('close', () => this.#children.delete(child));
    return new Running(child);
  }

  run(...args: readonly string[]): Promise<Ended> {
    return this.start(args).ended;
  }

  /** Folders of all runs below an output folder, oldest first. */
  async runDirs(outputs = 'outputs'): Promise<readonly string[]> {
    const parents = await readdir(this.path(outputs), { withFileTypes: true }).catch(() => []);
    const dirs = await Promise.all(parents.filter((entry) => entry.isDirectory()).map(async ({ name }) =>
      (await readdir(this.path(path.join(outputs, name)))).map((id) => path.join(this.path(outputs), name, id))));
    return dirs.flat().sort((a, b) => (path.basename(a) < path.basename(b) ? -1 : 1));
  }

  async lastSummary(outputs?: string): Promise<RunSummary> {
    const dir = (await this.runDirs(outputs)).at(-1) ?? '';
    return JSON.parse(await readFile(path.join(dir, 'run.json'), 'utf8')) as RunSummary;
  }
}

/** The command line while it runs. */
export class Running {
  stdout = '';
  stderr = '';
  readonly ended: Promise<Ended>;
  readonly #watchers = new Set<() => void>();

  constructor(readonly child: ChildProcess) {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => { this.stdout += text; this.#watchers.forEach((watch) => watch()); });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => { this.stderr += text; this.#watchers.forEach((watch) => watch()); });
    this.ended = new Promise((resolve) => {
      child.once('close', (code, signal) => resolve({ code, signal, stdout: this.stdout, stderr: this.stderr }));
    });
  }

  /** Resolves as soon as the condition holds on what was printed. @throws when the process ends before. */
  async until(condition: (running: this) => boolean): Promise<void> {
    if (condition(this)) return;
    await new Promise<void>((resolve, reject) => {
      const watch = (): void => {
        if (!condition(this)) return;
        this.#watchers.delete(watch);
        resolve();
      };
      this.#watchers.add(watch);
      void this.ended.then(({ code }) => (condition(this) ? resolve() : reject(new Error(`ended with ${String(code)} before the condition held\n${this.stdout}\n${this.stderr}`))));
    });
  }
}

/** Resolves with the file's text once it is there and not empty. @throws after `ms`. */
export async function fileText(file: string, ms = 50_000): Promise<string> {
  for (const deadline = Date.now() + ms; ;) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text !== '') return text;
    if (Date.now() > deadline) throw new Error(`${file} did not appear`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
