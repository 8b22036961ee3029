import type { RunStep } from '../../config';
import type { ExitStatus, SupervisedProcess } from '../../supervisor';
import { DEFAULT_LIMITS, OVER, untilAborted, withLimit } from '../limits';
import type { StepContext } from '../step-context';

/** How a step's process is ended when its time is over. */
const LADDER = { signal: 'SIGTERM', graceMs: 5000 };
/** A child left behind delays its step by no more than this. */
const LEFT_BEHIND_MS = 2000;

interface End {
  readonly status: ExitStatus;
  /** By the context's clock; children left behind do not count. */
  readonly at: number;
}

/**
 * Waits for the end of a step's process.
 * @throws LimitExceeded, or the reason of the context's signal, once the process has been stopped.
 */
export async function waitForEnd(process: SupervisedProcess, step: Pick<RunStep, 'timeoutMs'>, title: string, ctx: StepContext): Promise<End> {
  const limit = { what: title, ms: step.timeoutMs ?? DEFAULT_LIMITS.stepMs, clock: ctx.clock, signal: ctx.signal };
  try {
    const status = await withLimit(limit, () => process.exited);
    const at = ctx.clock.now();
    await settleGroup(process, ctx);
    return { status, at };
  } catch (error) {
    await process.stop(LADDER);
    throw error;
  }
}

/** Children of an ended process may still write; they are waited for, but not long. */
async function settleGroup(process: SupervisedProcess, ctx: StepContext): Promise<void> {
  const over = new AbortController();
  const patience = ctx.clock.sleep(LEFT_BEHIND_MS, over.signal).catch(() => undefined);
  try {
    await untilAborted(Promise.race([process.ended, patience]), ctx.signal);
  } finally {
    over.abort(OVER);
  }
}
