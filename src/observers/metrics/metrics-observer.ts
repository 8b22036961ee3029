import { Observer, type EventOf, type ExperimentEvent, type Outcome, type Phase } from '../../events';
import { BOUNDS_MS, Histogram } from './histogram';
import { Iterations } from './iterations';
import type { DurationMetric, MeasuredValue, MetricsSnapshot } from './metrics-snapshot';

/** Measures a run by its events alone: counters, gauges, durations per phase, and the metrics tests record. */
export class MetricsObserver extends Observer {
  readonly #counters = new Map<string, { count: number }>();
  readonly #outcomes = new Map<Outcome, number>();
  readonly #durations = new Map<string, Histogram>();
  readonly #phases = new Map<string, { readonly phase: Phase; readonly since: number }>();
  readonly #ready = new Set<string>();
  readonly #tests = new Map<string, Map<string, MeasuredValue>>();
  readonly #iterations = new Iterations();
  #run = '';
  #experiment = '';
  #warmup = 0;
  #mostRunning = 0;
  #mostReady = 0;

  snapshot(): MetricsSnapshot {
    return {
      schema: 1, run: this.#run, experiment: this.#experiment,
      counters: Object.fromEntries([...this.#counters].map(([type, { count }]) => [type, count])),
      outcomes: Object.fromEntries(this.#outcomes),
      gauges: { tests_running: this.#phases.size, tests_running_max: this.#mostRunning, services_ready: this.#ready.size, services_ready_max: this.#mostReady },
      durations: Object.fromEntries([...this.#durations].flatMap(([name, histogram]) => durationMetric(name, histogram))),
      tests: Object.fromEntries([...this.#tests].map(([id, metrics]) => [id, Object.fromEntries(metrics)])),
      iterations: this.#iterations.snapshot(),
    };
  }

  override onExperimentConfigured(event: EventOf<'experiment.configured'>): void {
    this.#count(event);
    this.#run = event.run ?? '';
    this.#experiment = event.name;
    this.#warmup = event.settings.warmup ?? 0;
  }

  override onExperimentStarted(event: EventOf<'experiment.started'>): void {
    this.#count(event);
    this.#iterations.plan(event.tests, this.#warmup);
  }

  override onTestCaseStarted(event: EventOf<'test_case.started'>): void {
    this.#enter(event, 'network_setup');
  }

  override onNetworkReady(event: EventOf<'network.ready'>): void {
    this.#enter(event, 'services');
  }

  override onTestCaseExecutionStarted(event: EventOf<'test_case.execution_started'>): void {
    this.#enter(event, 'steps');
  }

  override onAssertionPassed(event: EventOf<'assertion.passed'>): void {
    this.#enter(event, 'assertions');
  }

  override onAssertionFailed(event: EventOf<'assertion.failed'>): void {
    this.#enter(event, 'assertions');
  }

  override onTestCaseResultsCollected(event: EventOf<'test_case.results_collected'>): void {
    this.#count(event);
    this.#measure('results', event.duration_ms);
  }

  override onNetworkTeardownStarted(event: EventOf<'network.teardown_started'>): void {
    this.#enter(event, 'network_teardown');
  }

  override onTestCaseFinished(event: EventOf<'test_case.finished'>): void {
    this.#leave(event);
    this.#count(event);
    const { test = '', outcome, duration_ms } = event;
    this.#outcomes.set(outcome, (this.#outcomes.get(outcome) ?? 0) + 1);
    this.#measure('test_case', duration_ms);
    if (outcome === 'passed' || outcome === 'failed') this.#iterations.finished(test, duration_ms, this.#tests.get(test) ?? NONE);
  }

  override onServiceReady(event: EventOf<'service.ready'>): void {
    this.#count(event);
    this.#mostReady = Math.max(this.#mostReady, this.#ready.size + 1);
    this.#ready.add(`${event.test ?? ''}\0${event.service ?? ''}`);
    this.#measure('service_ready', event.ready_ms);
  }

  override onServiceStopped(event: EventOf<'service.stopped'>): void {
    this.#count(event);
    this.#ready.delete(`${event.test ?? ''}\0${event.service ?? ''}`);
  }

  override onStepFinished(event: EventOf<'step.finished'>): void {
    this.#count(event);
    this.#measure('step', event.duration_ms);
  }

  override onMetricRecorded(event: EventOf<'metric.recorded'>): void {
    this.#count(event);
    const id = event.test ?? '';
    const metrics = this.#tests.get(id) ?? new Map<string, MeasuredValue>();
    this.#tests.set(id, metrics.set(event.name, { value: event.value, ...(event.unit === undefined ? {} : { unit: event.unit }) }));
  }

  override onTestCaseKept(event: EventOf<'test_case.kept'>): void {
    this.#count(event);
    if (event.test === undefined) return;
    this.#tests.set(event.test, new Map(Object.entries(event.result.metrics).map(([name, value]) => [name, { value }])));
  }

  override onEvent(event: ExperimentEvent): void {
    this.#count(event);
  }

  #count({ type }: { readonly type: string }): void {
    const counter = this.#counters.get(type);
    if (counter === undefined) this.#counters.set(type, { count: 1 });
    else counter.count += 1;
  }

  #enter(event: { readonly type: string; readonly test?: string; readonly time: string }, phase: Phase): void {
    this.#count(event);
    if (event.test === undefined || this.#phases.get(event.test)?.phase === phase) return;
    this.#leave(event);
    this.#phases.set(event.test, { phase, since: Date.parse(event.time) });
    this.#mostRunning = Math.max(this.#mostRunning, this.#phases.size);
  }

  #leave(event: { readonly test?: string; readonly time: string }): void {
    const open = event.test === undefined ? undefined : this.#phases.get(event.test);
    if (open === undefined || event.test === undefined) return;
    this.#phases.delete(event.test);
    this.#measure(open.phase, Math.max(0, Date.parse(event.time) - open.since));
  }

  #measure(name: string, ms: number): void {
    let histogram = this.#durations.get(name);
    if (histogram === undefined) this.#durations.set(name, histogram = new Histogram());
    histogram.add(ms);
  }
}

const NONE: ReadonlyMap<string, MeasuredValue> = new Map();

function durationMetric(name: string, histogram: Histogram): readonly (readonly [string, DurationMetric])[] {
  const distribution = histogram.distribution();
  if (distribution === undefined) return [];
  const counts = histogram.cumulative();
  return [[name, { ...distribution, buckets: BOUNDS_MS.map((bound, index) => [bound, counts[index] ?? 0] as const) }]];
}
