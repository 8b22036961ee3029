import { stat } from 'node:fs/promises';
import path from 'node:path';
import { JOURNAL_FILE, latestRun, listRuns, readJournal, reduceEvents, rememberedOutputDirs, storedRun, type RunState, type StoredRun } from '../results';
import { UsageError } from './usage-error';

export interface RunQuery {
  /** An id, a folder, or `latest`. */
  readonly run: string;
  readonly cwd: string;
  /** Looked at first. */
  readonly outputDir: string;
  /** `latest` means the latest of this experiment file. */
  readonly file: string;
}

/** The state of an earlier run, from its journal. @throws UsageError when there is no such run. */
export async function findRun(query: RunQuery): Promise<RunState> {
  const run = query.run === 'latest' ? await latestRun(query.outputDir, query.file) : await byFolder(query) ?? await byId(query);
  if (run === undefined) {
    throw new UsageError(query.run === 'latest' ? `there is no earlier run of ${query.file} in ${query.outputDir}`
      : `expected a run's id, its folder, or 'latest', found '${query.run}': there is no such run`);
  }
  const { events } = await readJournal(run.journal);
  if (events.length === 0) throw new UsageError(`${run.journal} holds no event that could be read`);
  return reduceEvents(events);
}

async function byFolder({ run, cwd }: RunQuery): Promise<StoredRun | undefined> {
  const dir = path.resolve(cwd, run);
  const found = await stat(path.join(dir, JOURNAL_FILE)).then((stats) => stats.isFile(), () => false);
  return found ? storedRun(dir) : undefined;
}

async function byId({ run, outputDir }: RunQuery): Promise<StoredRun | undefined> {
  for (const dir of new Set([outputDir, ...(await rememberedOutputDirs())])) {
    const found = (await listRuns(dir)).find(({ id }) => id === run);
    if (found !== undefined) return found;
  }
  return undefined;
}
