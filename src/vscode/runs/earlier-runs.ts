import { messageOf } from '../../events';
import type { RunState } from '../../results';
import type { Experiments } from '../discovery/experiments';
import type { LogBuffer } from '../log/log-buffer';
import type { Experiment } from '../model/experiment';
import { engine } from '../engine';

/** How often a run that somebody else drives is looked at. */
const FOLLOW_MS = 2000;

/** Shows the latest run of each experiment from its journal, and closes runs whose owner died. */
export class EarlierRuns {
  readonly #seen = new WeakSet<Experiment>();
  readonly #closed = new Set<string>();
  readonly #following = new Map<Experiment, NodeJS.Timeout>();
  #work: Promise<unknown> = Promise.resolve();
  #disposed = false;

  constructor(
    private readonly experiments: Experiments, private readonly log: LogBuffer, private readonly trusted: () => boolean,
    private readonly changed: (experiment: Experiment) => void,
  ) {}

  /** Reads what is not read yet; one after the other, so that a large history never floods the window. */
  look(): void {
    for (const experiment of this.experiments.all()) {
      if (experiment.loaded === undefined || this.#seen.has(experiment)) continue;
      this.#seen.add(experiment);
      this.#queue(() => this.#show(experiment));
    }
  }

  /** Closes interrupted runs in all known folders; the result counts runs and processes. */
  async closeInterrupted(outputDirs?: readonly string[]): Promise<{ readonly runs: number; readonly processes: number }> {
    if (!this.trusted()) return { runs: 0, processes: 0 };
    const { closeInterruptedRuns } = await engine();
    const closed = await closeInterruptedRuns(outputDirs, (run, error) => this.log.add('error', `run ${run.id}: could not be closed: ${error.message}`));
    for (const { id, dir, leftovers } of closed) {
      this.log.add('warn', `run ${id} was interrupted; ${leftovers.length} processes were left over (${dir})`);
    }
    return { runs: closed.length, processes: closed.reduce((sum, { leftovers }) => sum + leftovers.length, 0) };
  }

  /** In the background, for folders remembered from other places. */
  closeRemembered(): void {
    this.#queue(() => this.closeInterrupted());
  }

  /** Resolves when everything asked for so far has been read. */
  settled(): Promise<unknown> {
    return this.#work;
  }

  dispose(): void {
    this.#disposed = true;
    for (const timer of this.#following.values()) clearTimeout(timer);
    this.#following.clear();
  }

  #queue(work: () => Promise<unknown>): void {
    this.#work = this.#work.then(() => (this.#disposed ? undefined : work())).catch((error: unknown) => {
      this.log.add('error', `earlier runs: ${messageOf(error)}`);
    });
  }

  async #show(experiment: Experiment): Promise<void> {
    const outputDir = experiment.loaded?.outputDir;
    if (outputDir === undefined) return;
    if (!this.#closed.has(outputDir)) {
      this.#closed.add(outputDir);
      await this.closeInterrupted([outputDir]);
    }
    const { latestRun } = await engine();
    const latest = await latestRun(outputDir, experiment.file);
    // A run that was started meanwhile is newer than anything on disk.
    if (latest === undefined || experiment.newest !== undefined) return;
    const state = await readState(latest.journal);
    if (state.seq === 0) return;
    const ended = state.status === 'ended';
    experiment.show({ id: latest.id, origin: ended ? 'journal' : 'elsewhere', state: () => state });
    this.changed(experiment);
    if (!ended) this.#follow(experiment, latest.id, latest.journal, outputDir);
  }

  /** Until a run that somebody else drives has ended. */
  #follow(experiment: Experiment, id: string, journal: string, outputDir: string): void {
    if (this.#disposed) return;
    this.#following.set(experiment, setTimeout(() => this.#queue(async () => {
      await this.closeInterrupted([outputDir]);
      const state = await readState(journal);
      const ended = state.status === 'ended';
      experiment.show({ id, origin: ended ? 'journal' : 'elsewhere', state: () => state });
      this.changed(experiment);
      if (ended) this.#following.delete(experiment);
      else this.#follow(experiment, id, journal, outputDir);
    }), FOLLOW_MS));
  }
}

async function readState(journal: string): Promise<RunState> {
  const { readJournal, reduceEvents } = await engine();
  const { events } = await readJournal(journal);
  return reduceEvents(events);
}
