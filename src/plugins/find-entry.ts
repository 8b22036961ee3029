import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { isFile } from '../machine';
import { MODULE_ENDINGS } from './load-module';

/** Marks an npm package as one that brings a plug-in. */
export const PLUGIN_KEYWORD = 'experiment-observer-plugin';

/** Where a plug-in's code begins. */
export interface PluginEntry {
  /** Of its package or file, until it says its own. */
  readonly name: string;
  /** Absolute path of the module. */
  readonly file: string;
  /** Absolute; the folder or file all of whose code is the plug-in's. */
  readonly root: string;
}

const target: z.ZodType<string | undefined> = z.union([
  z.string(),
  z.record(z.string(), z.lazy(() => target)).transform((conditions) => conditions['import'] ?? conditions['node'] ?? conditions['require'] ?? conditions['default']),
]).optional().catch(undefined);
const manifestForm = z.object({
  name: z.string().optional().catch(undefined),
  main: z.string().optional().catch(undefined),
  exports: z.union([z.object({ '.': target }).transform((paths) => paths['.']), target]).optional().catch(undefined),
  keywords: z.array(z.string()).catch([]),
});

export type Manifest = z.infer<typeof manifestForm>;

/** A package's manifest; undefined where there is none or it is not JSON. */
export async function readManifest(dir: string): Promise<Manifest | undefined> {
  try {
    return manifestForm.parse(JSON.parse(await readFile(path.join(dir, 'package.json'), 'utf8')));
  } catch {
    return undefined;
  }
}

/** The module of a folder that is a plug-in: what its `package.json` names, else `index.js` and its like. */
export async function entryOfFolder(dir: string): Promise<PluginEntry | undefined> {
  const manifest = await readManifest(dir);
  const named = manifest?.exports ?? manifest?.main;
  const names = named === undefined ? MODULE_ENDINGS.map((ending) => `index${ending}`) : [named, ...MODULE_ENDINGS.map((ending) => `${named}${ending}`), path.join(named, 'index.js')];
  for (const name of names) {
    const file = path.join(dir, name);
    if (await isFile(file)) return { name: manifest?.name ?? path.basename(dir), file, root: dir };
  }
  // A package that names a file it does not have is told when that is loaded.
  return named === undefined ? undefined : { name: manifest?.name ?? path.basename(dir), file: path.join(dir, named), root: dir };
}

export const entryOfFile = (file: string): PluginEntry => ({ name: path.basename(file, path.extname(file)), file, root: file });

/** The plug-ins in a folder of them: modules, and folders that are plug-ins, by name. @throws Error when it cannot be read. */
export async function entriesInFolder(dir: string): Promise<readonly PluginEntry[]> {
  const found: PluginEntry[] = [];
  const items = await readdir(dir, { withFileTypes: true });
  for (const { name } of items.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (/^[._]|^node_modules$|\.d\.[cm]?ts$/.test(name)) continue;
    const item = path.join(dir, name);
    const entry = await isFile(item) ? (MODULE_ENDINGS.includes(path.extname(name)) ? entryOfFile(item) : undefined) : await entryOfFolder(item);
    if (entry) found.push(entry);
  }
  return found;
}
