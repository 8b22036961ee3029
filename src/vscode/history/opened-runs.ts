import path from 'node:path';
import * as vscode from 'vscode';
import { isEventOf, messageOf } from '../../events';
import { isFile } from '../../machine';
import type { HistoryRow } from '../../runs';
import { engine } from '../engine';
import { l10n } from '../l10n';

const KEY = 'openedRuns';

/** Runs from elsewhere that a person has opened, a colleague's or an artifact of CI: listed until they are closed. They are only read. */
export class OpenedRuns implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;

  constructor(private readonly memory: vscode.Memento) {}

  /** Their folders. */
  get dirs(): readonly string[] {
    const kept = this.memory.get<unknown>(KEY);
    return Array.isArray(kept) ? kept.filter((dir): dir is string => typeof dir === 'string') : [];
  }

  /** Those that are still on the disk. */
  async rows(): Promise<readonly HistoryRow[]> {
    const { historyRows, JOURNAL_FILE, storedRun } = await engine();
    const there = await Promise.all(this.dirs.map(async (dir) => ((await isFile(path.join(dir, JOURNAL_FILE))) ? [await storedRun(dir)] : [])));
    // Nobody here follows one that has no end: it counts as what its journal tells.
    return (await historyRows(there.flat())).map((row) => ({ ...row, outcome: row.outcome ?? 'interrupted' }));
  }

  /**
   * Lists the runs of a folder from now on: of a run, of its journal, or of any folder that runs lie in. Resolves with their folders.
   * @throws Error when there is no run, or its journal says nothing that can be understood.
   */
  async open(chosen: string): Promise<readonly string[]> {
    const { JOURNAL_FILE } = await engine();
    const dirs = await runsIn(path.basename(chosen) === JOURNAL_FILE ? path.dirname(chosen) : chosen);
    for (const dir of dirs) await checkJournal(path.join(dir, JOURNAL_FILE));
    await this.#keep([...new Set([...dirs, ...this.dirs])]);
    return dirs;
  }

  /** False when it was not open. */
  async close(dir: string): Promise<boolean> {
    const left = this.dirs.filter((other) => other !== dir);
    if (left.length === this.dirs.length) return false;
    await this.#keep(left);
    return true;
  }

  dispose(): void {
    this.#changed.dispose();
  }

  async #keep(dirs: readonly string[]): Promise<void> {
    await this.memory.update(KEY, dirs);
    this.#changed.fire();
  }
}

async function runsIn(dir: string): Promise<readonly string[]> {
  const { JOURNAL_FILE, listRuns, runIds } = await engine();
  if (await isFile(path.join(dir, JOURNAL_FILE))) return [dir];
  const below = [...(await runIds(dir)).map((id) => path.join(dir, id)), ...(await listRuns(dir)).map((run) => run.dir), ...(await listRuns(path.join(dir, 'outputs'))).map((run) => run.dir)];
  const runs = (await Promise.all(below.map(async (one) => ((await isFile(path.join(one, JOURNAL_FILE))) ? [one] : [])))).flat();
  if (runs.length === 0) throw new Error(l10n.t('{0} is no folder of a run, nor one of runs: there is no {1} in it.', dir, JOURNAL_FILE));
  return runs;
}

/** @throws Error when it does not begin as a journal does. */
async function checkJournal(journal: string): Promise<void> {
  const { journalEvents } = await engine();
  let why = l10n.t('it is empty');
  try {
    for await (const [first] of journalEvents(journal, ({ line, message }) => { why = l10n.t('line {0}: {1}', line, message); })) {
      if (first !== undefined && isEventOf(first, 'experiment.configured')) return;
      why = l10n.t('it begins with {0}, expected experiment.configured', first?.type ?? '');
      break;
    }
  } catch (error) {
    why = messageOf(error);
  }
  throw new Error(l10n.t('{0} is no journal of a run: {1}.', journal, why));
}
