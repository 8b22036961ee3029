import path from 'node:path';
import { isFile } from '../machine';
import { CONFIG_FILE, JOURNAL_FILE, latestRun, listRuns, storedRun, type StoredRun } from '../results';
import { knownOutputDirs } from './output-dirs';
import { UsageError } from './usage-error';

export interface RunQuery {
  /** An id, a folder, or `latest`. */
  readonly run: string;
  readonly cwd: string;
  /** Where `latest` looks, and of which experiment file; default: everywhere, of any file. */
  readonly of?: { readonly outputDir: string; readonly file: string };
}

/** @throws UsageError when there is no such run. */
export async function findStoredRun(query: RunQuery): Promise<StoredRun> {
  const { run, cwd, of } = query;
  if (run === 'latest') {
    const latest = of === undefined ? await latestOfAll(cwd) : await latestRun(of.outputDir, of.file);
    if (latest !== undefined) return latest;
    throw new UsageError(of === undefined ? 'there is no earlier run' : `there is no earlier run of ${of.file} in ${of.outputDir}`);
  }
  const found = await byFolder(query) ?? await byId(query);
  if (found === undefined) throw new UsageError(`expected a run's id, its folder, or 'latest', found '${run}': there is no such run`);
  return found;
}

async function byFolder({ run, cwd }: RunQuery): Promise<StoredRun | undefined> {
  const dir = path.resolve(cwd, run);
  // A run that has just begun has its config, but no journal yet.
  const found = await Promise.all([JOURNAL_FILE, CONFIG_FILE].map((name) => isFile(path.join(dir, name))));
  return found.includes(true) ? storedRun(dir) : undefined;
}

async function byId({ run, cwd, of }: RunQuery): Promise<StoredRun | undefined> {
  for (const dir of new Set([...(of === undefined ? [] : [of.outputDir]), ...(await knownOutputDirs(cwd))])) {
    const found = (await listRuns(dir)).find(({ id }) => id === run);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function latestOfAll(cwd: string): Promise<StoredRun | undefined> {
  const latest = await Promise.all((await knownOutputDirs(cwd)).map((dir) => latestRun(dir)));
  return latest.flatMap((run) => run ?? []).sort((a, b) => (a.id < b.id ? 1 : -1))[0];
}
