import type { ExperimentEvent } from '../../events';
import type { Progress } from '../../observers';
import type { RunState } from '../../results';
import type { StartOptions } from '../api';
import type { Experiment, ShownRun } from '../model/experiment';

/** A run that is shown live, whoever drives it. */
export interface WatchedRun extends ShownRun {
  readonly experiment: Experiment;
  readonly dir: string;
  /** On the clock of `performance.now()`. */
  readonly startedAt: number;
  /** Undefined when the file has switched it off. */
  progress(): Progress | undefined;
}

/** A run that this window drives. */
export interface DrivenRun extends WatchedRun {
  readonly origin: 'here';
  readonly options: StartOptions;
  readonly finished: Promise<RunState>;
}

/** A run that somebody else drives. */
export interface FollowedRun extends WatchedRun {
  readonly origin: 'elsewhere';
  readonly driver: string;
}

export interface RunChange<R extends WatchedRun = WatchedRun> {
  readonly experiment: Experiment;
  readonly run: R;
  /** Missing when the run has been started, or has come to its very end. */
  readonly event?: ExperimentEvent;
}
