import { csvCell } from '../../results';
import type { Distribution } from './distribution';
import type { MetricsSnapshot } from './metrics-snapshot';

const COLUMNS = ['kind', 'test', 'name', 'unit', 'value', 'count', 'min', 'max', 'mean', 'stddev', 'p50', 'p90', 'p95', 'p99'] as const;
type Row = { readonly [column in (typeof COLUMNS)[number]]?: string | number };

const spread = ({ count, min, max, mean, stddev, p50, p90, p95, p99 }: Distribution): Row => ({ count, min, max, mean, stddev, p50, p90, p95, p99 });

function* rows({ counters, outcomes, gauges, durations, tests, iterations }: MetricsSnapshot): Generator<Row> {
  for (const [name, value] of Object.entries(counters)) yield { kind: 'events', name, value };
  for (const [name, value] of Object.entries(outcomes)) yield { kind: 'outcome', name, value };
  for (const [name, value] of Object.entries(gauges)) yield { kind: 'gauge', name, value };
  for (const [name, duration] of Object.entries(durations)) yield { kind: 'duration', name, unit: 'ms', ...spread(duration) };
  for (const [test, metrics] of Object.entries(tests)) {
    for (const [name, { value, unit = '' }] of Object.entries(metrics)) yield { kind: 'metric', test, name, unit, value };
  }
  for (const [test, { duration_ms, metrics }] of Object.entries(iterations)) {
    yield { kind: 'iterations', test, name: 'test_case.duration', unit: 'ms', ...spread(duration_ms) };
    for (const [name, metric] of Object.entries(metrics)) yield { kind: 'iterations', test, name, unit: metric.unit ?? '', ...spread(metric) };
  }
}

/** RFC 4180, one table: what does not apply to a row is empty. */
export function* metricsCsv(snapshot: MetricsSnapshot): Generator<string> {
  yield `${COLUMNS.join(',')}\r\n`;
  for (const row of rows(snapshot)) yield `${COLUMNS.map((column) => csvCell(row[column])).join(',')}\r\n`;
}
