import { messageOf } from '../../events';
import { DEFAULT_LIMITS, withLimit } from '../limits';
import { PluginAccess, serviceSeen } from '../plugin-access';
import type { ServiceControl, StepContext } from '../step-context';
import { pollUntil, type Condition } from './condition';
import { LastTry } from './last-try';

/** Asks a plug-in's probe again and again. What it throws is what is missing, until the time is over. */
export function pluginCondition(kind: string, config: unknown, service: ServiceControl | undefined, intervalMs: number, ctx: StepContext): Condition {
  const owned = ctx.plugins?.extensions.probes.get(kind);
  if (owned === undefined) throw new Error(`No plug-in has the probe "${kind}"`);
  const { plugin, definition } = owned;
  const { clock } = ctx;
  const last = new LastTry(clock);
  const ask = async (signal: AbortSignal): Promise<boolean> => {
    last.begin();
    const access = new PluginAccess(plugin, `probe ${kind}`, ctx);
    try {
      const answer: unknown = await withLimit({ what: 'One probe', ms: DEFAULT_LIMITS.probeMs, clock, signal }, async (inner) =>
        definition.probe(config, access.access(inner), service && serviceSeen(service)));
      if (answer === true) return true;
      last.end(typeof answer === 'string' ? answer : 'it does not hold');
    } catch (error) {
      signal.throwIfAborted();
      last.end(messageOf(error));
    } finally {
      access.close();
    }
    return false;
  };
  return {
    hold: (signal) => pollUntil(() => ask(signal), { clock, intervalMs, signal }),
    missing: async () => `${kind} of plug-in ${plugin}: ${last.told('it was not asked yet', 'it had not answered')}`,
  };
}
