import type { Tree } from '../yaml/tree';
import { shown, tooShort } from './check-waits';
import type { ProblemList } from './problem-list';

/** The least that the cases of a test take, in milliseconds. */
export interface LeastTime {
  readonly longestMs: number;
  readonly totalMs: number;
}

interface RunLimit {
  readonly ms: number;
  /** Where it stands, or else what it limits. */
  readonly tree: Tree;
  /** It stands in the file. */
  readonly own: boolean;
}

/** Warns of a time limit of the run that is over before its test cases can be, so many of them at once. */
export const checkRunTime = ({ ms: limitMs, tree, own }: RunLimit, tests: readonly LeastTime[], parallel: number, list: ProblemList): void => {
  const total = tests.reduce((sum, { totalMs }) => sum + totalMs, 0);
  const together = Math.ceil(total / Math.max(1, parallel));
  const longest = tests.reduce((most, { longestMs }) => Math.max(most, longestMs), 0);
  const least = Math.max(together, longest);
  if (least <= limitMs) return;
  const who = longest > together ? 'A test case waits' : 'The test cases wait';
  const how = longest > together ? '' : parallel > 1 ? ` in all, ${parallel} at once` : ' in all';
  const message = `${who} ${shown(least)}${how}, the time limit of the run is ${shown(limitMs)}`;
  if (own) list.tell(tooShort(list.file, tree, least, message, tree));
  else list.atHead(tree, 'wait-over-timeout', message, { severity: 'warning', found: shown(least) });
};
