import type { Draft, NumberMatcher, StepSpec } from '../../config';
import { shortened, type Failure } from '../../events';
import { formatMs } from '../limits';
import { matchNumber, quote, type Mismatch } from '../matchers';
import type { StepContext } from '../step-context';

const LONGEST_NAME = 60;

interface Metric {
  readonly name: string;
  readonly value: number;
  readonly unit: string | undefined;
  readonly path: string;
}

/** What is known about a step while it runs: its failures, logs and exit code, for the event that tells its end. */
export class StepRecord {
  readonly failures: Failure[] = [];
  exitCode: number | null | undefined;
  readonly #metrics: Metric[] = [];

  /** @param logs relative to the test's folder, with slashes; those of earlier tries are among them */
  constructor(private readonly draft: Draft, private readonly step: StepSpec, readonly attempt = 1, readonly logs: string[] = []) {}

  /** A number that the step gave; it counts once the step is not tried again. `path` is where in the step it is asked for. */
  measured(name: string, value: number, unit: string | undefined, path: string): void {
    this.#metrics.push({ name, value, unit, path });
  }

  /** Records what was measured. */
  keepMetrics(ctx: StepContext): void {
    for (const { name, value, unit, path } of this.#metrics) {
      if (ctx.metrics.has(name)) {
        this.broke(path, `the metric ${quote(name)} was recorded before; each step needs names of its own`);
        continue;
      }
      ctx.metrics.set(name, value);
      ctx.publish({ type: 'metric.recorded', test: ctx.test, name, value, ...(unit === undefined ? {} : { unit }), source: this.draft.sourceOf(path) });
    }
  }

  /** Something was expected and did not hold, or could not be looked at; `path` is where in the step it was asked for. */
  unmet(path: string, subject: string, { message, expected, found, diff, broken = false }: Mismatch): void {
    this.failures.push({
      phase: 'steps', kind: broken ? 'step' : 'expectation', message: `${this.title}: ${`${subject} ${message}`.trimStart()}`, expected, found,
      ...(diff === undefined ? {} : { diff }), source: this.draft.sourceOf(path),
    });
  }

  /** Compares how long the step took with what it may take. */
  checkDuration(ms: number, expected: NumberMatcher | undefined, path = 'expect.duration'): void {
    const mismatch = expected === undefined ? undefined : matchNumber(expected, ms, formatMs);
    if (mismatch) this.unmet(path, 'duration', mismatch);
  }

  /** The step itself broke. */
  broke(path: string, message: string): void {
    this.failures.push(this.breakage(path, message));
  }

  /** As a failure of its own, for what shows after the step's end. */
  breakage(path: string, message: string): Failure {
    return { phase: 'steps', kind: 'step', message: `${this.title}: ${message}`, source: this.draft.sourceOf(path) };
  }

  get title(): string {
    return oneLine(this.step.name);
  }
}

/** A name fit for the beginning of a message. */
export function oneLine(name: string): string {
  const line = name.replace(/\s+/g, ' ').trim();
  return shortened(line, LONGEST_NAME);
}
