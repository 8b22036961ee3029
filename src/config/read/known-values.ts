import { mapStrings } from '../expressions/evaluate';
import { hasExpression, parseTemplate } from '../expressions/template';
import type { Problem } from '../problem';
import { kindOf } from '../kind-of';
import { GROUP_KINDS } from '../schema/step';
import { withTexts } from '../resolve/resolve-draft';
import { awaitsExpression, check } from '../schema/validate';
import { belongsTo } from '../when';
import { scalars, type Tree } from '../yaml/tree';
import type { Combination } from './matrix';
import { ProblemList, type CheckedPart } from './problem-list';
import { stableJson } from './stable-json';

interface Part extends CheckedPart {
  /** Keys of the matrix that its expressions name. */
  readonly keys: readonly string[];
  /** Itself, and the steps that it stands below: with their conditions. */
  readonly wholes: readonly unknown[];
  /** What was found, by the values of those keys. */
  readonly told: Map<string, readonly Problem[]>;
}

const EARLY: readonly string[] = ['matrix', 'variables', 'file'];

/** Whether all that a text asks for is known before a run. */
const isEarly = (text: string): boolean =>
  parseTemplate(text).parts.every((part) => typeof part === 'string' || EARLY.includes(part.path[0] ?? ''));

const keysOf = (tree: Tree): readonly string[] | undefined => {
  const keys = new Set<string>();
  let some = false;
  for (const { value } of scalars(tree)) {
    if (typeof value !== 'string' || !hasExpression(value) || !isEarly(value)) continue;
    some = true;
    for (const part of parseTemplate(value).parts) if (typeof part !== 'string' && part.path[0] === 'matrix') keys.add(part.path[1] ?? '');
  }
  return some ? [...keys] : undefined;
};

/** Checks parts once more with the values that a combination gives their expressions: what would break in the run is known before it. */
export class KnownValues {
  private readonly parts: readonly Part[];

  /** @param valueOf the value of a text; undefined while it is not known */
  constructor(checked: readonly CheckedPart[], private readonly list: ProblemList, private readonly valueOf: (text: string, matrix: Combination) => unknown) {
    const groups = checked.filter(({ whole }) => kindOf(whole, GROUP_KINDS) !== undefined);
    this.parts = checked.flatMap((part): Part[] => {
      const keys = keysOf(part.tree);
      if (keys === undefined) return [];
      const above = groups.filter(({ tree: { path } }) => path.length < part.tree.path.length && path.every((key, index) => key === part.tree.path[index]));
      return [{ ...part, keys, wholes: [part.whole, ...above.map(({ whole }) => whole)], told: new Map() }];
    });
  }

  problemsOf(matrix: Combination): readonly Problem[] {
    return this.parts.flatMap((part) => {
      if (!part.wholes.every((whole) => belongsTo(whole, matrix))) return [];
      const values = part.keys.length === 0 ? '' : stableJson(part.keys.map((key) => matrix[key] ?? null));
      const told = part.told.get(values) ?? this.check(part, matrix);
      part.told.set(values, told);
      return told;
    });
  }

  private check({ schema, value, tree, name }: Part, matrix: Combination): readonly Problem[] {
    const given = mapStrings(value, (text) => {
      const known = hasExpression(text) && isEarly(text) ? this.valueOf(text, matrix) : undefined;
      return known === undefined ? text : known;
    });
    const { findings } = check(schema, withTexts(given, check(schema, given).findings, value));
    const list = new ProblemList(this.list.file);
    // What is wrong without any expression has been told.
    const told = new Set(check(schema, value).findings.filter((finding) => !awaitsExpression(finding, value)).map(({ path }) => stableJson(path)));
    for (const finding of findings) if (!awaitsExpression(finding, given) && !told.has(stableJson(finding.path))) list.finding(finding, tree, name);
    return list.problems;
  }
}
