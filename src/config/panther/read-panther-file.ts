import type { ProblemList } from '../read/problem-list';
import { child, type MapTree, type Tree } from '../yaml/tree';
import { checkRenamed } from './check-old-forms';
import { pantherFile } from './schema';

/** Old files have their tests below `test_suite`. */
export const misplacedTests = (tree: Tree, list: ProblemList): Tree | undefined => {
  const tests = child(child(tree, 'test_suite'), 'tests');
  if (tests) list.atHead(tests, 'misplaced-tests', '"tests" must stand at the top level, not below "test_suite"', { found: 'test_suite.tests', expected: 'tests' });
  return tests;
};

/** What stands around the tests. */
export const checkPantherFile = (tree: MapTree, list: ProblemList): void => {
  // Where its tests are is told by itself.
  const others = child(child(tree, 'test_suite'), 'tests') ? new Map([...tree.entries].filter(([key]) => key !== 'test_suite')) : tree.entries;
  list.unknownKeys([pantherFile], { ...tree, entries: others }, 'information');
  checkRenamed(tree, list);
};
