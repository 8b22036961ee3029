import path from 'node:path';
import type { Command } from 'commander';
import { loadExperimentText, type LoadedExperiment, type LoadOptions } from '../config';
import { isEventOf, type ExperimentEvent } from '../events';
import { PluginHost, PluginSet, readWithoutPlugins, readWithPlugins, type ExperimentWithPlugins } from '../plugins';
import { loadFile } from './commands/load-file';
import { append } from './commands/append';
import { shownPath, type CommandContext } from './context';
import type { ReportFormats } from './reporters/format';

/** What a command was told about plug-ins. */
export interface PluginOptions {
  readonly plugin: readonly string[];
  /** False with `--no-plugins`. */
  readonly plugins: boolean;
}

export const addPluginOptions = (command: Command): Command => command
  .option('--plugin <path>', 'load this plug-in, or those in this folder, too; may be repeated', append, [])
  .option('--no-plugins', 'load no plug-in: their code runs with your rights');

/** The plug-ins of one command. Dispose of it at its end. */
export class CommandPlugins {
  readonly #host: PluginHost | undefined;
  /** Absolute. */
  readonly #paths: readonly string[];
  readonly #claim = (error: unknown): boolean => this.#host?.claim(error) ?? false;
  readonly #told = new Set<string>();

  constructor({ plugin, plugins }: PluginOptions, private readonly context: CommandContext, private readonly notice: (line: string) => void, private readonly formats: ReportFormats = new Map()) {
    this.#paths = plugin.map((file) => path.resolve(context.cwd, file));
    if (!plugins) return;
    this.#host = new PluginHost({ paths: this.#paths, ownProcess: true });
    this.#host.events.registerObserver('plugin.error', (event) => this.#tell(event));
    context.claims.add(this.#claim);
  }

  /** Reads a file named on the command line, with its plug-ins. */
  async read(file: string, options: LoadOptions = {}): Promise<ExperimentWithPlugins> {
    return this.#read((more) => loadFile(file, this.context, { ...options, ...more }));
  }

  /** Reads an experiment as it once was. */
  async readText(file: string, text: Uint8Array, options: LoadOptions = {}): Promise<ExperimentWithPlugins> {
    return this.#read((more) => loadExperimentText(file, text, { ...options, ...more, workerScript: path.join(this.context.dist, 'worker.js') }));
  }

  async dispose(): Promise<void> {
    await this.#host?.dispose();
    this.context.claims.delete(this.#claim);
  }

  async #read(read: (more: LoadOptions) => Promise<LoadedExperiment>): Promise<ExperimentWithPlugins> {
    if (this.#host === undefined) return { loaded: await readWithoutPlugins({ paths: this.#paths }, read), plugins: new PluginSet() };
    const found = await readWithPlugins(this.#host, read);
    for (const owned of found.plugins.reportFormats) this.formats.set(owned.format.name, owned);
    return found;
  }

  /** What stands at a line of the file is told with the file's problems. */
  #tell(event: ExperimentEvent): void {
    if (!isEventOf(event, 'plugin.error') || event.source !== undefined) return;
    const line = `plug-in ${event.name} (${shownPath(event.file, this.context.cwd)}): ${event.message}`;
    if (!this.#told.has(line)) this.notice(line);
    this.#told.add(line);
  }
}
