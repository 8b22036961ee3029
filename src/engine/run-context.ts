import type { LoadedExperiment } from '../config';
import type { EventManager } from '../events';
import type { Processes } from '../supervisor';
import type { CaseActions } from './case-actions';
import type { NetworkEnvironment } from './network-environment';
import type { Clock } from './step-context';

/** What the test cases of one run share. */
export interface RunContext {
  readonly runId: string;
  /** Absolute. */
  readonly dir: string;
  readonly loaded: LoadedExperiment;
  readonly events: EventManager;
  readonly processes: Processes;
  readonly clock: Clock;
  readonly networks: readonly NetworkEnvironment[];
  readonly actions: CaseActions;
  /** The host's environment, cleansed. */
  readonly hostEnv: { readonly [name: string]: string };
  /** Aborted with a `CaseAborted`: stop gracefully. */
  readonly stop: AbortSignal;
  /** Aborted: waste no time on anything but the end of processes. */
  readonly kill: AbortSignal;
  /** Aborted when the supervisor has died. */
  readonly lost: AbortSignal;
  /** Only one test case runs at a time, so that each can end what escaped it. */
  readonly alone: boolean;
}
