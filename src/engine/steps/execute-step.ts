import type { Draft, GroupStep, StepSpec, WaitStep } from '../../config';
import { withLimit } from '../limits';
import type { RegexMatcher } from '../matchers';
import type { StepContext } from '../step-context';
import { askHttp } from './http-step';
import { runPluginStep } from './plugin-step';
import { runCommand } from './run-step';
import type { LogMarks } from './log-marks';
import { pauseService, signalService, startService, stopService } from './service-steps';
import type { StepRecord } from './step-record';
import { waitFor } from './wait-for-step';

/**
 * Does what a step says; what does not hold is noted in the record, what breaks is thrown.
 * @throws StepError, LimitExceeded, or the reason of the context's signal.
 */
export function executeStep(
  step: Exclude<StepSpec, GroupStep>, index: number, draft: Draft, record: StepRecord, ctx: StepContext, regex: RegexMatcher, marks: LogMarks,
): Promise<void> {
  switch (step.kind) {
    case 'run':
      return runCommand(step, index, draft, record, ctx, regex);
    case 'wait':
      return wait(step, record, ctx);
    case 'wait_for':
      return waitFor(step, draft, record, ctx, regex, marks);
    case 'http':
      return askHttp(step, index, draft, record, ctx, regex);
    case 'signal':
      return signalService(step, draft, record, ctx);
    case 'stop':
      return stopService(step, draft, record, ctx);
    case 'start':
      return startService(step, draft, record, ctx);
    case 'plugin':
      return runPluginStep(step, draft, record, ctx);
    case 'pause':
    case 'resume':
      return pauseService(step, draft, record, ctx);
    default:
      return step satisfies never;
  }
}

/** A wait is its own limit, unless it is given another. */
const wait = ({ waitMs, timeoutMs }: WaitStep, { title }: StepRecord, { clock, signal }: StepContext): Promise<void> =>
  timeoutMs === undefined
    ? clock.sleep(waitMs, signal)
    : withLimit({ what: title, ms: timeoutMs, clock, signal }, (inner) => clock.sleep(waitMs, inner));
