import type { Draft, StepSpec } from '../../config';
import type { Failure } from '../../events';
import { formatMs } from '../limits';
import type { Mismatch } from '../matchers';

const LONGEST_NAME = 60;

/** What is known about a step while it runs: its failures, logs and exit code, for the event that tells its end. */
export class StepRecord {
  readonly failures: Failure[] = [];
  /** Relative to the test's folder, with slashes. */
  readonly logs: string[] = [];
  exitCode: number | null | undefined;

  constructor(private readonly draft: Draft, private readonly step: StepSpec) {}

  /** Something was expected and did not hold, or could not be looked at; `path` is where in the step it was asked for. */
  unmet(path: string, subject: string, { message, expected, found, broken = false }: Mismatch): void {
    this.failures.push({
      phase: 'steps', kind: broken ? 'step' : 'expectation', message: `${this.title}: ${`${subject} ${message}`.trimStart()}`, expected, found, source: this.draft.sourceOf(path),
    });
  }

  /** Compares how long the step took with what it may take. */
  checkDuration(ms: number, { belowMs, aboveMs }: { readonly belowMs?: number; readonly aboveMs?: number } = {}, path = 'expect.duration'): void {
    const found = formatMs(ms);
    const unmet = (expected: string) => this.unmet(path, 'duration', { message: `is ${found}, expected ${expected}`, expected, found });
    if (belowMs !== undefined && ms >= belowMs) unmet(`below ${formatMs(belowMs)}`);
    if (aboveMs !== undefined && ms <= aboveMs) unmet(`above ${formatMs(aboveMs)}`);
  }

  /** The step itself broke. */
  broke(path: string, message: string): void {
    this.failures.push({ phase: 'steps', kind: 'step', message: `${this.title}: ${message}`, source: this.draft.sourceOf(path) });
  }

  get title(): string {
    return oneLine(this.step.name);
  }
}

/** A name fit for the beginning of a message. */
export function oneLine(name: string): string {
  const line = name.replace(/\s+/g, ' ').trim();
  return line.length <= LONGEST_NAME ? line : `${line.slice(0, LONGEST_NAME - 1)}…`;
}
