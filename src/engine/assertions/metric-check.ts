import { didYouMean, type AssertionSpec } from '../../config';
import { describeNumber, matchNumber } from '../matchers';
import { fails, holds, type Check } from './check';

export function checkMetric({ metric, value: wanted }: Extract<AssertionSpec, { readonly kind: 'metric' }>, metrics: ReadonlyMap<string, number>): Check {
  const expected = `${metric} ${describeNumber(wanted)}`;
  const value = metrics.get(metric);
  if (value === undefined) {
    const known = [...metrics.keys()];
    const recorded = known.length === 0 ? 'no metric was recorded' : `recorded: ${known.join(', ')}`;
    return fails(`the metric ${metric} was never recorded.${didYouMean(metric, known)}`, expected, recorded);
  }
  return matchNumber(wanted, value) === undefined
    ? holds(`${metric} is ${value}`)
    : fails(`${metric} is ${value}, expected ${describeNumber(wanted)}`, expected, `${metric} ${value}`);
}
