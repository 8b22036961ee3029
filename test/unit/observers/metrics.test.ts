import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { DEFAULT_OBSERVER_SETTINGS } from '../../../src/config';
import { EventManager } from '../../../src/events';
import { builtInObservers, exportMetrics, metricsOfJournal, MetricsObserver, type MetricsSnapshot } from '../../../src/observers';
import { distributionOf } from '../../../src/observers/metrics/distribution';
import { Histogram } from '../../../src/observers/metrics/histogram';
import { emptyRunState, Journal } from '../../../src/results';
import { configured, drafts, finished, planned, source } from '../results/sample-events';
import { parseOpenMetrics } from './openmetrics-parser';

/** Three iterations of one test case, the first to warm up, and one of another. */
function publishIterations(events: EventManager, name = 'load', unit = 'req/s', more: () => void = () => undefined): void {
  const { settings, ...rest } = configured(name) as Extract<ReturnType<typeof configured>, { type: 'experiment.configured' }>;
  events.publishEvent({ ...rest, settings: { ...settings, warmup: 1 } });
  const tests = [1, 2, 3, 4].map((iteration) => ({ ...planned(`${name} [${iteration}]`), name, base: name, iteration }));
  events.publishEvent({ type: 'experiment.started', tests });
  for (const { id: test, iteration } of tests) {
    events.publishEvent({ type: 'test_case.started', test, attempt: 1, dir: test, source });
    events.publishEvent({ type: 'network.ready', test, network: 'localhost', duration_ms: 1 });
    events.publishEvent({ type: 'metric.recorded', test, name: 'rps', value: 100 * iteration, unit });
    events.publishEvent({ type: 'test_case.finished', test, outcome: 'passed', success: true, duration_ms: 10 * iteration, attempt: 1, source });
  }
  more();
  events.publishEvent(finished);
}

function measured(publish: (events: EventManager) => void): MetricsSnapshot {
  const events = new EventManager({ run: 'r1' });
  const metrics = new MetricsObserver();
  events.registerObserver('**', metrics);
  publish(events);
  return metrics.snapshot();
}
const textOf = (snapshot: MetricsSnapshot, format: 'json' | 'csv' | 'openmetrics'): string => [...exportMetrics(snapshot, format)].join('');

/** RFC 4180. */
const cells = (csv: string): readonly (readonly string[])[] => csv.split('\r\n').slice(0, -1).map((line) =>
  [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(,|$)/g)].map(([, cell = '']) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell)).slice(0, 14));

describe('metrics of a run', () => {
  it('tell percentiles over the iterations, warm-up left out', () => {
    const { iterations, outcomes, gauges } = measured((events) => publishIterations(events));
    const { count, min, max, mean, stddev, p50, unit } = iterations['load']?.metrics['rps'] ?? {};
    assert.deepEqual({ count, min, max, mean, stddev, p50, unit }, { count: 3, min: 200, max: 400, mean: 300, stddev: 100, p50: 300, unit: 'req/s' });
    assert.equal(iterations['load']?.duration_ms.p95, 39);
    assert.deepEqual([outcomes.passed, gauges.tests_running_max], [4, 1]);
  });

  it('are valid OpenMetrics, whatever the names, and say the same as the snapshot', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 10 }), fc.string({ unit: 'binary', maxLength: 6 }), fc.array(drafts(['a', 'b']), { maxLength: 30 }), (name, unit, more) => {
      const snapshot = measured((events) => {
        publishIterations(events, name, unit, () => more.forEach((draft) => events.publishEvent(draft as Parameters<typeof events.publishEvent>[0])));
      });
      const families = parseOpenMetrics(textOf(snapshot, 'openmetrics'));
      const events = families.find((family) => family.name === 'experiment_observer_events');
      assert.deepEqual(Object.fromEntries(events?.samples.map(({ labels, value }) => [labels['type'], value]) ?? []), snapshot.counters);
      const p95 = families.flatMap(({ samples }) => samples).find(({ labels }) => labels['statistic'] === 'p95' && labels['metric'] === 'rps');
      assert.equal(p95?.value, snapshot.iterations[name]?.metrics['rps']?.p95);
      assert.equal(p95?.labels['test'], name);
    }), { numRuns: 200, seed: 20266 });
  });

  it('are one table as CSV, in which no name is a formula or breaks a row', () => {
    const table = cells(textOf(measured((events) => publishIterations(events, '=1+1, "quoted"')), 'csv'));
    assert.ok(table.every((row) => row.length === 14));
    const [head = []] = table;
    const row = table.find(([kind, , name]) => kind === 'iterations' && name === 'rps') ?? [];
    assert.deepEqual(Object.fromEntries(head.map((column, index) => [column, row[index]])), {
      kind: 'iterations', test: '\'=1+1, "quoted"', name: 'rps', unit: 'req/s', value: '', count: '3', min: '200', max: '400', mean: '300', stddev: '100', p50: '300', p90: '380', p95: '390', p99: '398',
    });
  });

  it('are JSON that is the snapshot', () => {
    const snapshot = measured((events) => publishIterations(events));
    assert.deepEqual(JSON.parse(textOf(snapshot, 'json')), JSON.parse(JSON.stringify(snapshot)));
  });
});

describe('Histogram', () => {
  it('is exact for few values, right to one per cent for many, and always has exact counts', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: 0.01, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 100 }), fc.constantFrom(1, 60), (values, times) => {
      const all = Array.from({ length: times }, () => values).flat();
      const histogram = new Histogram();
      for (const value of all) histogram.add(value);
      const [told, real] = [histogram.distribution(), distributionOf(all)];
      assert.ok(told !== undefined);
      assert.deepEqual([told.count, told.min, told.max], [real.count, real.min, real.max]);
      for (const share of ['mean', 'p50', 'p90', 'p99'] as const) {
        const near = share === 'mean' ? real.mean : [...all].sort((a, b) => a - b).find((value) => value >= real[share] * 0.9899) ?? 0;
        if (all.length <= 4096) assert.equal(told[share], real[share]);
        else assert.ok(Math.abs(told[share] - near) <= 0.011 * Math.max(near, told[share]) || (told[share] >= real[share] * 0.98 && told[share] <= real[share] * 1.02), `${share} ${told[share]} ${real[share]}`);
      }
      assert.equal(histogram.cumulative().at(-1), all.filter((value) => value <= 600_000).length);
    }), { numRuns: 100, seed: 20267 });
  });
});

describe('metrics that are exported', () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), 'metrics-'))));
  afterEach(() => rmSync(dir, { recursive: true }));

  it('lie in the run\'s folder when the experiment has finished, and can be had again from its journal', async () => {
    const events = new EventManager({ run: 'r1' });
    const journal = new Journal(path.join(dir, 'events.jsonl'));
    events.registerObserver('**', journal, { priority: Infinity });
    const settings = { ...DEFAULT_OBSERVER_SETTINGS, metrics: { enabled: true, priority: 0, export: ['csv', 'json', 'openmetrics'] } as const };
    const builtIns = builtInObservers({ settings, dir, state: () => emptyRunState() });
    for (const { pattern, observer, options } of builtIns.observers) events.registerObserver(pattern, observer, options);
    publishIterations(events);
    assert.deepEqual(await builtIns.close(), []);
    journal.close();
    assert.deepEqual(readdirSync(dir).filter((name) => name.startsWith('metrics')).sort(), ['metrics.csv', 'metrics.json', 'metrics.openmetrics.txt']);
    const again = await metricsOfJournal(path.join(dir, 'events.jsonl'));
    assert.deepEqual(JSON.parse(readFileSync(path.join(dir, 'metrics.json'), 'utf8')), JSON.parse(JSON.stringify(again)));
    parseOpenMetrics(readFileSync(path.join(dir, 'metrics.openmetrics.txt'), 'utf8'));
  });

  it('are told as an error of the run when they cannot be written', async () => {
    const settings = { ...DEFAULT_OBSERVER_SETTINGS, storage: { ...DEFAULT_OBSERVER_SETTINGS.storage, junit: false }, metrics: { enabled: true, priority: 0, export: ['csv'] } as const };
    const builtIns = builtInObservers({ settings, dir: path.join(dir, 'gone'), state: () => emptyRunState() });
    const events = new EventManager();
    for (const { pattern, observer, options } of builtIns.observers) events.registerObserver(pattern, observer, options);
    publishIterations(events);
    const errors = await builtIns.close();
    assert.ok(errors.some(({ message }) => message.includes('metrics.csv')), String(errors));
  });
});
