import { failedObservers, type RunState } from '../results';

/** What the process says at its end; scripts rely on these numbers. */
export const EXIT = { passed: 0, failed: 1, usage: 2, broken: 3, required: 4, cancelled: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const WORST_FIRST: readonly ExitCode[] = [EXIT.broken, EXIT.cancelled, EXIT.usage, EXIT.failed, EXIT.required, EXIT.passed];

/** The one code of several runs. */
export const worst = (codes: readonly ExitCode[]): ExitCode => WORST_FIRST.find((code) => codes.includes(code)) ?? EXIT.passed;

/** @param engineBroke something other than the experiment itself went wrong. */
export function exitCodeOf(state: RunState, engineBroke: boolean): ExitCode {
  if (engineBroke) return EXIT.broken;
  const { outcome } = state;
  switch (outcome) {
    case 'passed':
      return failedObservers(state).length > 0 ? EXIT.required : EXIT.passed;
    case 'failed':
    case 'error':
      return EXIT.failed;
    case 'cancelled':
      return EXIT.cancelled;
    case 'interrupted':
    case undefined:
      return EXIT.broken;
    default:
      return outcome satisfies never;
  }
}
