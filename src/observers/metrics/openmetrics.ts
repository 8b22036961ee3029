import { STATISTICS } from './distribution';
import type { MetricsSnapshot } from './metrics-snapshot';

const PREFIX = 'experiment_observer_';
type Labels = { readonly [name: string]: string };

const escaped = (text: string): string => text.toString().replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
const labelled = (labels: Labels): string => {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
};
const number = (value: number): string => (Number.isNaN(value) ? 'NaN' : value === Infinity ? '+Inf' : value === -Infinity ? '-Inf' : String(value));
const sample = (name: string, labels: Labels, value: number): string => `${PREFIX}${name}${labelled(labels)} ${number(value)}\n`;

function* family(name: string, type: 'counter' | 'gauge' | 'histogram' | 'info', help: string, samples: Iterable<string>, unit?: string): Generator<string> {
  yield `# TYPE ${PREFIX}${name} ${type}\n`;
  if (unit !== undefined) yield `# UNIT ${PREFIX}${name} ${unit}\n`;
  yield `# HELP ${PREFIX}${name} ${help}\n`;
  yield* samples;
}

function* phaseSamples(durations: MetricsSnapshot['durations']): Generator<string> {
  for (const [what, { buckets, count, total }] of Object.entries(durations)) {
    for (const [boundMs, atMost] of buckets) yield sample('duration_seconds_bucket', { what, le: openFloat(boundMs / 1000) }, atMost);
    yield sample('duration_seconds_bucket', { what, le: '+Inf' }, count);
    yield sample('duration_seconds_count', { what }, count);
    yield sample('duration_seconds_sum', { what }, total / 1000);
  }
}

/** Bounds are told as floats, so that 1 and 1.0 are not two. */
const openFloat = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));

function* iterationSamples(iterations: MetricsSnapshot['iterations']): Generator<string> {
  for (const [test, { duration_ms, metrics }] of Object.entries(iterations)) {
    const all = [['test_case.duration', { ...duration_ms, unit: 'ms' }] as const, ...Object.entries(metrics)];
    for (const [metric, values] of all) {
      for (const statistic of STATISTICS) yield sample('iterations', { test, metric, unit: values.unit ?? '', statistic }, values[statistic]);
    }
  }
}

/** The text format of OpenMetrics 1.0, as Prometheus and others read it. */
export function* metricsText({ run, experiment, counters, outcomes, gauges, durations, tests, iterations }: MetricsSnapshot): Generator<string> {
  yield* family('run', 'info', 'The run that was measured.', [sample('run_info', { run, experiment }, 1)]);
  yield* family('events', 'counter', 'Events by type.', Object.entries(counters).map(([type, count]) => sample('events_total', { type }, count)));
  yield* family('test_cases', 'counter', 'Test cases that have finished, by outcome.', Object.entries(outcomes).map(([outcome, count]) => sample('test_cases_total', { outcome }, count)));
  for (const [name, value] of Object.entries(gauges)) yield* family(name, 'gauge', `${name.replaceAll('_', ' ')}.`, [sample(name, {}, value)]);
  yield* family('duration_seconds', 'histogram', 'Phases, steps, test cases, services until they were ready.', phaseSamples(durations), 'seconds');
  yield* family('metric', 'gauge', 'What test cases measured themselves.', Object.entries(tests).flatMap(([test, metrics]) =>
    Object.entries(metrics).map(([metric, { value, unit = '' }]) => sample('metric', { test, metric, unit }, value))));
  yield* family('iterations', 'gauge', 'Over the iterations of a test case.', iterationSamples(iterations));
  yield '# EOF\n';
}
