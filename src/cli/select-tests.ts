import { compileNameGlob, withIterations, type LoadedExperiment, type TestCasePlan } from '../config';
import { combinationOf, type TestState } from '../results';

type Identity = Pick<TestState, 'id' | 'iteration' | 'over'>;

export interface TestFilter {
  /** Only these; default: all of the file. */
  readonly among?: readonly TestCasePlan[];
  /** Globs on name, name before expansion, or id; a test case needs one of them. */
  readonly globs: readonly string[];
  /** A test case needs one of them. */
  readonly tags: readonly string[];
  /** Those that failed before; where the file is read with other iterations now, all iterations of what failed are meant. */
  readonly failedBefore?: readonly Identity[];
}

/** The test cases that pass every filter given, with the iterations that one of them looks at; undefined when none is given: all of them. */
export function selectTests(loaded: LoadedExperiment, { among, globs, tags, failedBefore }: TestFilter): readonly TestCasePlan[] | undefined {
  if (globs.length === 0 && tags.length === 0 && failedBefore === undefined) return among;
  const matchers = globs.map(compileNameGlob);
  const tests = among ?? loaded.tests;
  const failed = failedBefore && idsNow(tests, failedBefore);
  const wanted = withIterations(loaded.tests, new Set(tests.filter((test) =>
    (matchers.length === 0 || matchers.some((matches) => matches(test.name) || matches(test.base) || matches(test.id)))
    && (tags.length === 0 || tags.some((tag) => test.tags.includes(tag)))
    && (failed === undefined || failed.has(test.id) || failed.has(combinationOf(test)))).map(({ id }) => id)));
  return tests.filter(({ id }) => wanted.has(id));
}

/** Their ids, or that of the combination where there is no such test case now. */
function idsNow(tests: readonly TestCasePlan[], before: readonly Identity[]): ReadonlySet<string> {
  const ids = new Set(tests.map(({ id }) => id));
  return new Set(before.map((test) => (ids.has(test.id) ? test.id : combinationOf(test))));
}
