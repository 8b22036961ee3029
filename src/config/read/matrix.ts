import { didYouMean } from '../distance';
import { evaluateText, ExpressionError, mapStrings } from '../expressions/evaluate';
import type { Names } from '../expressions/names';
import { formatPath } from '../path';
import { matrix as matrixSchema, matrixValues } from '../schema/test';
import { id } from '../schema/leaves';
import { check } from '../schema/validate';
import type { ExpressionScope } from '../specs';
import { child, nearest, plain, type Tree } from '../yaml/tree';
import type { ProblemList } from './problem-list';
import { includes, stableJson } from './stable-json';

export type Combination = { readonly [key: string]: unknown };
export interface Matrix {
  /** Each key's values; first key slowest. */
  readonly keys: ReadonlyMap<string, readonly unknown[]>;
  readonly exclude: readonly Combination[];
  /** Before anything is excluded. */
  readonly count: number;
}

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
      if (!known) list.atHead(place, 'unknown-name', `"${key}" is no key of this matrix.${didYouMean(key, [...keys.keys()])}`, { found: key });
      else if (!known.some((candidate) => includes(candidate, value))) {
        list.at(place, 'excludes-nothing', `No value of "${key}" is ${stableJson(value)}.${didYouMean(String(value), known.map(String))}`, { severity: 'warning' });
      }
    }
  });
};

/** Undefined when the matrix does not hold: the test then cannot be expanded. */
export const readMatrix = (tree: Tree, names: Names, scope: ExpressionScope, list: ProblemList): Matrix | undefined => {
  const before = list.errors.length;
  list.expressions(tree, names);
  if (list.errors.length > before) return undefined;
  const value = staticValue(tree, scope, list);
  if (list.check(matrixSchema, value, tree, 'matrix') === undefined || tree.kind !== 'map' || typeof value !== 'object' || value === null) return undefined;
  const keys = new Map<string, readonly unknown[]>();
  for (const [key, values] of Object.entries(value)) {
    const place = child(tree, key) ?? tree;
    if (key === 'exclude') continue;
    if (key === 'include') {
      list.atHead(place, 'not-yet-supported', '"include" is part of the format, but not supported yet', { found: key });
      continue;
    }
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
  const exclude = (Object.hasOwn(value, 'exclude') ? (value as { readonly exclude?: unknown }).exclude : undefined) ?? [];
  const entries = Array.isArray(exclude) ? exclude : [];
  excludes(child(tree, 'exclude') ?? tree, entries, keys, list);
  if (list.errors.length > before) return undefined;
  const count = [...keys.values()].reduce((product, values) => product * values.length, 1);
  if (keys.size > 0 && count <= MANY && combinations({ keys, exclude: entries, count }).length === 0) {
    list.at(child(tree, 'exclude') ?? tree, 'no-combination', `${formatPath(['matrix', 'exclude'])} leaves no combination to run`);
    return undefined;
  }
  return { keys, exclude: entries, count };
};

const MANY = 100_000;

/** All combinations that are not excluded, first key slowest. */
export const combinations = ({ keys, exclude }: Matrix): readonly Combination[] => {
  let all: Combination[] = [{}];
  for (const [key, values] of keys) all = all.flatMap((combination) => values.map((value) => ({ ...combination, [key]: value })));
  return exclude.length === 0 ? all : all.filter((combination) => !exclude.some((entry) => includes(combination, entry)));
};
