import path from 'node:path';
import { rememberedOutputDirs } from '../results';

/** The output folders that were used, and the one that a file in the current folder has by default. */
export async function knownOutputDirs(cwd: string): Promise<readonly string[]> {
  return [...new Set([path.join(cwd, 'outputs'), ...(await rememberedOutputDirs())])];
}

/** The output folders meant by `dir`: itself, the one below it, and those below it that were used. */
export async function outputDirsOf(dir: string): Promise<readonly string[]> {
  return [...new Set([dir, path.join(dir, 'outputs'), ...(await rememberedOutputDirs()).filter((known) => isBelow(known, dir))])];
}

function isBelow(dir: string, root: string): boolean {
  const relative = path.relative(root, dir);
  return relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
}
