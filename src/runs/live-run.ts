import path from 'node:path';
import { DEFAULT_OBSERVER_SETTINGS, type ObserverSettings } from '../config';
import { EventManager, messageOf, type Registration } from '../events';
import { builtInObservers, type BuiltIns, type Progress } from '../observers';
import type { PluginSet } from '../plugins';
import { Journal, JOURNAL_FILE, RunModel, type JournalOptions, type RunState } from '../results';
import { endEarly } from './end-early';
import { JournalHistory } from './journal-history';
import { OpenThings } from './open-things';
import { registerObservers } from './register-observers';
import type { Run, RunRequest } from './run';

/** What drives the test cases of a run. */
export interface Driver {
  /** Publishes everything from `experiment.configured` to `experiment.finished`. */
  run(): Promise<unknown>;
  cancel(reason: string): void;
  dispose(): Promise<void>;
}

export interface LiveRunOptions extends Pick<RunRequest, 'observers' | 'logTo' | 'onWarning' | 'redactor'> {
  /** How the built-in observers behave. */
  readonly settings?: ObserverSettings;
  /** How long the run's end waits for asynchronous observers, all together, in milliseconds; default 5000. */
  readonly settleMs?: number;
  /** Observers hear of each event before whoever published it goes on; default: of those of one turn together, in the next. */
  readonly atOnce?: boolean;
  /** How the journal is written; default: to the file system. */
  readonly write?: JournalOptions['write'];
}

/** A run's events with the observers that every run has, in their order: journal, model, results, then the request's. */
export class LiveRun implements Run {
  readonly events: EventManager;
  readonly finished: Promise<RunState>;
  readonly model = new RunModel();
  readonly #open = new OpenThings();
  readonly #journal: Journal;
  readonly #builtIns: BuiltIns;
  #driver: Driver | undefined;
  #attached: Registration | undefined;
  /** Names of observers that had work left when the time for it was over. */
  #unsettled: readonly string[] = [];
  /** What broke too late for an event: whoever waits for the end must hear of it all the same. */
  readonly #late: string[] = [];
  /** Cancellations asked for before the driver was there. */
  readonly #early: string[] = [];
  #finish: (state: RunState) => void = () => undefined;

  constructor(readonly id: string, readonly dir: string, private readonly options: LiveRunOptions = {}) {
    this.finished = new Promise((resolve) => (this.#finish = resolve));
    this.#journal = new Journal(path.join(dir, JOURNAL_FILE), (error) => this.#broke(`The journal cannot be written: ${error.message}`), options);
    const earlier = new JournalHistory(this.#journal);
    this.events = new EventManager({
      run: id, ...(options.atOnce === true ? {} : { deferred: (events) => this.#journal.writeAhead(events) }), history: (from) => earlier.history(from), readBack: (from) => earlier.readBack(from), canReadBack: () => this.#journal.writeErrors === 0,
      ...(options.onWarning === undefined ? {} : { onWarning: options.onWarning }),
      ...(options.redactor === undefined ? {} : { redactor: options.redactor }),
    });
    const { observers = [], logTo, redactor, settings = DEFAULT_OBSERVER_SETTINGS } = options;
    this.#builtIns = builtInObservers({ settings, dir, state: () => this.model.state(), logTo, redactor });
    registerObservers(this.events, { journal: this.#journal, model: this.model, open: this.#open, others: [...this.#builtIns.observers, ...observers] });
  }

  /** Gives the run its plug-ins; before its first event. */
  attach(plugins: PluginSet, file: string): void {
    this.#attached = plugins.attach({ events: this.events, id: this.id, dir: this.dir, file, live: true });
  }

  state(): RunState {
    this.events.deliverNow();
    return this.model.state();
  }

  progress(now = Date.now()): Progress | undefined {
    return this.#builtIns.progress(now);
  }

  onChanged(listener: (state: RunState) => void): Registration {
    const call = () => listener(this.model.state());
    this.model.on('changed', call);
    return { dispose: () => this.model.off('changed', call) };
  }

  cancel(reason: string): void {
    if (this.#driver === undefined) this.#early.push(reason);
    else this.#driver.cancel(reason);
  }

  /** Waits for asynchronous observers; those that have been told not to settle are waited for no more. */
  async settle(): Promise<void> {
    const unsettled = await this.events.settled({ timeoutMs: this.options.settleMs ?? 5000, except: this.#unsettled });
    this.#unsettled = [...this.#unsettled, ...unsettled.map(({ observer }) => observer)];
  }

  /** Drives the run to its end; every planned test case and the run get their end even when the driver breaks. */
  async drive(driver: Driver): Promise<void> {
    this.#driver = driver;
    try {
      const ended = driver.run();
      for (const reason of this.#early) driver.cancel(reason);
      await ended;
    } catch (error) {
      this.#broke(`The engine broke: ${messageOf(error)}`);
    }
    this.events.deliverNow();
    const disposed = driver.dispose().catch((error: unknown) => this.#broke(`The clean-up broke: ${messageOf(error)}`));
    if (this.model.head().status !== 'ended') {
      await disposed;
      endEarly(this.events, this.model, this.#open, { outcome: 'error', reason: 'the engine ended before the test case did', at: new Date() });
    }
    await this.settle();
    this.#attached?.dispose();
    // The summary is written last: whether a required observer did its work is known only now.
    const unwritten = await this.#builtIns.close();
    this.#journal.close();
    // All that can happen of the run has: the supervisor's own end took place beside the writing.
    await disposed;
    const state = this.model.state();
    const late = [...this.#late, ...unwritten.map(({ message }) => message)];
    this.#finish(late.length === 0 ? state : { ...state, errors: [...state.errors, ...late.map((message) => ({ message }))] });
  }

  #broke(message: string): void {
    this.events.deliverNow();
    if (this.events.hasEnded) this.#late.push(message);
    else this.events.publishEvent({ type: 'experiment.error', message, kind: 'internal' });
  }
}
