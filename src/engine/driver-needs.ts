import type { EventManager, Redactor } from '../events';
import type { Processes } from '../supervisor';
import type { CaseActions } from './case-actions';
import type { ExecutionEnvironment } from './execution-environment';
import type { Extensions } from './extensions';
import type { NetworkEnvironment } from './network-environment';
import type { ResultValidator } from './result-validator';
import type { Clock } from './step-context';

export interface Secrets {
  /** By name; for the expressions. */
  readonly values: { readonly [name: string]: string };
  readonly redactor: Redactor;
}

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
  /** Resolves when observers have done what they had to do until now, or are not waited for any longer; what they publish belongs to the run. */
  readonly settle?: () => Promise<void>;
  /** What plug-ins add. */
  readonly extensions?: Extensions;
  /** What is masked in everything that is told or written; default: nothing is. */
  readonly secrets?: Secrets;
  /** What processes get; cleansed. */
  readonly hostEnv: { readonly [name: string]: string };
}
