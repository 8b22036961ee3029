import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { LoadedExperiment, LoadOptions } from '../../config';
import { Experiment } from '../model/experiment';
import { baseName, isWithin, keyOf, toPath } from '../paths';
import type { ReadExperiment } from '../plugins/window-plugins';
import { engine } from '../engine';
import { findFiles, isCandidate } from './find-files';
import { watchFiles } from './watch-files';

/** How many files are read at once. */
const READERS = 4;
/** Editors and tools write a file in several steps. */
const SETTLE_MS = 100;
/** All new folders settle together. */
const FOLDERS = '';

/** Reads a file together with its plug-ins. */
export type ReadWithPlugins = (read: (options: LoadOptions) => Promise<LoadedExperiment>) => Promise<ReadExperiment>;

/** All experiment files of the window, kept up to date. */
export class Experiments implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<Experiment | undefined>();
  /** Fired with an experiment that was read anew, or with undefined when the list has changed. */
  readonly onDidChange = this.#changed.event;
  readonly #workerScript: string;
  readonly #read: ReadWithPlugins;
  readonly #tell: (line: string) => void;
  readonly #settling = new Map<string, NodeJS.Timeout>();
  /** The latest reading of each, also when it has ended. */
  readonly #readings = new WeakMap<Experiment, Promise<LoadedExperiment>>();
  /** To be read again even when their text has not changed. */
  readonly #stale = new WeakSet<Experiment>();
  #list: readonly Experiment[] = [];
  #watcher: vscode.Disposable | undefined;
  #discovery: vscode.CancellationTokenSource | undefined;

  /**
   * @param workerScript absolute path of `dist/worker.js`.
   * @param read loads the plug-ins of what is read.
   * @param tell writes a line into the log.
   */
  constructor(workerScript: string, read: ReadWithPlugins, tell: (line: string) => void) {
    this.#workerScript = workerScript;
    this.#read = read;
    this.#tell = tell;
  }

  all(): readonly Experiment[] {
    return this.#list;
  }

  get(key: string): Experiment | undefined {
    return this.#list.find((experiment) => experiment.key === key);
  }

  /** Looks for files and reads them all; a discovery that is under way is given up. */
  async discover(): Promise<void> {
    this.#discovery?.cancel();
    const discovery = new vscode.CancellationTokenSource();
    this.#discovery = discovery;
    this.#watch();
    const found = await findFiles(this.#tell, discovery.token);
    if (discovery.token.isCancellationRequested) return;
    const pinned = this.#list.filter((experiment) => experiment.pinned && !found.some((uri) => keyOf(uri) === experiment.key));
    this.#list = [...found.map((uri) => this.get(keyOf(uri)) ?? newExperiment(uri)), ...pinned];
    this.#changed.fire(undefined);
    await this.#readAll(discovery.token);
  }

  /** Reads all files anew, changed or not: what they mean may have changed with their plug-ins. */
  async readAgain(): Promise<void> {
    for (const experiment of this.#list) this.#stale.add(experiment);
    await this.#readAll();
  }

  /** The experiment of a file, which is listed from now on even when no glob matches it. */
  async open(uri: vscode.Uri): Promise<Experiment> {
    const known = this.get(keyOf(uri));
    if (known !== undefined) {
      if (known.loaded === undefined) await this.reload(known);
      return known;
    }
    const added = newExperiment(uri, true);
    this.#list = [...this.#list, added];
    this.#changed.fire(undefined);
    await this.reload(added);
    return added;
  }

  /** The file as it is on disk now; an unchanged file is not parsed again. */
  async reload(experiment: Experiment): Promise<LoadedExperiment> {
    const { loaded } = experiment;
    const stale = this.#stale.delete(experiment);
    if (!stale && loaded !== undefined && await readFile(experiment.file, 'utf8').catch(() => undefined) === loaded.text) {
      return this.#readings.get(experiment) ?? loaded;
    }
    const reading: Promise<LoadedExperiment> = this.#readNow(experiment, () => this.#readings.get(experiment) === reading);
    this.#readings.set(experiment, reading);
    return reading;
  }

  /** A text of an experiment as it once was, or read in another way; what is listed stays. */
  async readText(experiment: Experiment, text: Uint8Array, options: LoadOptions): Promise<LoadedExperiment> {
    const { loadExperimentText } = await engine();
    return (await this.#read((more) => loadExperimentText(experiment.file, text, { ...options, ...more, workerScript: this.#workerScript }))).loaded;
  }

  /** @param isLatest false when another reading has begun since: that one's result counts, for everybody who waits. */
  async #readNow(experiment: Experiment, isLatest: () => boolean): Promise<LoadedExperiment> {
    const { loadExperimentFile } = await engine();
    const { loaded, plugins } = await this.#read((options) => loadExperimentFile(experiment.file, { ...options, workerScript: this.#workerScript }));
    if (!isLatest()) return this.#readings.get(experiment) ?? loaded;
    experiment.loaded = loaded;
    experiment.plugins = plugins;
    this.#changed.fire(experiment);
    return loaded;
  }

  dispose(): void {
    this.#discovery?.cancel();
    this.#watcher?.dispose();
    for (const timer of this.#settling.values()) clearTimeout(timer);
    this.#changed.dispose();
  }

  async #readAll(token?: vscode.CancellationToken): Promise<void> {
    const waiting = [...this.#list];
    await Promise.all(Array.from({ length: READERS }, async () => {
      for (let next = waiting.shift(); next !== undefined && token?.isCancellationRequested !== true; next = waiting.shift()) await this.reload(next);
    }));
  }

  #watch(): void {
    this.#watcher?.dispose();
    this.#watcher = watchFiles({
      created: (uri) => this.#settle(uri),
      changed: (uri) => this.#settle(uri),
      folderCreated: (uri) => { if (isCandidate(uri)) this.#after(FOLDERS, () => this.discover()); },
      deleted: (uri) => this.#remove(uri),
    });
  }

  #settle(uri: vscode.Uri): void {
    if (!isCandidate(uri)) return;
    const key = keyOf(uri);
    this.#after(key, async () => {
      const known = this.get(key);
      // A new file may be excluded: looking again is the only way to know.
      await (known === undefined ? this.discover() : this.reload(known));
    });
  }

  /** Calls back when nothing more came for `key`. */
  #after(key: string, call: () => Promise<unknown>): void {
    clearTimeout(this.#settling.get(key));
    this.#settling.set(key, setTimeout(() => {
      this.#settling.delete(key);
      void call().catch(() => undefined);
    }, SETTLE_MS));
  }

  #remove(uri: vscode.Uri): void {
    const left = this.#list.filter((experiment) => !isWithin(vscode.Uri.parse(experiment.key, true), uri));
    if (left.length === this.#list.length) return;
    this.#list = left;
    this.#changed.fire(undefined);
  }
}

const newExperiment = (uri: vscode.Uri, pinned = false): Experiment => new Experiment(keyOf(uri), toPath(uri), baseName(toPath(uri)), pinned);
