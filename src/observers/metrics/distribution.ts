import { statistic } from '../../events';

export const STATISTICS = ['min', 'max', 'mean', 'stddev', 'p50', 'p90', 'p95', 'p99'] as const;

/** What is told of many values: numbers as they were measured, never rounded. */
export type Distribution = { readonly [name in 'count' | 'total' | (typeof STATISTICS)[number]]: number };

/** Of at least one value. */
export const distributionOf = (values: readonly number[]): Distribution => ({
  count: values.length, total: statistic('sum', values), min: statistic('min', values), max: statistic('max', values), mean: statistic('mean', values),
  stddev: statistic('stddev', values), p50: statistic('p50', values), p90: statistic('p90', values), p95: statistic('p95', values), p99: statistic('p99', values),
});
