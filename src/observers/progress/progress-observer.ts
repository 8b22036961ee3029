import path from 'node:path';
import { Observer, type EventOf, type ExperimentEvent } from '../../events';
import type { EarlierDurations } from '../../results';
import type { Log } from '../log/log';
import { remainingTime, type Remaining } from './remaining-time';

export interface Progress {
  readonly done: number;
  readonly total: number;
  /** Whole per cent of the test cases; 100 only when all are done. */
  readonly percent: number;
  /** Test cases that failed or broke. */
  readonly failed: number;
  /** Ids of the test cases that run now. */
  readonly running: readonly string[];
  readonly elapsedMs: number;
  /** Test cases a minute; missing before the first has finished. */
  readonly perMinute?: number;
  /** Missing when it is not estimated. */
  readonly remaining?: Remaining;
  readonly ended: boolean;
}

export interface ProgressNeeds {
  /** Told after each step forward. */
  readonly listener?: (progress: Progress) => void;
  /** Durations of earlier runs, given the folder of all runs and the id of this one; without it the time that remains is not estimated. */
  readonly history?: (experimentDir: string, run: string) => Promise<EarlierDurations>;
  readonly log?: Log;
}

/**
 * Counts finished test cases, and estimates the time that remains from what the same test cases took before: in earlier
 * runs, or else in this one, in another iteration or combination. A test case that never ran has no expectation, and then
 * the whole has none.
 */
export class ProgressObserver extends Observer {
  #total = 0;
  /** Their names before expansion, in planned order. */
  readonly #waiting = new Map<string, string>();
  readonly #running = new Map<string, { readonly base: string; readonly since: number }>();
  /** Times of this run by the name before expansion. */
  readonly #times = new Map<string, { count: number; total: number }>();
  #earlier: EarlierDurations = new Map();
  #parallel = 1;
  #done = 0;
  /** Done in an earlier run: no measure of how fast this one is. */
  #kept = 0;
  #failed = 0;
  #start: number | undefined;
  #now = 0;
  #ended = false;

  constructor(private readonly needs: ProgressNeeds = {}) {
    super();
  }

  override interests(): readonly string[] {
    return ['experiment.*', 'test_case.*'];
  }

  /** @param now milliseconds since the epoch; default: the time of the last event. */
  progress(now = this.#now): Progress {
    const total = this.#total;
    const elapsedMs = this.#start === undefined ? 0 : Math.max(0, (this.#ended ? this.#now : now) - this.#start);
    return {
      done: this.#done, total, percent: total === 0 ? 0 : Math.floor(100 * this.#done / total), failed: this.#failed,
      running: [...this.#running.keys()], elapsedMs, ended: this.#ended,
      ...(this.#done === this.#kept || elapsedMs === 0 ? {} : { perMinute: (this.#done - this.#kept) / elapsedMs * 60_000 }),
      ...(this.needs.history === undefined ? {} : { remaining: this.#remaining(now) }),
    };
  }

  override onExperimentConfigured(event: EventOf<'experiment.configured'>): void {
    this.#now = this.#start = Date.parse(event.time);
    this.#parallel = event.settings.parallel;
    void this.needs.history?.(path.dirname(event.dir), path.basename(event.dir)).then((earlier) => (this.#earlier = earlier));
  }

  override onExperimentStarted(event: EventOf<'experiment.started'>): void {
    for (const { id, base } of event.tests) this.#waiting.set(id, base);
    this.#total = this.#waiting.size;
    this.#start ??= Date.parse(event.time);
    this.#step(event);
  }

  override onTestCaseStarted(event: EventOf<'test_case.started'>): void {
    if (event.test !== undefined) {
      this.#running.set(event.test, { base: this.#baseOf(event.test), since: Date.parse(event.time) });
      this.#waiting.delete(event.test);
    }
    this.#step(event);
  }

  override onTestCaseKept(): void {
    this.#kept += 1;
  }

  override onTestCaseFinished(event: EventOf<'test_case.finished'>): void {
    const { test = '', outcome, duration_ms } = event;
    const base = this.#baseOf(test);
    this.#waiting.delete(test);
    this.#running.delete(test);
    this.#done += 1;
    if (outcome === 'failed' || outcome === 'error') this.#failed += 1;
    if (outcome === 'passed' || outcome === 'failed') this.#took(base, duration_ms);
    this.#step(event);
    this.needs.log?.tell('progress', 'debug', event, () => progressText(this.progress()));
  }

  override onExperimentFinished(event: EventOf<'experiment.finished'>): void {
    this.#running.clear();
    this.#waiting.clear();
    this.#ended = true;
    this.#step(event);
  }

  #step({ time }: ExperimentEvent): void {
    this.#now = Date.parse(time);
    this.needs.listener?.(this.progress());
  }

  #took(base: string, ms: number): void {
    const known = this.#times.get(base) ?? { count: 0, total: 0 };
    known.count += 1;
    known.total += ms;
    this.#times.set(base, known);
  }

  #baseOf(test: string): string {
    return this.#waiting.get(test) ?? this.#running.get(test)?.base ?? test;
  }

  #expected(id: string, base: string): number | undefined {
    const earlier = this.#earlier.get(id);
    if (earlier !== undefined) return earlier;
    const alike = this.#times.get(base);
    return alike && alike.total / alike.count;
  }

  #remaining(now: number): Remaining {
    return remainingTime({
      running: [...this.#running].map(([id, { base, since }]) => ({ expectedMs: this.#expected(id, base), elapsedMs: Math.max(0, now - since) })),
      waiting: Array.from(this.#waiting, ([id, base]) => this.#expected(id, base)),
      parallel: this.#parallel,
    });
  }
}

const clock = (ms: number): string => `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')}`;

/** As in `3 of 12 (25 %), 1 failed, 4.2 a minute, about 0:42 left`. */
function progressText({ done, total, percent, failed, perMinute, remaining }: Progress): string {
  return [
    `${done} of ${total} (${percent} %)`, ...(failed > 0 ? [`${failed} failed`] : []),
    ...(perMinute === undefined ? [] : [`${perMinute.toPrecision(2)} a minute`]),
    ...(remaining === undefined || done === total ? [] : ['ms' in remaining ? `about ${clock(remaining.ms + 999)} left` : 'time left unknown']),
  ].join(', ');
}
