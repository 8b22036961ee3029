import type * as z from 'zod';
import { mapStrings } from '../expressions/evaluate';
import { hasExpression } from '../expressions/template';
import type { CaseSettings } from '../experiment';
import type { Problem } from '../problem';
import { testKeys } from '../schema/test';
import { check, describe, messageOf } from '../schema/validate';
import { whenHolds } from '../when';
import { child, nearest, plain, scalars, type Tree } from '../yaml/tree';
import type { Combination } from './combinations';
import type { ProblemList } from './problem-list';

/** Replaces what is known before a run; what cannot be is added to the problems. */
export type Evaluate = (text: string, matrix: Combination, tree: Tree, problems: Problem[]) => unknown;

export const SETTING_KEYS = ['skip', 'timeout', 'retries', 'parallel_group', 'exclusive', 'fast_fail_enabled', 'expect_outcome'] as const;
type SettingKey = (typeof SETTING_KEYS)[number];
type SettingValue<Key extends SettingKey> = z.output<(typeof testKeys)[Key]>;

/** What a test says of the running of its cases; may differ between combinations. */
export class CaseSettingsReader {
  /** Those that are the same in every combination. */
  private readonly literal = new Map<SettingKey, unknown>();

  constructor(private readonly test: Tree, private readonly list: ProblemList, private readonly evaluate: Evaluate) {}

  read(matrix: Combination, errors: Problem[]): CaseSettings {
    const value = <Key extends SettingKey>(key: Key): SettingValue<Key> | undefined => this.value(key, matrix, errors);
    const skip = skipReason(value('skip'), matrix);
    const timeoutMs = value('timeout');
    const retries = value('retries');
    const group = value('parallel_group');
    const failFast = value('fast_fail_enabled');
    const expected = expectation(value('expect_outcome'), matrix);
    return {
      ...(skip === undefined ? {} : { skip }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(retries === undefined || retries === 0 ? {} : { retries }),
      ...(group === undefined ? {} : { parallelGroup: group }),
      ...(value('exclusive') === true ? { exclusive: true } : {}),
      ...(failFast === undefined ? {} : { failFast }),
      ...(expected === undefined ? {} : { expectOutcome: expected }),
    };
  }

  private value<Key extends SettingKey>(key: Key, matrix: Combination, errors: Problem[]): SettingValue<Key> | undefined {
    const tree = child(this.test, key);
    if (!tree) return undefined;
    if (this.literal.has(key)) return this.literal.get(key) as SettingValue<Key> | undefined;
    const before = errors.length;
    const given = mapStrings(plain(tree), (text, path) => this.evaluate(text, matrix, nearest(tree, path), errors));
    // A reason may be any text, also one that an expression gave.
    const { data, findings } = check(testKeys[key], key === 'skip' && typeof given === 'number' ? String(given) : given);
    const isLiteral = ![...scalars(tree)].some((scalar) => hasExpression(scalar.value));
    if (isLiteral) this.literal.set(key, data);
    // What is wrong with a literal one has been told already.
    if (errors.length > before || isLiteral) return data as SettingValue<Key> | undefined;
    for (const finding of findings) {
      // Why it has no value has been told.
      if (hasExpression(finding.found)) continue;
      const place = nearest(tree, finding.path);
      errors.push(this.list.file.at(place, finding.code, messageOf(finding, key), { expected: finding.expected, found: describe(finding.found) }));
    }
    return data as SettingValue<Key> | undefined;
  }
}

const skipReason = (skip: SettingValue<'skip'> | undefined, matrix: Combination): string | undefined => {
  if (skip === true) return 'skip: true';
  if (skip === undefined || skip === false || skip === '') return undefined;
  if (typeof skip === 'string') return skip;
  if (!whenHolds(skip.when, matrix)) return undefined;
  return skip.reason ?? `skip: ${Object.keys(skip.when).map((key) => `${key} is ${JSON.stringify(matrix[key])}`).join(', ')}`;
};

/** The first that names this combination; to pass is what is expected anyway. */
const expectation = (given: SettingValue<'expect_outcome'> | undefined, matrix: Combination): CaseSettings['expectOutcome'] => {
  if (given === undefined) return undefined;
  const all = typeof given === 'string' ? [{ outcome: given }] : Array.isArray(given) ? given : [given];
  const found = all.find((one) => whenHolds('when' in one ? one.when : undefined, matrix));
  if (found === undefined || found.outcome === 'passed') return undefined;
  return { outcome: found.outcome, ...('reason' in found && found.reason !== undefined ? { reason: found.reason } : {}) };
};
