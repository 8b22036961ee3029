import { l10n } from '../l10n';

/** The page's own words: it has no translator. */
export const pageTexts = () => ({
  events: l10n.t('Events'), filter: l10n.t('Filter'), pattern: l10n.t('Pattern'), patternHint: l10n.t('test_case.*, *.error'), test: l10n.t('Test case'), service: l10n.t('Service'),
  text: l10n.t('Text'), clear: l10n.t('Clear'), all: l10n.t('{0} events'), some: l10n.t('{0} of {1} events'), searching: l10n.t('searching, {0} %'), use: l10n.t("Use '{0}'"),
  seq: l10n.t('Seq'), offset: l10n.t('After'), clock: l10n.t('Time'), type: l10n.t('Type'), words: l10n.t('What it says'), loading: l10n.t('…'),
  none: l10n.t('No event passes the filter.'), nothing: l10n.t('No event yet.'), notes: l10n.t('Notes on the journal'), live: l10n.t('live'),
  past: l10n.t('The past'), slider: l10n.t('Moment of the run'), play: l10n.t('Play'), pause: l10n.t('Pause'), back: l10n.t('Previous Event'), on: l10n.t('Next Event'), now: l10n.t('Back to Now'),
  atNow: l10n.t('now'), atMoment: l10n.t('at {0}, after {1} of {2} events'),
  details: l10n.t('Details of the selected event'), select: l10n.t('Select an event to see where it comes from, what it led to, and who received it.'),
  config: l10n.t('Go to Config'), tree: l10n.t('Show in Tree'), log: l10n.t('Open Log Here'), causes: l10n.t('Causes'), noCause: l10n.t('It answers no other event.'), answers: l10n.t('Answers'),
  noAnswer: l10n.t('No observer answered it with an event.'), moreAnswers: l10n.t('… and {0} more'), receivers: l10n.t('Received by'), observer: l10n.t('Observer'), how: l10n.t('How'), took: l10n.t('Took'),
  json: l10n.t('The event'), hidden: l10n.t('The filter hides this event.'),
});
export type PageTexts = ReturnType<typeof pageTexts>;
