import type { LoadedExperiment } from '../config';
import type { DriverNeeds } from './driver-needs';
import type { FirstCommands } from './first-commands';
import type { MetricSamples } from './metric-samples';

/** What the test cases of one run share. */
export interface RunContext extends DriverNeeds {
  readonly runId: string;
  /** Absolute. */
  readonly dir: string;
  readonly loaded: LoadedExperiment;
  /** Aborted with a `CaseAborted`: stop gracefully. */
  readonly stop: AbortSignal;
  /** Aborted: waste no time on anything but the end of processes. */
  readonly kill: AbortSignal;
  /** Aborted when the supervisor has died. */
  readonly lost: AbortSignal;
  /** What the test cases have recorded. */
  readonly samples: MetricSamples;
  /** Only one test case runs at a time, so that each can end what escaped it. */
  readonly alone: boolean;
  /** Starts the first command of a test case as soon as the last one of another has ended. */
  readonly firstCommands?: FirstCommands;
}
