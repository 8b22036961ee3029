import { messageOf } from '../../events';
import type { RunWatch } from '../../results';
import type { Experiments } from '../discovery/experiments';
import { engine } from '../engine';
import type { LogBuffer } from '../log/log-buffer';
import type { Experiment } from '../model/experiment';
import { FollowedRuns } from './followed-runs';

/** Shows the latest run of each experiment from its journal, closes runs whose driver died, and notices those that somebody else drives. */
export class EarlierRuns {
  readonly followed: FollowedRuns;
  readonly #seen = new WeakSet<Experiment>();
  readonly #closed = new Set<string>();
  #watch: RunWatch | undefined;
  #work: Promise<unknown> = Promise.resolve();
  #disposed = false;

  constructor(
    private readonly experiments: Experiments, private readonly log: LogBuffer, private readonly trusted: () => boolean,
    private readonly changed: (experiment: Experiment) => void,
  ) {
    this.followed = new FollowedRuns(log, (outputDir) => this.closeInterrupted([outputDir]));
  }

  /** Reads what is not read yet; one after the other, so that a large history never floods the window. */
  look(): void {
    const fresh = this.experiments.all().filter((experiment) => experiment.loaded !== undefined && !this.#seen.has(experiment));
    for (const experiment of fresh) {
      this.#seen.add(experiment);
      this.#queue(() => this.#show(experiment));
    }
    this.#queue(() => this.#watchOutputs(fresh.length > 0));
  }

  /** Closes interrupted runs in all known folders; the result counts runs and processes. */
  async closeInterrupted(outputDirs?: readonly string[]): Promise<{ readonly runs: number; readonly processes: number }> {
    if (!this.trusted()) return { runs: 0, processes: 0 };
    const { closeInterruptedRuns, endStranded } = await engine();
    const closed = await closeInterruptedRuns(outputDirs, (run, error) => this.log.add('error', `run ${run.id}: could not be closed: ${error.message}`));
    for (const { id, dir, leftovers } of closed) {
      this.log.add('warn', `run ${id} was interrupted; ${leftovers.length} processes were left over (${dir})`);
    }
    const stranded = outputDirs === undefined ? await endStranded() : [];
    for (const { id, dir, leftovers } of stranded) this.log.add('warn', `${leftovers.length} processes were left of run ${id} (${dir})`);
    return { runs: closed.length, processes: [...closed, ...stranded].reduce((sum, { leftovers }) => sum + leftovers.length, 0) };
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
    this.#watch?.close();
    this.followed.dispose();
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
    const { listRuns, ownerIsGone, readJournal, reduceEvents } = await engine();
    for (const run of await listRuns(outputDir, experiment.file)) {
      const { events } = await readJournal(run.journal);
      const state = reduceEvents(events);
      // In a folder that is not trusted what never ended is not closed, but nobody drives it either.
      if (state.seq === 0 || (state.status !== 'ended' && !(await ownerIsGone(run.dir)))) continue;
      // A run that was started meanwhile is newer than anything on disk.
      if (experiment.newest !== undefined) return;
      experiment.show({ id: run.id, origin: 'journal', state: () => state });
      this.changed(experiment);
      return;
    }
  }

  async #watchOutputs(look: boolean): Promise<void> {
    const { RunWatch } = await engine();
    if (this.#watch === undefined) {
      this.#watch = new RunWatch({ files: () => this.experiments.all().map(({ file }) => file) });
      this.#watch.on('appeared', (run, file) => {
        for (const experiment of this.experiments.all()) if (experiment.file === file) this.followed.follow(experiment, run);
      });
    }
    this.#watch.add(this.experiments.all().flatMap(({ loaded }) => loaded?.outputDir ?? []));
    if (look) await this.#watch.look();
  }
}
