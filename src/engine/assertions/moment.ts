import { ConfigError, resolveAssertion, type AssertionSpec, type Draft } from '../../config';
import type { AssertionMoment } from '../case-actions';
import type { StepContext } from '../step-context';

/**
 * Which metrics wait for the services' end: those named `<service>.<finding>`. Steps cannot record them, for what they
 * capture has names without a dot; so they can only come from an execution environment. `performance_metric` means one of
 * these, unless a step has recorded its metric.
 */
export function momentOf(draft: Draft, ctx: Pick<StepContext, 'scope' | 'service' | 'metrics'>): AssertionMoment {
  const spec = specOf(draft, ctx);
  const isService = (name: string) => ctx.service(name) !== undefined;
  if (spec?.kind === 'performance_metric') return isService(spec.service) && !ctx.metrics.has(spec.metric) ? 'stopped' : 'running';
  const [service, ...finding] = spec?.kind === 'metric' ? spec.metric.split('.') : [];
  return service !== undefined && finding.length > 0 && isService(service) ? 'stopped' : 'running';
}

function specOf(draft: Draft, ctx: Pick<StepContext, 'scope'>): AssertionSpec | undefined {
  try {
    return resolveAssertion(draft, ctx.scope());
  } catch (error) {
    // Told where it is evaluated.
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}
