import path from 'node:path';
import { EventEmitter } from 'eventemitter3';
import { FolderWatch } from './folder-watch';
import { userStateDir } from '../machine';
import { rememberedDir, rememberedOutputDirs } from './output-index';
import { experimentFolders, fileHash, runIds, startOf, storedRun, type StoredRun } from './run-store';

export interface RunWatchOptions {
  /** Absolute paths of the experiment files whose runs are asked for; asked again at each look. */
  readonly files: () => readonly string[];
  /** Milliseconds between looks where the system tells of changes, for those it misses (default 5000), and where it does not (default 500). */
  readonly idleMs?: number;
  readonly blindMs?: number;
  readonly stateDir?: string;
}

/** Changes come in swarms. */
const SETTLE_MS = 50;

/**
 * Tells of runs that appear in output folders, whoever drives them: each once, those that were under way when they were
 * first seen included. Output folders that other programs use and remember are found by themselves.
 */
export class RunWatch extends EventEmitter<{ appeared: [run: StoredRun, file: string] }> {
  readonly #options: Required<RunWatchOptions>;
  /** Output folders asked for; remembered ones may go again. */
  readonly #added = new Set<string>();
  readonly #folders = new Map<string, FolderWatch>();
  readonly #known = new Set<string>();
  readonly #began = Date.now();
  /** Output folders in which something may have changed. */
  #dirty = new Set<string>();
  #everywhere = true;
  /** The system tells of changes in every folder. */
  #told = false;
  #timer: NodeJS.Timeout | undefined;
  #due = Infinity;
  #looking: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(options: RunWatchOptions) {
    super();
    this.#options = { idleMs: 5000, blindMs: 500, stateDir: userStateDir(), ...options };
  }

  /** Watches these output folders, too; they need not be there yet. */
  add(outputDirs: Iterable<string>): void {
    for (const dir of outputDirs) this.#added.add(path.resolve(dir));
  }

  /** Looks everywhere now. Resolves when everything that was there has been told. */
  look(): Promise<unknown> {
    this.#everywhere = true;
    return this.#lookNow();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const folder of this.#folders.values()) folder.close();
    this.removeAllListeners();
  }

  #lookNow(): Promise<unknown> {
    return (this.#looking = this.#looking.then(() => this.#look()));
  }

  #changed(outputDir: string | undefined): void {
    if (outputDir === undefined) this.#everywhere = true;
    else this.#dirty.add(outputDir);
    this.#wake(SETTLE_MS);
  }

  #wake(ms: number): void {
    const due = performance.now() + ms;
    if (this.#closed || this.#due <= due) return;
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => void this.#lookNow(), ms);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#due = Infinity;
    const files = new Map(this.#options.files().map((file) => [fileHash(file), file]));
    const dirty = this.#dirty;
    this.#dirty = new Set();
    // Woken by no change: what the system does not tell of is found by looking everywhere now and then.
    if (this.#everywhere || dirty.size === 0) {
      this.#everywhere = false;
      let told = await this.#armed(rememberedDir(this.#options.stateDir), undefined);
      for (const outputDir of await this.#allOutputs()) told = await this.#lookThrough(outputDir, files) && told;
      this.#told = told;
    } else {
      for (const outputDir of dirty) await this.#lookThrough(outputDir, files);
    }
    this.#wake(this.#told ? this.#options.idleMs : this.#options.blindMs);
  }

  async #allOutputs(): Promise<ReadonlySet<string>> {
    const outputs = new Set([...this.#added, ...await rememberedOutputDirs(this.#options.stateDir)]);
    for (const [dir, folder] of this.#folders) {
      if (outputs.has(dir) || outputs.has(path.dirname(dir)) || dir === rememberedDir(this.#options.stateDir)) continue;
      folder.close();
      this.#folders.delete(dir);
    }
    return outputs;
  }

  async #lookThrough(outputDir: string, files: ReadonlyMap<string, string>): Promise<boolean> {
    let told = await this.#armed(outputDir, outputDir);
    for (const name of await experimentFolders(outputDir)) {
      const file = files.get(name.slice(name.lastIndexOf('-') + 1));
      if (file === undefined) continue;
      const dir = path.join(outputDir, name);
      told = await this.#armed(dir, outputDir) && told;
      for (const id of await runIds(dir)) await this.#tell(path.join(dir, id), startOf(id), file);
    }
    return told;
  }

  async #tell(dir: string, started: number, file: string): Promise<void> {
    if (this.#known.has(dir)) return;
    this.#known.add(dir);
    const stored = await storedRun(dir);
    // What had ended before anybody watched is history.
    if (!this.#closed && (!stored.ended || started >= this.#began)) this.emit('appeared', stored, file);
  }

  /** Before a look into the folder, so that no change falls between. @returns whether the system tells of changes there. */
  #armed(dir: string, outputDir: string | undefined): Promise<boolean> {
    const folder = this.#folders.get(dir) ?? new FolderWatch(dir, () => this.#changed(outputDir));
    this.#folders.set(dir, folder);
    return folder.arm();
  }
}
