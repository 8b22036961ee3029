import { messageOf } from '../../events';
import { EventEmitter, type Disposable } from 'vscode';
import type { RunReport, StartOptions } from '../api';
import { l10n } from '../l10n';
import type { Experiment } from '../model/experiment';
import { Refused, type Runs } from './runs';

export interface RunOrder {
  readonly experiment: Experiment;
  readonly options: StartOptions;
}

/** Experiments that one command started: they run one after the other. */
interface Batch { dropped: boolean }

/** Runs several experiments in turn, and remembers what was run for *Run Again*. */
export class Batches implements Disposable {
  readonly #ended = new EventEmitter<void>();
  /** No batch is under way any more. */
  readonly onDidEnd = this.#ended.event;
  readonly #active = new Set<Batch>();
  #last: readonly RunOrder[] = [];

  constructor(private readonly runs: Runs, private readonly changed: (experiment: Experiment) => void) {}

  get busy(): boolean {
    return this.#active.size > 0;
  }

  /** What ran last. */
  get last(): readonly RunOrder[] {
    return this.#last;
  }

  /** Resolves when all have ended; never rejects for what is wrong with a file. */
  async run(orders: readonly RunOrder[]): Promise<readonly RunReport[]> {
    const batch: Batch = { dropped: false };
    this.#active.add(batch);
    // To run again is not to go on with the same run again.
    if (orders.length > 0) this.#last = orders.map(({ experiment, options: { resume: _resume, ...options } }) => ({ experiment, options }));
    for (const { experiment } of orders.slice(1)) this.#pend(experiment, 'queued');
    const reports: RunReport[] = [];
    try {
      for (const order of orders) reports.push(await this.#runOne(batch, order));
      return reports;
    } finally {
      this.#active.delete(batch);
      if (!this.busy) this.#ended.fire();
    }
  }

  /** What has not started yet will not. */
  dropWaiting(): void {
    for (const batch of this.#active) batch.dropped = true;
  }

  dispose(): void {
    this.#ended.dispose();
  }

  async #runOne(batch: Batch, { experiment, options }: RunOrder): Promise<RunReport> {
    const { file } = experiment;
    this.#pend(experiment, undefined);
    if (batch.dropped) return { file, refused: l10n.t('stopped before it started') };
    try {
      const run = await this.runs.start(experiment, options);
      const { outcome, counts } = await run.finished;
      return { file, run: run.id, dir: run.dir, counts, ...(outcome === undefined ? {} : { outcome }) };
    } catch (error) {
      return { file, refused: error instanceof Refused ? error.message : l10n.t('{0} could not be started: {1}', file, messageOf(error)) };
    }
  }

  #pend(experiment: Experiment, pending: Experiment['pending']): void {
    if (experiment.pending === 'starting' || experiment.pending === pending) return;
    experiment.pending = pending;
    this.changed(experiment);
  }
}
