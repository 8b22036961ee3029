import { listRuns, readJournal, reduceEvents, runSummary, storedSummary, type RunSummary, type StoredRun, type SummaryHead } from '../results';
import { ownerIsGone, runOwner, type Owner } from './owner';

/** One run of the history; without an outcome while somebody may still drive it. */
export interface HistoryRow {
  readonly id: string;
  /** Where its folder is now. */
  readonly dir: string;
  readonly summary?: Omit<SummaryHead, 'outcome'>;
  readonly outcome?: SummaryHead['outcome'];
  readonly owner?: Owner;
}

/** So many runs are read at once. */
const WIDTH = 16;

/** All runs in these output folders, newest first. */
export async function runHistory(outputDirs: readonly string[]): Promise<readonly HistoryRow[]> {
  const lists = await Promise.all(outputDirs.map((dir) => listRuns(dir)));
  return historyRows(lists.flat().sort((a, b) => (a.id < b.id ? 1 : a.id > b.id ? -1 : 0)));
}

/** What is known of these runs, in their order. */
export async function historyRows(runs: readonly StoredRun[]): Promise<readonly HistoryRow[]> {
  const rows: HistoryRow[] = [];
  for (let from = 0; from < runs.length; from += WIDTH) rows.push(...await Promise.all(runs.slice(from, from + WIDTH).map(historyRow)));
  return rows;
}

async function historyRow(run: StoredRun): Promise<HistoryRow> {
  const { id, dir } = run;
  const owner = await runOwner(dir);
  const head = { id, dir, ...(owner === undefined ? {} : { owner }) };
  const stored = await storedSummary(dir);
  if (stored !== undefined) return { ...head, summary: stored, outcome: stored.outcome };
  const told = await summaryFromJournal(run);
  const over = told?.finished !== undefined || run.ended || await ownerIsGone(dir);
  return { ...head, ...(told === undefined ? {} : { summary: told }), ...(over ? { outcome: told?.outcome ?? 'interrupted' } : {}) };
}

/** Undefined when the journal says nothing yet, or nothing that can be understood. */
async function summaryFromJournal({ journal }: StoredRun): Promise<RunSummary | undefined> {
  const { events } = await readJournal(journal);
  try {
    return events.length === 0 ? undefined : runSummary(reduceEvents(events));
  } catch {
    return undefined;
  }
}
