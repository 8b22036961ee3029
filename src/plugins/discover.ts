import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { didYouMean, type LoadedExperiment, type PluginRequest } from '../config';
import { hasCode, messageOf, type SourceRef } from '../events';
import { entriesInFolder, entryOfFile, entryOfFolder, type PluginEntry } from './find-entry';
import type { PluginFault } from './fault';
import { nodeModulesAbove, packageNamed, packagesWithKeyword } from './npm-plugins';

/** A plug-in that an experiment is to have, and where that was said. */
export interface PluginCandidate extends PluginEntry {
  readonly config?: unknown;
  /** As the file names it; absent when a folder or `node_modules` brought it. */
  readonly text?: string;
  readonly source?: SourceRef;
}

export interface Discovery {
  readonly candidates: readonly PluginCandidate[];
  readonly faults: readonly PluginFault[];
}

export interface PluginPlaces {
  /** Absolute paths of modules or folders, as `--plugin` gives them. */
  readonly paths?: readonly string[];
  /** Absolute paths of folders that hold plug-ins; one that is not there holds none. */
  readonly dirs?: readonly string[];
}

/** Finds the plug-ins of an experiment: those that its file names come first; each module once. */
export class Discoverer {
  readonly #packages = new Map<string, Promise<readonly PluginEntry[]>>();

  constructor(private readonly places: PluginPlaces) {}

  async of({ file, plugins }: Pick<LoadedExperiment, 'file' | 'plugins'>): Promise<Discovery> {
    const { paths = [], dirs = [] } = this.places;
    const dir = path.dirname(file);
    const candidates = new Map<string, PluginCandidate>();
    const faults: PluginFault[] = [];
    const add = async (entries: readonly PluginEntry[], more: Pick<PluginCandidate, 'config' | 'text' | 'source'> = {}): Promise<void> => {
      for (const entry of entries) {
        const key = await realpath(entry.file).catch(() => entry.file);
        if (!candidates.has(key)) candidates.set(key, { ...entry, ...more });
      }
    };
    const attempt = async (name: string, where: string, find: () => Promise<readonly PluginEntry[]>, request?: PluginRequest): Promise<void> => {
      try {
        const { config, source, text } = request ?? {};
        await add(await find(), { ...(config === undefined ? {} : { config }), ...(source && text !== undefined ? { source, text } : {}) });
      } catch (error) {
        faults.push({ name, file: where, phase: 'discovery', message: messageOf(error), ...(request ? { source: request.source } : {}) });
      }
    };
    for (const request of plugins) {
      const where = request.by === 'path' ? path.resolve(dir, request.text) : file;
      await attempt(request.text, where, () => (request.by === 'path' ? entriesAt(where) : namedPackage(request.text, dir)), request);
    }
    for (const given of paths) await attempt(given, given, () => entriesAt(given));
    for (const folder of dirs) await attempt(folder, folder, () => entriesInFolder(folder).catch((error: unknown) => {
      if (hasCode(error, 'ENOENT')) return [];
      throw error;
    }));
    for (const folder of nodeModulesAbove(dir)) await add(await this.#packagesIn(folder));
    return { candidates: [...candidates.values()], faults };
  }

  #packagesIn(folder: string): Promise<readonly PluginEntry[]> {
    const known = this.#packages.get(folder) ?? packagesWithKeyword(folder);
    this.#packages.set(folder, known);
    return known;
  }
}

async function namedPackage(name: string, dir: string): Promise<readonly PluginEntry[]> {
  const entry = await packageNamed(name, dir);
  if (entry === undefined) throw new Error(`there is no package "${name}" in any node_modules above ${dir}: install it there, or give a path`);
  return [entry];
}

/** @throws Error when nothing there can be a plug-in. */
async function entriesAt(place: string): Promise<readonly PluginEntry[]> {
  const found = await stat(place).catch(() => undefined);
  if (found === undefined) throw new Error(`there is no ${place}.${await neighbour(place)}`.replace(/\.$/, ''));
  if (!found.isDirectory()) return [entryOfFile(place)];
  const own = await entryOfFolder(place);
  const entries = own ? [own] : await entriesInFolder(place);
  if (entries.length === 0) throw new Error(`the folder ${place} holds no plug-in: expected a package.json with main, an index.js, or JavaScript files`);
  return entries;
}

const neighbour = async (place: string): Promise<string> =>
  didYouMean(path.basename(place), await readdir(path.dirname(place)).catch(() => []));
