import { Observer, type EventOf, type ExperimentEvent, type Phase } from '../events';

export interface Timing {
  readonly count: number;
  readonly total_ms: number;
  readonly min_ms: number;
  readonly max_ms: number;
}

export interface MetricsSnapshot {
  /** How often each type of event came. */
  readonly counters: { readonly [type: string]: number };
  /** What is alive now. */
  readonly gauges: { readonly tests_running: number; readonly services_ready: number };
  /** Over all test cases: each phase's time, whole test cases, the time until services were ready, steps. */
  readonly durations: { readonly [name: string]: Timing };
  /** What each test case measured itself. */
  readonly tests: { readonly [id: string]: { readonly [metric: string]: number } };
}

/** Measures a run by its events alone: counters, gauges, durations per phase, and the metrics tests record. */
export class MetricsObserver extends Observer {
  readonly #counters = new Map<string, number>();
  readonly #durations = new Map<string, Timing>();
  readonly #phases = new Map<string, { readonly phase: Phase; readonly since: number }>();
  readonly #ready = new Set<string>();
  readonly #tests = new Map<string, Map<string, number>>();

  snapshot(): MetricsSnapshot {
    return {
      counters: Object.fromEntries(this.#counters),
      gauges: { tests_running: this.#phases.size, services_ready: this.#ready.size },
      durations: Object.fromEntries(this.#durations),
      tests: Object.fromEntries([...this.#tests].map(([id, metrics]) => [id, Object.fromEntries(metrics)])),
    };
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
    this.#measure('test_case', event.duration_ms);
  }

  override onServiceReady(event: EventOf<'service.ready'>): void {
    this.#count(event);
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
    const metrics = this.#tests.get(id) ?? new Map<string, number>();
    this.#tests.set(id, metrics.set(event.name, event.value));
  }

  override onEvent(event: ExperimentEvent): void {
    this.#count(event);
  }

  #count(event: { readonly type: string }): void {
    this.#counters.set(event.type, (this.#counters.get(event.type) ?? 0) + 1);
  }

  #enter(event: { readonly type: string; readonly test?: string; readonly time: string }, phase: Phase): void {
    this.#count(event);
    if (event.test === undefined || this.#phases.get(event.test)?.phase === phase) return;
    this.#leave(event);
    this.#phases.set(event.test, { phase, since: Date.parse(event.time) });
  }

  #leave(event: { readonly test?: string; readonly time: string }): void {
    const open = event.test === undefined ? undefined : this.#phases.get(event.test);
    if (open === undefined || event.test === undefined) return;
    this.#phases.delete(event.test);
    this.#measure(open.phase, Math.max(0, Date.parse(event.time) - open.since));
  }

  #measure(name: string, ms: number): void {
    const known = this.#durations.get(name);
    this.#durations.set(name, known === undefined ? { count: 1, total_ms: ms, min_ms: ms, max_ms: ms } : {
      count: known.count + 1, total_ms: known.total_ms + ms, min_ms: Math.min(known.min_ms, ms), max_ms: Math.max(known.max_ms, ms),
    });
  }
}
