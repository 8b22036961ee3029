import type { Draft, ExpressionScope, ReadySpec, StepOutputs } from '../config';
import type { BuiltInDraft, Failure, Redactor } from '../events';
import type { ExitStatus, Processes, SpawnRequest } from '../supervisor';
import type { CasePlugins, CaseService } from './extensions';
import type { Abortable } from './signal';

/** What steps, assertions and readiness see of the test case they belong to. */
export interface StepContext {
  readonly test: string;
  /** Absolute; the default working directory. */
  readonly fileDir: string;
  /** Absolute; holds `steps/`, `services/`, `artifacts/`. */
  readonly testDir: string;
  /** Cleansed host environment plus the test's; always complete. */
  readonly env: { readonly [name: string]: string };
  readonly processes: Processes;
  /** Aborted when the test case is cancelled or out of time; `reason` says which. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** What is masked in what is written; undefined: nothing. */
  readonly redactor?: Redactor;
  /** After the first failure nothing more is looked at. */
  readonly failFast?: boolean;
  publish(event: BuiltInDraft): void;
  scope(): ExpressionScope;
  service(name: string): ServiceControl | undefined;
  /** Breaks the test case at once: for what goes on while nobody waits for it. */
  broke(failure: Failure): void;
  /** Makes `steps.<id>` known to later expressions. */
  setOutputs(step: string, outputs: StepOutputs): void;
  /** The metrics of several iterations, where they are looked at together. */
  readonly samples?: ReadonlyMap<string, readonly number[]>;
  /** Absent without plug-ins. */
  readonly plugins?: CasePlugins;
  /** Whether the end of the command that this step runs is the end of the test case, and lets the next one begin. */
  readonly makesRoom?: (index: number) => SpawnRequest['makesRoom'];
  /** Metrics recorded so far, by name. */
  readonly metrics: Map<string, number>;
  /** Assertions that are evaluated once the services have stopped. */
  readonly waiting: Set<Draft>;
}

/** Monotonic milliseconds and cancellable sleeping, so that tests can fake time. */
export interface Clock {
  now(): number;
  wallTime(): Date;
  /** Resolves after `ms`; rejects with `signal.reason` when aborted. */
  sleep(ms: number, signal?: Abortable): Promise<void>;
}

/** Where something runs. */
export interface Workplace {
  /** Absolute. */
  readonly cwd: string;
  /** Complete. */
  readonly env: { readonly [name: string]: string };
}

export interface ServiceControl extends CaseService {
  /** Byte offsets at which the current start began to write. */
  readonly logStart: { readonly stdout: number; readonly stderr: number };
  readonly lastExit?: ExitStatus;
  /** Resolves when its process has ended. */
  readonly exited: Promise<ExitStatus>;
  /** Resolves when it has ended for good: no restart follows. */
  readonly ended: Promise<ExitStatus>;
  readonly ready: ReadySpec;
  /** Its own working directory and environment. @throws ConfigError when it cannot be resolved yet */
  readonly workplace: Workplace;
  /** Resolves when its death up to now is known. */
  lookOnceMore(): Promise<void>;
  /** Resolves when its death up to now is known, and the restart that follows from it is over, well or not. Never rejects. */
  steady(): Promise<void>;
  start(): Promise<void>;
  stop(reason: string): Promise<ExitStatus>;
  /** Marks the death as intended when the signal is a fatal one, and waits for it, unless it is paused and would not hear it. */
  signal(signal: string, options: { readonly group: boolean }): Promise<void>;
}

/** A check that broke instead of failing: its failure makes the test an `error`. */
export class StepError extends Error {
  override readonly name = 'StepError';
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}
