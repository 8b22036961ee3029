import { messageOf, type Phase, type SourceRef } from '../events';
import type { CaseAccess } from './extensions';
import { LimitExceeded, withLimit } from './limits';
import { PluginAccess } from './plugin-access';
import { StepError, type StepContext } from './step-context';

interface PluginCall {
  readonly plugin: string;
  /** Names the call, as in `step trace`. */
  readonly what: string;
  readonly phase: Phase;
  readonly source: SourceRef;
  readonly ms: number;
}

/**
 * Calls a plug-in's code under a time limit.
 * @throws StepError with what it threw, LimitExceeded, or the reason of the context's signal.
 */
export async function callPlugin<T>({ plugin, what, phase, source, ms }: PluginCall, ctx: StepContext, call: (at: CaseAccess) => T | Promise<T>): Promise<T> {
  const access = new PluginAccess(plugin, what, ctx);
  try {
    return await withLimit({ what: `${what} of plug-in ${plugin}`, ms, clock: ctx.clock, signal: ctx.signal }, async (signal) => call(access.access(signal)));
  } catch (error) {
    if (ctx.signal.aborted || error instanceof LimitExceeded) throw error;
    throw new StepError({ phase, kind: 'plugin', message: `plug-in ${plugin}, ${what}: ${messageOf(error)}`, source });
  } finally {
    access.close();
  }
}
