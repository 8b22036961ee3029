import { ConfigError, resolveAssertion, type AssertionSpec, type Draft } from '../../config';
import type { AssertionMoment } from '../case-actions';
import type { StepContext } from '../step-context';

/**
 * Which metrics wait for the services' end: those named `<service>.<finding>`. Steps cannot record them, for what they
 * capture has names without a dot; so they can only come from an execution environment.
 */
export function momentOf(draft: Draft, ctx: Pick<StepContext, 'scope' | 'service'>): AssertionMoment {
  const metric = metricOf(draft, ctx);
  const dot = metric?.indexOf('.') ?? -1;
  return metric !== undefined && dot > 0 && ctx.service(metric.slice(0, dot)) !== undefined ? 'stopped' : 'running';
}

function metricOf(draft: Draft, ctx: Pick<StepContext, 'scope'>): string | undefined {
  let spec: AssertionSpec;
  try {
    spec = resolveAssertion(draft, ctx.scope());
  } catch (error) {
    // Told where it is evaluated.
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
  return spec.kind === 'metric' ? spec.metric : undefined;
}
