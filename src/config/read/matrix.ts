import { evaluateText, ExpressionError, mapStrings } from '../expressions/evaluate';
import type { Names } from '../expressions/names';
import { formatPath } from '../path';
import { matrix as matrixSchema, matrixValues } from '../schema/test';
import { id } from '../schema/leaves';
import { check } from '../schema/validate';
import type { ExpressionScope } from '../specs';
import { valueText } from '../value-text';
import { child, nearest, plain, type Tree } from '../yaml/tree';
import { anyIncludes } from './any-includes';
import { checkEnvironmentNames } from './check-environment-names';
import { combinations, product, type Combination, type Matrix } from './combinations';
import type { ProblemList } from './problem-list';
import { stableJson } from './stable-json';

/** Replaces what is known before a run; everything else is a problem at its place. */
export const staticValue = (tree: Tree, scope: ExpressionScope, list: ProblemList): unknown =>
  mapStrings(plain(tree), (text, path) => {
    try {
      return evaluateText(text, scope);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      const scalar = nearest(tree, path);
      if (scalar.kind === 'scalar') list.atPart(scalar, text, error, 'unresolved-expression', error.message);
      return text;
    }
  });

const excludes = (tree: Tree, values: readonly unknown[], keys: Matrix['keys'], list: ProblemList): void => {
  values.forEach((entry, index) => {
    if (typeof entry !== 'object' || entry === null) return;
    for (const [key, value] of Object.entries(entry)) {
      const place = nearest(tree, [index, key]);
      const known = keys.get(key);
      if (!known) list.unknownAtHead(place, 'unknown-name', `"${key}" is no key of this matrix.`, key, [...keys.keys()]);
      else if (!anyIncludes(known, value)) {
        list.unknown(place, 'excludes-nothing', `No value of "${key}" is ${stableJson(value)}.`, known.map(valueText), '', { severity: 'warning' });
      }
    }
  });
};

/** Undefined when the matrix does not hold: the test then cannot be expanded. */
export const readMatrix = (tree: Tree, names: Names, scope: ExpressionScope, list: ProblemList): Matrix | undefined => {
  const before = list.errorCount;
  list.expressions(tree, names);
  if (list.errorCount > before) return undefined;
  const value = staticValue(tree, scope, list);
  if (list.check(matrixSchema, value, tree, 'matrix') === undefined || typeof value !== 'object' || value === null) return undefined;
  const keys = new Map<string, readonly unknown[]>();
  for (const [key, values] of Object.entries(value)) {
    const place = child(tree, key) ?? tree;
    if (key === 'exclude' || key === 'include') continue;
    if (check(id, key).findings.length > 0) {
      list.atHead(place, 'invalid-name', `"${key}" cannot be a matrix key: expected a name of letters, digits, _ and -`, { found: key });
      continue;
    }
    const found = list.check(matrixValues, values, place, `matrix.${key}`);
    if (!found) continue;
    const seen = new Set<string>();
    found.forEach((one, index) => {
      const text = stableJson(one);
      if (seen.has(text)) list.at(nearest(place, [index]), 'duplicate-value', `${text} stands twice in "${key}": use iterations to repeat a test`, { found: text });
      seen.add(text);
    });
    keys.set(key, found);
  }
  checkEnvironmentNames('MATRIX', new Map([...keys.keys()].map((key) => [key, child(tree, key) ?? tree])), (_, place, code, message, details) => list.atHead(place, code, message, details));
  const exclude = entriesOf(value, 'exclude');
  const include = entriesOf(value, 'include');
  excludes(child(tree, 'exclude') ?? tree, exclude, keys, list);
  includeNames(child(tree, 'include') ?? tree, include, list);
  if (list.errorCount > before) return undefined;
  const matrix = { keys, exclude, include, count: product(keys, include) + include.length };
  if (keys.size > 0 && exclude.length > 0 && matrix.count <= MANY && combinations(matrix).length === 0) {
    list.at(child(tree, 'exclude') ?? tree, 'no-combination', `${formatPath(['matrix', 'exclude'])} leaves no combination to run`);
    return undefined;
  }
  return matrix;
};

const MANY = 100_000;

/** Every key that a combination may have, with all its values. */
export const valuesByKey = ({ keys, include }: Matrix): ReadonlyMap<string, readonly unknown[]> => {
  const added = new Map<string, unknown[]>();
  for (const entry of include) {
    for (const [key, value] of Object.entries(entry)) {
      const values = added.get(key) ?? [];
      values.push(value);
      added.set(key, values);
    }
  }
  return new Map([...keys, ...[...added].map(([key, values]) => [key, [...keys.get(key) ?? [], ...values]] as const)]);
};

const entriesOf = (matrix: object, name: 'exclude' | 'include'): readonly Combination[] => {
  const given: unknown = Object.hasOwn(matrix, name) ? (matrix as { readonly [key: string]: unknown })[name] : undefined;
  return Array.isArray(given) ? given.filter((entry): entry is Combination => typeof entry === 'object' && entry !== null) : [];
};

const includeNames = (tree: Tree, entries: readonly Combination[], list: ProblemList): void => {
  entries.forEach((entry, index) => {
    for (const key of Object.keys(entry)) {
      if (check(id, key).findings.length > 0) list.atHead(nearest(tree, [index, key]), 'invalid-name', `"${key}" cannot be a matrix key: expected a name of letters, digits, _ and -`, { found: key });
    }
    if (Object.keys(entry).length === 0) list.at(nearest(tree, [index]), 'wrong-value', 'An entry of "include" must have at least one key', { expected: 'a map of matrix keys' });
  });
};
