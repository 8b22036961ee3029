import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { userStateDir } from '../machine';
import { writeAtomically } from './atomic-file';
import { makeFolder } from './make-folder';

/** The folder in which output folders are remembered. */
export const rememberedDir = (stateDir: string): string => path.join(stateDir, 'outputs');

/** Remembers an output folder, so that later starts find runs made with `--output`. One small file each: nothing to lock. */
export async function rememberOutputDir(outputDir: string, stateDir = userStateDir()): Promise<void> {
  const dir = rememberedDir(stateDir);
  await makeFolder(dir);
  const absolute = path.resolve(outputDir);
  // Whoever reads at this moment must not find it empty.
  await writeAtomically(path.join(dir, createHash('sha256').update(absolute).digest('hex').slice(0, 16)), [absolute]);
}

/** The remembered output folders that still exist. */
export async function rememberedOutputDirs(stateDir = userStateDir()): Promise<readonly string[]> {
  const dir = rememberedDir(stateDir);
  const names = (await readdir(dir).catch(() => [])).filter((name) => path.extname(name) === '');
  const outputs = await Promise.all(names.map(async (name) => {
    const output = await readFile(path.join(dir, name), 'utf8').catch(() => '');
    return output !== '' && await stat(output).then((found) => found.isDirectory(), () => false) ? [output] : [];
  }));
  return outputs.flat().sort();
}
