import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { JOURNAL_FILE } from './journal';
import { SUMMARY_FILE } from './run-summary';

export const CONFIG_FILE = 'config.yaml';

/** A run's folder found on disk. */
export interface StoredRun {
  readonly id: string;
  readonly dir: string;
  readonly journal: string;
  /** Its summary is written: it has ended. */
  readonly ended: boolean;
}

const RUN_ID = /^\d{8}T\d{9}Z-[0-9a-f]{4}$/;

/** Sorts by time as text does, as in `20261123T211905123Z-ab12`. */
export const newRunId = (now = new Date()): string =>
  `${now.toISOString().replace(/[-:.]/g, '')}-${randomBytes(2).toString('hex')}`;

const fileHash = (file: string): string => createHash('sha256').update(path.resolve(file)).digest('hex').slice(0, 8);

/** Folder of all runs of one experiment file: a readable name, and a hash because two files may have the same name. */
export function experimentDir(outputDir: string, name: string, file: string): string {
  const readable = name.normalize('NFKC').replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[-.]+|[-.]+$/g, '').slice(0, 60).replace(/\p{Cs}/gu, '');
  return path.join(outputDir, `${readable || 'experiment'}-${fileHash(file)}`);
}

/** Makes the folder of a new run with the config exactly as it runs. */
export async function createRun(request: { readonly outputDir: string; readonly name: string; readonly file: string; readonly text: string }): Promise<{ readonly id: string; readonly dir: string }> {
  const parent = experimentDir(request.outputDir, request.name, request.file);
  await mkdir(parent, { recursive: true });
  await writeFile(path.join(request.outputDir, '.gitignore'), '*\n', { flag: 'wx' }).catch(ignoreExisting);
  for (;;) {
    const id = newRunId();
    const dir = path.join(parent, id);
    try {
      await mkdir(dir);
    } catch (error) {
      ignoreExisting(error);
      continue;
    }
    await writeFile(path.join(dir, CONFIG_FILE), request.text);
    return { id, dir };
  }
}

/** The runs of one experiment file, or of all files; newest first. */
export async function listRuns(outputDir: string, file?: string): Promise<readonly StoredRun[]> {
  const suffix = file === undefined ? /-[0-9a-f]{8}$/ : new RegExp(`-${fileHash(file)}$`);
  const parents = (await namesIn(outputDir)).filter((name) => suffix.test(name));
  const lists = await Promise.all(parents.map(async (parent) => {
    const ids = (await namesIn(path.join(outputDir, parent))).filter((name) => RUN_ID.test(name));
    return Promise.all(ids.map((id) => storedRun(path.join(outputDir, parent, id))));
  }));
  return lists.flat().sort((a, b) => (a.id < b.id ? 1 : a.id > b.id ? -1 : 0));
}

export async function latestRun(outputDir: string, file?: string): Promise<StoredRun | undefined> {
  return (await listRuns(outputDir, file))[0];
}

/** What is known of a run's folder. */
export async function storedRun(dir: string): Promise<StoredRun> {
  const ended = await stat(path.join(dir, SUMMARY_FILE)).then(() => true, () => false);
  return { id: path.basename(dir), dir, journal: path.join(dir, JOURNAL_FILE), ended };
}

const namesIn = (dir: string): Promise<readonly string[]> => readdir(dir).catch(() => []);

function ignoreExisting(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
}
