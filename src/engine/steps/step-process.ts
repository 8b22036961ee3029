import type { RunStep } from '../../config';
import type { ExitStatus, SpawnRequest, SupervisedProcess } from '../../supervisor';
import { exitOf } from '../exit-of';
import { DEFAULT_LIMITS, settledWithin, untilAborted, untilLimit } from '../limits';
import type { StepContext } from '../step-context';

/** How a step's process is ended when its time is over. */
const LADDER = { signal: 'SIGTERM', graceMs: 5000 };
/** A child left behind delays its step by no more than this. */
const LEFT_BEHIND_MS = 2000;

interface End {
  readonly child: SupervisedProcess;
  readonly status: ExitStatus;
  /** By the context's clock; children left behind do not count. */
  readonly at: number;
}

type Limits = Pick<RunStep, 'timeoutMs'>;

/**
 * Starts a process and waits for its end.
 * @throws SpawnError, OutputLost, LimitExceeded, or the reason of the context's signal, once the process has been stopped.
 */
export async function runToEnd(request: SpawnRequest, limits: Limits, title: string, ctx: StepContext): Promise<End> {
  const end = await within(request, limits, title, ctx, async (child) => ({ child, status: await exitOf(child), at: ctx.clock.now() }));
  await settleGroup(end.child, ctx);
  return end;
}

/** Starts a process that nobody waits for; `onLost` hears later when what it prints cannot be written. @throws SpawnError, LimitExceeded, or the reason of the context's signal */
export async function runInBackground(request: SpawnRequest, limits: Limits, title: string, ctx: StepContext, onLost: (message: string) => void): Promise<void> {
  const child = await within(request, limits, title, ctx, async (started) => started);
  void child.outputLost?.then(onLost);
}

/** The time of a step begins before its process is there. */
async function within<T>(request: SpawnRequest, { timeoutMs = DEFAULT_LIMITS.stepMs }: Limits, what: string, ctx: StepContext, work: (child: SupervisedProcess) => Promise<T>): Promise<T> {
  const { clock, signal, processes } = ctx;
  // Whoever heard that the step begins may have ended the run.
  signal.throwIfAborted();
  const spawning = processes.spawn(request);
  let child: SupervisedProcess | undefined;
  try {
    return await untilLimit({ what, ms: timeoutMs, clock, signal }, async () => work(child = await spawning));
  } catch (error) {
    if (child !== undefined) await child.stop(LADDER);
    // Whoever answers late has started what nobody wants any more.
    else spawning.then((late) => late.stop(LADDER)).catch(() => undefined);
    throw error;
  }
}

/** Children of an ended process may still write; they are waited for, but not long. */
async function settleGroup(process: SupervisedProcess, ctx: StepContext): Promise<void> {
  if (process.hasEnded === true) return ctx.signal.throwIfAborted();
  try {
    await untilAborted(settledWithin(process.ended, LEFT_BEHIND_MS, ctx.clock), ctx.signal);
  } catch (error) {
    await process.stop(LADDER);
    throw error;
  }
}
