import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { hasCode, messageOf } from '../events';
import { CopyTarget } from './artifact-folder';
import type { ArtifactSource } from './artifact-source';

/** In the place of bytes that are no UTF-8: by such a name nothing is found. */
const NO_TEXT = '\uFFFD';
const MOST_BYTES = 1024 ** 3;

export interface Artifact {
  /** Relative to `artifacts/`, with slashes. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * Copies regular files to a test's `artifacts/`, with their path; symbolic links are not followed, `artifacts/` itself is
 * not looked at. `onCollected` is called after each. Returns the sources that matched something.
 * @param masked gives the name of a copy, without secrets
 * @throws RangeError when all together would be more than 1 GiB; Error, once all others are copied, with the name of what cannot be.
 */
export async function collectArtifacts(
  testDir: string, sources: readonly ArtifactSource[], onCollected: (artifact: Artifact) => void, signal: AbortSignal, masked = (name: string): string => name,
): Promise<ReadonlySet<ArtifactSource>> {
  const target = await CopyTarget.below(testDir);
  const collected = new Set<string>();
  const matched = new Set<ArtifactSource>();
  const lost: string[] = [];
  const lose = (name: string, error: unknown): void => {
    // What has gone by now is not there to be collected.
    if (!hasCode(error, 'ENOENT')) lost.push(`"${name}" cannot be collected: ${messageOf(error)}`);
    else if (name.includes(NO_TEXT)) lost.push(`"${name}" cannot be collected: its name is no UTF-8`);
  };
  let total = 0;
  for (const { root, of, to } of byFolder(sources)) {
    const entered = (folder: string): boolean => !target.is(path.join(root, folder)) && of.some(({ looksInto }) => looksInto(folder));
    for await (const file of filesBelow(root, '', entered, signal, lose)) {
      const name = masked(to === '' ? file : `${to}/${file}`);
      const wanting = of.filter(({ wanted }) => wanted(file));
      for (const source of wanting) matched.add(source);
      if (collected.has(name) || wanting.length === 0) continue;
      const from = path.join(root, file);
      const size = await lstat(from).then((stats) => stats.size, (error: unknown) => lose(file, error));
      if (size === undefined) continue;
      total += size;
      if (total > MOST_BYTES) throw new RangeError(`The artifacts are larger than 1 GiB: "${name}" and what comes after it are left out`);
      try {
        await target.copy(from, name);
      } catch (error) {
        lose(file, error);
        continue;
      }
      collected.add(name);
      onCollected({ path: name, size });
    }
  }
  const [first, ...others] = lost;
  if (first !== undefined) throw new Error(others.length === 0 ? first : `${first} (and ${others.length} more)`);
  return matched;
}

interface Folder {
  readonly root: string;
  readonly to: string;
  readonly of: readonly ArtifactSource[];
}

/** One walk over each folder, however many globs look into it. */
function byFolder(sources: readonly ArtifactSource[]): readonly Folder[] {
  const folders = new Map<string, Folder>();
  for (const source of sources) {
    const { root, to } = source;
    const key = `${root}\0${to}`;
    folders.set(key, { root, to, of: [...folders.get(key)?.of ?? [], source] });
  }
  return [...folders.values()];
}

async function* filesBelow(root: string, below: string, entered: (folder: string) => boolean, signal: AbortSignal, lose: (name: string, error: unknown) => void): AsyncGenerator<string> {
  const entries = await readdir(path.join(root, below), { withFileTypes: true }).catch((error: unknown) => {
    lose(below, error);
    return [];
  });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    signal.throwIfAborted();
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isFile()) yield name;
    else if (entry.isDirectory() && entered(name)) yield* filesBelow(root, name, entered, signal, lose);
  }
}
