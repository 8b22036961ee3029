/** What a rule is about. */
export type RuleArea =
  | 'envelope' | 'order' | 'announced means told' | 'pairs' | 'reducer' | 'delivery' | 'isolation' | 'teardown';

/** Where something breaks a rule. */
export interface Finding {
  readonly message: string;
  /** Of the event that shows it. */
  readonly seq?: number;
  /** Id of the test case it happened in. */
  readonly test?: string;
}

/** A finding with the number of its rule. */
export interface Violation extends Finding {
  readonly rule: string;
}

export interface RuleText {
  /** As in `R23`; it stays with the rule for ever. */
  readonly id: string;
  readonly area: RuleArea;
  /** The rule in one sentence. */
  readonly says: string;
}

/** A rule that whatever is checked must keep. */
export interface Rule<Subject> extends RuleText {
  /** Everything that breaks it; what this throws counts as a finding. */
  check(subject: Subject): Iterable<Finding> | Promise<Iterable<Finding>>;
}

/** A rule that can be checked at once. */
export interface DirectRule<Subject> extends Rule<Subject> {
  check(subject: Subject): Iterable<Finding>;
}

/** One line for each violation, with the sentence of its rule; empty when there is none. */
export function violationsText(violations: readonly Violation[], rules: readonly RuleText[]): string {
  return violations.map(({ rule, message, seq, test }) => {
    const says = rules.find(({ id }) => id === rule)?.says ?? '';
    const where = [test === undefined ? [] : `test ${test}`, seq === undefined ? [] : `seq ${seq}`].flat().join(', ');
    return `${rule} (${says})${where === '' ? '' : ` ${where}`}: ${message}`;
  }).join('\n');
}
