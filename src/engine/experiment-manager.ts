import { cleanseEnvironment } from '../supervisor';
import type { RegexMatcher } from './matchers';
import { realActions } from './real-actions';
import type { DriverNeeds } from './driver-needs';
import { RunDriver } from './run-driver';

export interface EngineNeeds extends Omit<DriverNeeds, 'actions' | 'hostEnv'> {
  /** Matches users' regular expressions off the main thread; not disposed of here. */
  readonly regex: RegexMatcher;
  /** As it is; processes get it cleansed. */
  readonly hostEnv: NodeJS.ProcessEnv;
}

/** Runs the test cases of one experiment, once, with the steps, assertions and services its file describes. */
export class ExperimentManager extends RunDriver {
  constructor({ regex, hostEnv, ...needs }: EngineNeeds) {
    super({ ...needs, actions: realActions(regex, needs.clock, needs.extensions), hostEnv: cleanseEnvironment(hostEnv) });
  }
}
