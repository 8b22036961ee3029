import type { ObserverSettings } from '../observer-settings';
import { ProblemList } from '../read/problem-list';
import { OBSERVER_KEYS, observerSettings } from '../read/read-observers';
import { observerHead, type ObserverHead } from '../schema/observers';
import { check } from '../schema/validate';
import { child, nearest, plain, type Tree } from '../yaml/tree';
import { parsePath } from '../path';
import { isInterpolated } from './parts';

/** What both formats have and mean alike. */
const SHARED = /\.(?:enabled|level|log_level|priority|enable_colors|feature_levels(?:\..*)?)$/;

/** What cannot be understood here is told and left out, and breaks nothing; what only PANTHER has is its own. */
export const readPantherObservers = (tree: Tree, problems: ProblemList): ObserverSettings => {
  let head: ObserverHead = {};
  for (const key of OBSERVER_KEYS) {
    const section = child(tree, key);
    if (!section) continue;
    const value = { [key]: plain(section) };
    const read = check(observerHead, value);
    if (read.data) head = { ...head, ...read.data };
    const own = new ProblemList(problems.file);
    own.check(observerHead, value, tree, key);
    for (const problem of own.problems) {
      if (SHARED.test(problem.path) && !isInterpolated(nearest(tree, parsePath(problem.path)))) problems.tell({ ...problem, severity: 'warning' });
    }
  }
  return observerSettings(head);
};
