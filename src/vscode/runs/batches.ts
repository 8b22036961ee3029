import { messageOf } from '../../events';
import { EventEmitter, type Disposable } from 'vscode';
import type { RunState } from '../../results';
import type { Round, RoundEnd, RoundsEnd } from '../../runs';
import type { RunReport, StartOptions } from '../api';
import { engine } from '../engine';
import { l10n } from '../l10n';
import type { Experiment } from '../model/experiment';
import { Refused, type Runs } from './runs';

export interface RunOrder {
  readonly experiment: Experiment;
  readonly options: StartOptions;
}

/** Experiments that one command started: they run one after the other. */
interface Batch { dropped: boolean }

/** Rounds under way; on the clock of `performance.now()`. */
export interface Rounds extends Round { readonly startedAt: number }

/** How rounds have ended, and what came of the runs of the last one. */
export interface RoundsOutcome {
  readonly end: RoundsEnd;
  readonly reports: readonly RunReport[];
}

/** Runs several experiments in turn, and remembers what was run for *Run Again*. */
export class Batches implements Disposable {
  readonly #ended = new EventEmitter<void>();
  /** No batch is under way any more. */
  readonly onDidEnd = this.#ended.event;
  readonly #roundsEnded = new EventEmitter<RoundsOutcome>();
  readonly onDidEndRounds = this.#roundsEnded.event;
  readonly #active = new Set<Batch>();
  #rounds: Rounds | undefined;
  #lastRounds: RoundsEnd | undefined;
  #last: readonly RunOrder[] = [];

  constructor(private readonly runs: Runs, private readonly changed: (experiment: Experiment) => void) {}

  get busy(): boolean {
    return this.#active.size > 0;
  }

  /** What ran last. */
  get last(): readonly RunOrder[] {
    return this.#last;
  }

  /** The round that goes on, of runs that are repeated until one does not pass. */
  get rounds(): Rounds | undefined {
    return this.#rounds;
  }

  /** How the last rounds went, as long as nothing else was run since. */
  get lastRounds(): RoundsEnd | undefined {
    return this.#lastRounds;
  }

  /** Resolves when all have ended; never rejects for what is wrong with a file. */
  async run(orders: readonly RunOrder[]): Promise<readonly RunReport[]> {
    return this.#within(orders, async (batch) => {
      for (const { experiment } of orders.slice(1)) this.#pend(experiment, 'queued');
      const reports: RunReport[] = [];
      for (const order of orders) reports.push((await this.#runOne(batch, order)).report);
      return reports;
    });
  }

  /** Runs all of them again and again, until something does not pass, `most` times at most. */
  async runUntilFailure(orders: readonly RunOrder[], most: number | undefined): Promise<RoundsOutcome> {
    const { untilFailure } = await engine();
    const startedAt = performance.now();
    const outcome = await this.#within(orders, async (batch) => {
      let reports: readonly RunReport[] = [];
      const run = async (round: Round): Promise<RoundEnd> => {
        this.#rounds = { ...round, startedAt };
        const { end, reports: own } = await this.#round(batch, orders);
        reports = own;
        return end;
      };
      try {
        const end = await untilFailure({ ...(most === undefined ? {} : { most }), run });
        this.#lastRounds = end;
        return { end, reports };
      } finally {
        this.#rounds = undefined;
      }
    });
    this.#roundsEnded.fire(outcome);
    return outcome;
  }

  /** What has not started yet will not. */
  dropWaiting(): void {
    for (const batch of this.#active) batch.dropped = true;
  }

  dispose(): void {
    this.#roundsEnded.dispose();
    this.#ended.dispose();
  }

  async #within<T>(orders: readonly RunOrder[], work: (batch: Batch) => Promise<T>): Promise<T> {
    const batch: Batch = { dropped: false };
    this.#active.add(batch);
    this.#lastRounds = undefined;
    // To run again is not to go on with the same run again.
    if (orders.length > 0) this.#last = orders.map(({ experiment, options: { resume: _resume, ...options } }) => ({ experiment, options }));
    try {
      return await work(batch);
    } finally {
      this.#active.delete(batch);
      if (!this.busy) this.#ended.fire();
    }
  }

  async #round(batch: Batch, orders: readonly RunOrder[]): Promise<{ readonly end: RoundEnd; readonly reports: readonly RunReport[] }> {
    const { hasPassed } = await engine();
    const reports: RunReport[] = [];
    const states: RunState[] = [];
    let bad = false;
    for (const { experiment, options } of orders) {
      const { report, state } = await this.#runOne(batch, { experiment, options: { ...options, failFast: true } });
      reports.push(report);
      if (state !== undefined) states.push(state);
      bad = state === undefined || !hasPassed(state);
      if (bad) break;
    }
    const stopped = batch.dropped || states.at(-1)?.outcome === 'cancelled';
    const verdict = stopped ? 'stopped' : bad ? 'failed' : states.some(({ counts }) => counts.passed > 0) ? 'passed' : 'nothing';
    return { end: { verdict, states }, reports };
  }

  async #runOne(batch: Batch, { experiment, options }: RunOrder): Promise<{ readonly report: RunReport; readonly state?: RunState }> {
    const { file } = experiment;
    this.#pend(experiment, undefined);
    if (batch.dropped) return { report: { file, refused: l10n.t('stopped before it started') } };
    try {
      const run = await this.runs.start(experiment, options);
      const state = await run.finished;
      const { outcome, counts } = state;
      return { report: { file, run: run.id, dir: run.dir, counts, ...(outcome === undefined ? {} : { outcome }) }, state };
    } catch (error) {
      return { report: { file, refused: error instanceof Refused ? error.message : l10n.t('{0} could not be started: {1}', file, messageOf(error)) } };
    }
  }

  #pend(experiment: Experiment, pending: Experiment['pending']): void {
    if (experiment.pending === 'starting' || experiment.pending === pending) return;
    experiment.pending = pending;
    this.changed(experiment);
  }
}
