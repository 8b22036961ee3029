import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { hasCode, newRunId } from '../events';
import { JOURNAL_FILE } from './journal';
import { makeFolder } from './make-folder';
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

export const RUN_ID = /^\d{8}T\d{9}Z-[0-9a-f]{4}$/;

/** Ends the name of the folder of this file's runs. */
export const fileHash = (file: string): string => createHash('sha256').update(path.resolve(file)).digest('hex').slice(0, 8);

/** Folder of all runs of one experiment file: a readable name, and a hash because two files may have the same name. */
export function experimentDir(outputDir: string, name: string, file: string): string {
  const readable = name.normalize('NFKD').replace(/\p{M}+/gu, '').replace(/[^A-Za-z0-9._-]+/g, '-').slice(0, 60).replace(/^[-.]+|[-.]+$/g, '');
  return path.join(outputDir, `${readable || 'experiment'}-${fileHash(file)}`);
}

/** Names of the folders of experiments in an output folder; those of one file, or of all. */
export async function experimentFolders(outputDir: string, file?: string): Promise<readonly string[]> {
  const names = await namesIn(outputDir);
  return names.filter((name) => (file === undefined ? /-[0-9a-f]{8}$/.test(name) : name.endsWith(`-${fileHash(file)}`)));
}

/** Ids of the runs in an experiment's folder. */
export const runIds = async (dir: string): Promise<readonly string[]> => (await namesIn(dir)).filter((name) => RUN_ID.test(name));

/** When the run with this id was started, in milliseconds since 1970. */
export const startOf = (id: string): number =>
  Date.parse(id.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z.*$/, '$1-$2-$3T$4:$5:$6.$7Z'));

interface NewRun {
  readonly outputDir: string;
  readonly name: string;
  readonly file: string;
  readonly text: string;
  /** The id that it gets unless there is such a run. */
  readonly id?: string;
}

/** Makes the folder of a new run with the config exactly as it runs. @throws what the disk says; then no folder of it is left */
export async function createRun(request: NewRun): Promise<{ readonly id: string; readonly dir: string }> {
  const parent = experimentDir(request.outputDir, request.name, request.file);
  await makeFolder(parent);
  await writeFile(path.join(request.outputDir, '.gitignore'), '*\n', { flag: 'wx' }).catch(ignoreExisting);
  for (let id = request.id ?? newRunId(); ; id = newRunId()) {
    const dir = path.join(parent, id);
    try {
      await mkdir(dir);
    } catch (error) {
      ignoreExisting(error);
      continue;
    }
    try {
      await writeFile(path.join(dir, CONFIG_FILE), request.text);
    } catch (error) {
      await rm(dir, { recursive: true, force: true });
      throw error;
    }
    return { id, dir };
  }
}

/** The runs of one experiment file, or of all files; newest first. */
export async function listRuns(outputDir: string, file?: string): Promise<readonly StoredRun[]> {
  const parents = await experimentFolders(outputDir, file);
  const lists = await Promise.all(parents.map(async (parent) => {
    const dir = path.join(outputDir, parent);
    return Promise.all((await runIds(dir)).map((id) => storedRun(path.join(dir, id))));
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
  if (!hasCode(error, 'EEXIST')) throw error;
}
