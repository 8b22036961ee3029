import { mapStrings } from '../expressions/evaluate';
import { hasExpression, parseTemplate } from '../expressions/template';
import type { Problem } from '../problem';
import { kindOf } from '../kind-of';
import { GROUP_KINDS } from '../schema/step';
import { withTexts } from '../resolve/resolve-draft';
import { awaitsExpression, check } from '../schema/validate';
import { belongsTo } from '../when';
import { scalars, type Tree } from '../yaml/tree';
import type { Combination } from './combinations';
import { ProblemList, type CheckedPart } from './problem-list';
import { stableJson } from './stable-json';

interface Part extends CheckedPart {
  /** Its texts with expressions that are known before a run. */
  readonly texts: readonly string[];
  /** Keys of the matrix that these name. */
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

const textsOf = (tree: Tree): readonly string[] => {
  const texts: string[] = [];
  for (const { value } of scalars(tree)) if (typeof value === 'string' && hasExpression(value) && isEarly(value)) texts.push(value);
  return texts;
};

const keysOf = (texts: readonly string[]): readonly string[] =>
  [...new Set(texts.flatMap((text) => parseTemplate(text).parts.flatMap((part) => (typeof part !== 'string' && part.path[0] === 'matrix' ? [part.path[1] ?? ''] : []))))];

/** What any place takes that takes the text of an expression; patterns are among these places. */
const isPlain = (value: unknown): boolean => value === undefined || (typeof value === 'string' ? /^[^()[\]{}*+?\\|]+$/.test(value) : typeof value === 'number' || typeof value === 'boolean');

/** Checks parts once more with the values that a combination gives their expressions: what would break in the run is known before it. */
export class KnownValues {
  private readonly parts: readonly Part[];

  /** @param valueOf the value of a text; undefined while it is not known */
  constructor(checked: readonly CheckedPart[], private readonly list: ProblemList, private readonly valueOf: (text: string, matrix: Combination) => unknown) {
    const groups = checked.filter(({ whole }) => kindOf(whole, GROUP_KINDS) !== undefined);
    this.parts = checked.flatMap((part): Part[] => {
      const texts = textsOf(part.tree);
      if (texts.length === 0) return [];
      const above = groups.filter(({ tree: { path } }) => path.length < part.tree.path.length && path.every((key, index) => key === part.tree.path[index]));
      return [{ ...part, texts, keys: keysOf(texts), wholes: [part.whole, ...above.map(({ whole }) => whole)], told: new Map() }];
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

  private check({ schema, value, tree, name, texts, awaits }: Part, matrix: Combination): readonly Problem[] {
    // A check takes longer than all the rest, and nearly all values are words.
    if (!awaits && texts.every((text) => isPlain(this.valueOf(text, matrix)))) return [];
    const given = mapStrings(value, (text) => {
      const known = hasExpression(text) && isEarly(text) ? this.valueOf(text, matrix) : undefined;
      return known === undefined ? text : known;
    });
    const first = check(schema, given).findings;
    if (first.length === 0) return [];
    const { findings } = check(schema, withTexts(given, first, value));
    const list = new ProblemList(this.list.file);
    // What is wrong without any expression has been told.
    const told = new Set(check(schema, value).findings.filter((finding) => !awaitsExpression(finding, value)).map(({ path }) => stableJson(path)));
    for (const finding of findings) if (!awaitsExpression(finding, given) && !told.has(stableJson(finding.path))) list.finding(finding, tree, name);
    return list.problems;
  }
}
