import { hasExpression } from '../expressions/template';
import { valueText } from '../value-text';
import { whenHolds } from '../when';
import { child, plain, scalars, type Tree } from '../yaml/tree';
import { anyIncludes } from './any-includes';
import type { Combination } from './combinations';
import type { ProblemList } from './problem-list';
import { stableJson } from './stable-json';

/** With more combinations each condition would cost too much. */
const MANY = 1000;

/** Checks the `when` of a part of a test against what the matrix can give. */
export const checkWhen = (part: Tree, matrix: ReadonlyMap<string, readonly unknown[]> | undefined, list: ProblemList, combinations: readonly Combination[] = []): void => {
  const tree = child(part, 'when');
  if (!tree) return;
  const expression = [...scalars(tree)].find(({ value }) => hasExpression(value));
  if (expression) {
    list.at(expression, 'wrong-value', `A "when" names values as they stand in the matrix: no expression can be used; found "${expression.text}"`, { found: expression.text, expected: 'a value of the matrix' });
    return;
  }
  if (tree.kind !== 'map' || !matrix) return;
  const before = list.count;
  for (const [key, wanted] of tree.entries) {
    const known = matrix.get(key);
    if (!known) {
      list.unknownAtHead(wanted, 'unknown-name', `"${key}" is no key of this test's matrix.`, key, [...matrix.keys()]);
      continue;
    }
    for (const place of wanted.kind === 'list' ? wanted.items : [wanted]) {
      const value = plain(place);
      if (anyIncludes(known, value)) continue;
      list.unknown(place, 'matches-nothing', `No value of "${key}" is ${stableJson(value)}.`, known.map(valueText), '', { severity: 'warning' });
    }
  }
  if (list.count > before || tree.entries.size < 2 || combinations.length === 0 || combinations.length > MANY) return;
  const wanted = plain(tree);
  if (!combinations.some((one) => whenHolds(wanted, one))) list.atHead(tree, 'matches-nothing', 'No combination of the matrix has all of this', { severity: 'warning' });
};
