import { didYouMean, type AssertionSpec } from '../../config';
import { describeNumber, matchNumber } from '../matchers';
import { fails, holds, type Check } from './check';
import { statistic } from '../../events';

type MetricAssertion = Extract<AssertionSpec, { readonly kind: 'metric' }>;

/** Looks at a metric of one test case. */
export function checkMetric({ metric, value: wanted }: Pick<MetricAssertion, 'metric' | 'value'>, metrics: ReadonlyMap<string, number>): Check {
  const value = metrics.get(metric);
  return value === undefined ? neverRecorded(metric, wanted, [...metrics.keys()]) : compare(metric, value, wanted);
}

/** Looks at a metric of a service, or one that the test case recorded by that name itself. */
export function checkPerformance({ service, metric, value: wanted }: Extract<AssertionSpec, { readonly kind: 'performance_metric' }>, metrics: ReadonlyMap<string, number>): Check {
  const own = `${service}.${metric}`;
  return checkMetric({ metric: metrics.has(own) || !metrics.has(metric) ? own : metric, value: wanted }, metrics);
}

/** Looks at a metric over the iterations of a test case. */
export function checkStatistic({ metric, value: wanted, of = 'mean' }: MetricAssertion, samples: ReadonlyMap<string, readonly number[]>): Check {
  const values = samples.get(metric) ?? [];
  if (values.length === 0) return neverRecorded(metric, wanted, [...samples.keys()]);
  const exact = statistic(of, values);
  return compare(`${of} of ${metric} over ${values.length === 1 ? '1 iteration' : `${values.length} iterations`}`, Number(exact.toPrecision(DIGITS)), wanted);
}

/** What is finer is noise of the computation. */
const DIGITS = 12;

function compare(what: string, value: number, wanted: MetricAssertion['value']): Check {
  return matchNumber(wanted, value) === undefined
    ? holds(`${what} is ${value}`)
    : fails(`${what} is ${value}, expected ${describeNumber(wanted)}`, `${what} ${describeNumber(wanted)}`, `${what} ${value}`);
}

function neverRecorded(metric: string, wanted: MetricAssertion['value'], known: readonly string[]): Check {
  const recorded = known.length === 0 ? 'no metric was recorded' : `recorded: ${known.join(', ')}`;
  return fails(`the metric ${metric} was never recorded.${didYouMean(metric, known)}`, `${metric} ${describeNumber(wanted)}`, recorded);
}
