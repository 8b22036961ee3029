import { ConfigError, resolveAssertion, type AssertionSpec, type Draft } from '../../config';
import type { StepContext } from '../step-context';

/**
 * Whether an assertion waits for the services' end: one on a metric that only an execution environment can record,
 * `<service>.<finding>`, for what steps capture has names without a dot; and one on a metric that nothing has recorded so
 * far, so that a slip can be compared with all that there is. A test case without services has no findings.
 */
export function waitsForFindings(draft: Draft, ctx: Pick<StepContext, 'scope' | 'service' | 'metrics' | 'samples'>): boolean {
  const spec = specOf(draft, ctx);
  const isService = (name: string) => ctx.service(name) !== undefined;
  if (spec?.kind === 'performance_metric') return isService(spec.service) && !ctx.metrics.has(spec.metric);
  if (spec?.kind !== 'metric' || ctx.samples !== undefined) return false;
  const [service = '', ...finding] = spec.metric.split('.');
  return finding.length > 0 && isService(service) || !ctx.metrics.has(spec.metric) && Object.keys(ctx.scope().services ?? {}).length > 0;
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
