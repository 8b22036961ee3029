import { ConfigError, type Problem } from '../config';
import { messageOf, type Failure, type FailureKind, type Phase, type SourceRef } from '../events';
import { LimitExceeded } from './limits';
import { StepError } from './step-context';

export const failureOfProblem = ({ file, path, range, message, expected, found }: Problem, phase: Phase = 'config'): Failure => ({
  phase, kind: 'config', message,
  ...(expected === undefined ? {} : { expected }),
  ...(found === undefined ? {} : { found }),
  source: { file, path, range },
});

/** What a thrown error says about the test case in whose phase it was thrown. */
export function failuresOf(error: unknown, at: { readonly phase: Phase; readonly kind: FailureKind; readonly source: SourceRef }): readonly Failure[] {
  if (error instanceof ConfigError) return error.problems.map((problem) => failureOfProblem(problem, at.phase));
  if (error instanceof StepError) return [error.failure];
  const { phase, source } = at;
  if (error instanceof LimitExceeded) return [{ phase, kind: 'timeout', message: error.message, source }];
  return [{ phase, kind: at.kind, message: messageOf(error), source }];
}
