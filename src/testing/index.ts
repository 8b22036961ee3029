export { violationsText, type DirectRule, type Finding, type Rule, type RuleArea, type RuleText, type Violation } from './rule';
export { checkJournal, JOURNAL_RULES, type CheckJournalOptions } from './journal/check-journal';
