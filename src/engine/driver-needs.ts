import type { EventManager } from '../events';
import type { Processes } from '../supervisor';
import type { CaseActions } from './case-actions';
import type { ExecutionEnvironment } from './execution-environment';
import type { Extensions } from './extensions';
import type { NetworkEnvironment } from './network-environment';
import type { ResultValidator } from './result-validator';
import type { Clock } from './step-context';

/** What a run is driven with. */
export interface DriverNeeds {
  readonly events: EventManager;
  readonly processes: Processes;
  readonly clock: Clock;
  readonly networks: readonly NetworkEnvironment[];
  readonly environments: readonly ExecutionEnvironment[];
  /** They look at the results of each test case and of the run; default: nobody does. */
  readonly validators?: readonly ResultValidator[];
  readonly actions: CaseActions;
  /** What plug-ins add. */
  readonly extensions?: Extensions;
  /** What processes get; cleansed. */
  readonly hostEnv: { readonly [name: string]: string };
}
