import { Observer, type EventOf } from '../events';

export interface Progress {
  readonly done: number;
  readonly total: number;
  /** Test cases that failed or broke. */
  readonly failed: number;
  /** Ids of the test cases that run now. */
  readonly running: readonly string[];
  readonly elapsedMs: number;
  readonly ended: boolean;
}

/** Counts finished test cases and tells its listener after each step forward. */
export class ProgressObserver extends Observer {
  readonly #listener: (progress: Progress) => void;
  readonly #running = new Set<string>();
  #done = 0;
  #total = 0;
  #failed = 0;
  #start: number | undefined;

  constructor(listener: (progress: Progress) => void) {
    super();
    this.#listener = listener;
  }

  override interests(): readonly string[] {
    return ['experiment.*', 'test_case.*'];
  }

  override onExperimentConfigured(event: EventOf<'experiment.configured'>): void {
    this.#start = Date.parse(event.time);
  }

  override onExperimentStarted(event: EventOf<'experiment.started'>): void {
    this.#total = event.tests.length;
    this.#start ??= Date.parse(event.time);
    this.#tell(event.time, false);
  }

  override onTestCaseStarted(event: EventOf<'test_case.started'>): void {
    if (event.test !== undefined) this.#running.add(event.test);
    this.#tell(event.time, false);
  }

  override onTestCaseFinished(event: EventOf<'test_case.finished'>): void {
    if (event.test !== undefined) this.#running.delete(event.test);
    this.#done += 1;
    if (event.outcome === 'failed' || event.outcome === 'error') this.#failed += 1;
    this.#tell(event.time, false);
  }

  override onExperimentFinished(event: EventOf<'experiment.finished'>): void {
    this.#running.clear();
    this.#tell(event.time, true);
  }

  #tell(time: string, ended: boolean): void {
    const elapsedMs = this.#start === undefined ? 0 : Math.max(0, Date.parse(time) - this.#start);
    this.#listener({ done: this.#done, total: this.#total, failed: this.#failed, running: [...this.#running], elapsedMs, ended });
  }
}
