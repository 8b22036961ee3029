import type { LoadedExperiment, TestCasePlan } from '../config';
import { refuseUnrunnable, RunRefused } from './run-refused';

/** Those of the file that are asked for, in its order. @throws RunRefused when nothing of the file can run. */
export function testsToRun(loaded: LoadedExperiment, only: ReadonlySet<string> | undefined): readonly TestCasePlan[] {
  refuseUnrunnable(loaded);
  const tests = only === undefined ? loaded.tests : loaded.tests.filter(({ id }) => only.has(id));
  if (tests.length === 0) throw new RunRefused('no-tests', `${loaded.file} has no test case to run`);
  return tests;
}
