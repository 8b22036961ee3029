import { messageOf } from '../events';
import type { Finding, Rule, Violation } from './rule';

/** Checks one rule after the other, each with a fresh subject; what a check throws is a finding, too. */
export async function checkRules<Subject>(rules: readonly Rule<Subject>[], subject: Subject): Promise<readonly Violation[]> {
  const violations: Violation[] = [];
  for (const rule of rules) {
    let findings: Iterable<Finding>;
    try {
      findings = [...await rule.check(subject)];
    } catch (error) {
      findings = [{ message: `it breaks: ${messageOf(error)}` }];
    }
    for (const finding of findings) violations.push({ rule: rule.id, ...finding });
  }
  return violations;
}

/** The promise's value, or `late` when it has not settled within so many real milliseconds; rejects as the promise does. */
export async function within<T, L>(ms: number, work: Promise<T>, late: L): Promise<T | L> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<L>((resolve) => (timer = setTimeout(() => resolve(late), ms)));
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}
