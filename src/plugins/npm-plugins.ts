import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { entryOfFolder, PLUGIN_KEYWORD, readManifest, type PluginEntry } from './find-entry';

const AT_ONCE = 32;

/** Every `node_modules` that a module in this folder would be looked for in, nearest first. */
export function nodeModulesAbove(dir: string): readonly string[] {
  const above = path.dirname(dir);
  return [path.join(dir, 'node_modules'), ...(above === dir ? [] : nodeModulesAbove(above))];
}

/** The package of this name, as a module in the folder would find it. */
export async function packageNamed(name: string, dir: string): Promise<PluginEntry | undefined> {
  for (const folder of nodeModulesAbove(dir)) {
    const entry = await entryOfFolder(path.join(folder, name));
    if (entry) return entry;
  }
  return undefined;
}

/** The packages in a `node_modules` that say by keyword that they bring a plug-in, by name. */
export async function packagesWithKeyword(nodeModules: string): Promise<readonly PluginEntry[]> {
  const dirs = await packageDirs(nodeModules);
  const found: PluginEntry[] = [];
  for (let at = 0; at < dirs.length; at += AT_ONCE) {
    const entries = await Promise.all(dirs.slice(at, at + AT_ONCE).map(async (dir) =>
      ((await readManifest(dir))?.keywords.includes(PLUGIN_KEYWORD) === true ? entryOfFolder(dir) : undefined)));
    found.push(...entries.filter((entry) => entry !== undefined));
  }
  return found;
}

async function packageDirs(nodeModules: string): Promise<readonly string[]> {
  const names = (await readdir(nodeModules).catch(() => [])).filter((name) => !name.startsWith('.')).sort();
  const dirs = await Promise.all(names.map(async (name) => {
    const dir = path.join(nodeModules, name);
    return name.startsWith('@') ? (await readdir(dir).catch(() => [])).sort().map((scoped) => path.join(dir, scoped)) : [dir];
  }));
  return dirs.flat();
}
