import { didYouMean } from '../distance';
import { child, plain, type Tree } from '../yaml/tree';
import type { ProblemList } from './problem-list';
import { includes, stableJson } from './stable-json';

/** Checks the `when` of a part of a test against what the matrix can give. */
export const checkWhen = (part: Tree, matrix: ReadonlyMap<string, readonly unknown[]> | undefined, list: ProblemList): void => {
  const tree = child(part, 'when');
  if (tree?.kind !== 'map' || !matrix) return;
  for (const [key, wanted] of tree.entries) {
    const known = matrix.get(key);
    if (!known) {
      list.atHead(wanted, 'unknown-name', `"${key}" is no key of this test's matrix.${didYouMean(key, [...matrix.keys()])}`, { found: key });
      continue;
    }
    for (const place of wanted.kind === 'list' ? wanted.items : [wanted]) {
      const value = plain(place);
      if (known.some((candidate) => includes(candidate, value))) continue;
      list.at(place, 'matches-nothing', `No value of "${key}" is ${stableJson(value)}.${didYouMean(String(value), known.map(String))}`, { severity: 'warning' });
    }
  }
};
