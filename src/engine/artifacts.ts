import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { compileGlob } from './glob';

/** Where artifacts go, below the test's folder. */
export const FOLDER = 'artifacts';
const MOST_BYTES = 1024 ** 3;

export interface Artifact {
  /** Relative to `artifacts/`, with slashes. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * Copies the regular files of a test's folder that match a glob to its `artifacts/`, with their path; symbolic links are
 * not followed, `artifacts/` itself is not looked at. `onCollected` is called after each.
 * @throws RangeError for a glob that leaves the folder; Error when all together would be more than 1 GiB.
 */
export async function collectArtifacts(testDir: string, globs: readonly string[], onCollected: (artifact: Artifact) => void, signal: AbortSignal): Promise<void> {
  if (globs.length === 0) return;
  const matchers = globs.map(compileGlob);
  let total = 0;
  for await (const file of filesBelow(testDir, '', signal)) {
    if (!matchers.some((matches) => matches(file))) continue;
    const from = path.join(testDir, file);
    const { size } = await lstat(from);
    total += size;
    if (total > MOST_BYTES) throw new Error(`The artifacts are larger than 1 GiB: "${file}" and what comes after it are left out`);
    const to = path.join(testDir, FOLDER, file);
    await mkdir(path.dirname(to), { recursive: true });
    await copyFile(from, to, constants.COPYFILE_FICLONE);
    onCollected({ path: file, size });
  }
}

async function* filesBelow(root: string, below: string, signal: AbortSignal): AsyncGenerator<string> {
  const entries = await readdir(path.join(root, below), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    signal.throwIfAborted();
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isFile()) yield name;
    else if (entry.isDirectory() && name !== FOLDER) yield* filesBelow(root, name, signal);
  }
}
