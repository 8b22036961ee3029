import { messageOf, type ExperimentEvent } from '../../events';
import type { DirectRule, Violation } from '../rule';
import { ENVELOPE_RULES } from './envelope-rules';
import { JournalFacts } from './journal-facts';
import { PAIR_RULES } from './pair-rules';
import { REDUCER_RULES } from './reducer-rules';
import { RUN_RULES } from './run-rules';
import { TEST_CASE_RULES } from './test-case-rules';

export interface CheckJournalOptions {
  /** False: the run is under way or its journal was cut, so that nobody misses an end. Default true. */
  readonly ended?: boolean;
}

/** The laws of every journal, in the order of their numbers. */
export const JOURNAL_RULES: readonly DirectRule<JournalFacts>[] = [...ENVELOPE_RULES, ...RUN_RULES, ...TEST_CASE_RULES, ...PAIR_RULES, ...REDUCER_RULES];

/** Everything in the events of one run, in their order, that breaks a law of the journal; none: it is sound. */
export function checkJournal(events: readonly ExperimentEvent[], { ended = true }: CheckJournalOptions = {}): readonly Violation[] {
  const facts = new JournalFacts(events, ended);
  return JOURNAL_RULES.flatMap((rule): Violation[] => {
    try {
      return [...rule.check(facts)].map((finding) => ({ rule: rule.id, ...finding }));
    } catch (error) {
      return [{ rule: rule.id, message: `it cannot be checked: ${messageOf(error)}` }];
    }
  });
}
