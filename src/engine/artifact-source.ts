import { realpath, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { artifactTarget, compileGlob, compileGlobFolders } from '../config';

/** As the file gives it, its expressions replaced: a glob from the test's folder, or what is taken from elsewhere. */
export type ArtifactRequest = string | { readonly from: string; readonly to?: string };

/** A folder and which of its files are collected. */
export interface ArtifactSource {
  /** Absolute. */
  readonly root: string;
  /** Of a path below the root, with slashes. */
  readonly wanted: (file: string) => boolean;
  /** Whether what is wanted may lie below this folder, whose path is given in the same way. */
  readonly looksInto: (folder: string) => boolean;
  /** Where it goes below `artifacts/`, with slashes; empty: right there. */
  readonly to: string;
}

interface Places {
  readonly testDir: string;
  /** The folder of the experiment file. */
  readonly fileDir: string;
}

const matching = (glob: string): Pick<ArtifactSource, 'wanted' | 'looksInto'> => ({ wanted: compileGlob(glob), looksInto: compileGlobFolders(glob) });
const EVERYTHING: ReturnType<typeof matching> = { wanted: () => true, looksInto: () => true };

/** Undefined when there is nothing at the place. @throws RangeError for what leaves the folders that artifacts may come from, or go to */
export async function artifactSource(request: ArtifactRequest, { testDir, fileDir }: Places): Promise<ArtifactSource | undefined> {
  if (typeof request === 'string') return { root: testDir, ...matching(request), to: '' };
  const { from, to } = request;
  const [fixed, glob] = splitGlob(path.resolve(fileDir, from));
  const root = await realpath(fixed).catch(() => undefined);
  if (root === undefined) return undefined;
  const allowed = await Promise.all([testDir, fileDir, tmpdir()].map((dir) => realpath(dir).catch(() => dir)));
  if (!allowed.some((dir) => isWithin(root, dir))) {
    throw new RangeError(`"${from}" is outside of the folders that artifacts may come from: the test's, the experiment's and the system's temporary one`);
  }
  const isFolder = (await stat(root)).isDirectory();
  const target = artifactTarget(to ?? (isFolder && glob === undefined ? path.basename(root) : ''));
  if (!isFolder) return { root: path.dirname(root), wanted: (file) => file === path.basename(root), looksInto: () => false, to: target };
  return { root, ...(glob === undefined ? EVERYTHING : matching(glob)), to: target };
}

/** The part before the first name with a wild card, and the rest. */
function splitGlob(file: string): readonly [fixed: string, glob: string | undefined] {
  const parts = file.split(path.sep);
  const wild = parts.findIndex((part) => /[*?[{]/.test(part));
  return wild < 0 ? [file, undefined] : [parts.slice(0, wild).join(path.sep) || path.sep, parts.slice(wild).join('/')];
}

const isWithin = (file: string, dir: string): boolean => {
  const relative = path.relative(dir, file);
  return relative === '' || (!relative.startsWith(`..${path.sep}`) && relative !== '..' && !path.isAbsolute(relative));
};
