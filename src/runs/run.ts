import type { EventManager, ObserverLike, Redactor, RegisterOptions, Registration, RegistrationWarning, ShardOf } from '../events';
import type { ResultValidator } from '../engine';
import type { LogTarget, Progress } from '../observers';
import type { LoadedExperiment, LoadOptions } from '../config';
import type { PluginSet } from '../plugins';
import type { RunModel, RunState } from '../results';
import type { SupervisorChannel } from '../supervisor';
import type { Resumption } from './resume';

export interface RunRequest {
  readonly loaded: LoadedExperiment;
  /** Ids of the test cases to run; default: all. */
  readonly only?: ReadonlySet<string>;
  /** The run goes on with an earlier one: what is kept of it is told, not run. */
  readonly resume?: Pick<Resumption, 'run' | 'dir' | 'kept'>;
  /** What the file was read with, for a run that goes on with this one. */
  readonly readWith?: Pick<LoadOptions, 'iterations' | 'variables'>;
  /** The part of an experiment that the run is; `only` says which test cases that are. */
  readonly shard?: ShardOf;
  readonly parallel?: number;
  readonly failFast?: boolean;
  /** Of `order: shuffle`; replaces the file's own. */
  readonly seed?: number;
  readonly timeoutMs?: number;
  /** Replaces the file's own `paths.output_dir`; absolute. */
  readonly outputDir?: string;
  readonly owner: 'window' | 'cli';
  /** Absolute path of `dist/supervisor.js`. */
  readonly supervisorScript: string;
  /** A supervisor that was started ahead, with `hostSilenceMs`, for a run of its id; whoever made it ends it should the run not come about. */
  readonly supervisorAhead?: SupervisorChannel;
  /** The supervisor ends this process once it has been silent for so many milliseconds; default: never. */
  readonly hostSilenceMs?: number;
  /** Where the log of the built-in logger is shown. */
  readonly logTo?: LogTarget;
  /** Told of what is probably a mistake in the registration of an observer. */
  readonly onWarning?: (warning: RegistrationWarning) => void;
  /** Masks secrets in what the built-in observers write. */
  readonly redactor?: Redactor;
  /** Those of the experiment: attached to the run, their story so far told in its journal. */
  readonly plugins?: PluginSet;
  /** They look at the results of each test case and of the run. */
  readonly validators?: readonly ResultValidator[];
  /** Registered before the first event is published. */
  readonly observers?: readonly { readonly pattern: string | readonly string[]; readonly observer: ObserverLike; readonly options?: RegisterOptions }[];
}

/** One execution of an experiment, live. */
export interface Run {
  readonly id: string;
  /** Absolute path of the run's folder. */
  readonly dir: string;
  readonly events: EventManager;
  /** The reduction of what has been delivered, kept up to date; to be looked at, not applied to. Observers find each event applied already. */
  readonly model: Pick<RunModel, 'head' | 'test'>;
  /** The reduction of all events published so far. */
  state(): RunState;
  /** How far it is, and how long it will take; undefined when the file has switched that off. @param now default: now. */
  progress(now?: number): Progress | undefined;
  /** Called after each event was applied. */
  onChanged(listener: (state: RunState) => void): Registration;
  /** Resolves (never rejects) once everything is written and nothing is left alive. */
  readonly finished: Promise<RunState>;
  /** First call: stop gracefully. Second: kill now. */
  cancel(reason: string): void;
}
