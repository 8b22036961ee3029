import type { ProblemList } from '../read/problem-list';
import { describe } from '../schema/validate';
import { child, plain, type Tree } from '../yaml/tree';
import { isInterpolated, numberOf, type PantherService, waitOf } from './parts';

/** A number above zero; what is none is told. */
const positive = (tree: Tree | undefined, what: string, list: ProblemList): number | undefined => {
  if (!tree || isInterpolated(tree) || tree.kind === 'scalar' && tree.value === null) return undefined;
  const value = numberOf(tree);
  if (value !== undefined && value > 0) return value;
  const expected = what === 'iterations' ? 'a number above zero' : 'a number of seconds above zero';
  list.at(tree, 'wrong-value', `"${what}" must be ${expected}; found ${tree.kind === 'scalar' ? tree.text : describe(plain(tree))}`, { found: describe(plain(tree)), expected });
  return undefined;
};

const noEffect = (tree: Tree, what: string, list: ProblemList): void => {
  list.atHead(tree, 'no-effect', `"${what}" was not seen to have an effect in PANTHER`, { severity: 'information', found: what });
};

/** How long a test takes, and how often it is run. */
export const checkTimes = (test: Tree, services: readonly PantherService[], list: ProblemList): void => {
  const iterations = child(test, 'iterations');
  const times = positive(iterations, 'iterations', list);
  // Once is what it is anyway.
  if (iterations && times !== undefined && times !== 1) noEffect(iterations, 'iterations', list);
  const timeout = child(test, 'timeout');
  if (timeout && positive(timeout, 'timeout', list) !== undefined) noEffect(timeout, 'timeout', list);
  const wait = waitOf(test);
  const seconds = positive(wait, 'wait', list);
  let least: { readonly name: string; readonly limit: number; readonly place: Tree } | undefined;
  for (const { name, tree } of services) {
    const place = child(tree, 'timeout');
    const limit = positive(place, 'timeout', list);
    if (place && limit !== undefined && (least === undefined || limit < least.limit)) least = { name, limit, place };
  }
  if (!wait || seconds === undefined || !least || seconds <= least.limit) return;
  const { name, limit, place } = least;
  list.at(wait, 'wait-over-timeout', `The test waits ${seconds} s, but the service "${name}" is ended after ${limit} s`, {
    severity: 'warning', found: String(seconds), expected: `at most ${limit}`, related: [{ range: list.file.range(place.start, place.end), message: `the time limit of "${name}"` }],
  });
};
