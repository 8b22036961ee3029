import { compileNameGlob, withIterations, type LoadedExperiment, type TestCasePlan } from '../config';

export interface TestFilter {
  /** Only these; default: all of the file. */
  readonly among?: readonly TestCasePlan[];
  /** Globs on name, name before expansion, or id; a test case needs one of them. */
  readonly globs: readonly string[];
  /** A test case needs one of them. */
  readonly tags: readonly string[];
  /** Ids that failed before. */
  readonly failedBefore?: ReadonlySet<string>;
}

/** The test cases that pass every filter given, with the iterations that one of them looks at; undefined when none is given: all of them. */
export function selectTests(loaded: LoadedExperiment, { among, globs, tags, failedBefore }: TestFilter): readonly TestCasePlan[] | undefined {
  if (globs.length === 0 && tags.length === 0 && failedBefore === undefined) return among;
  const matchers = globs.map(compileNameGlob);
  const tests = among ?? loaded.tests;
  const wanted = withIterations(loaded.tests, new Set(tests.filter((test) =>
    (matchers.length === 0 || matchers.some((matches) => matches(test.name) || matches(test.base) || matches(test.id)))
    && (tags.length === 0 || tags.some((tag) => test.tags.includes(tag)))
    && (failedBefore === undefined || failedBefore.has(test.id))).map(({ id }) => id)));
  return tests.filter(({ id }) => wanted.has(id));
}
