import type { ObserverSource, ObserverStatus } from '../../events';
import { l10n } from '../l10n';
import { PROBLEM } from '../tree/icons';
import type { RowIcon } from '../tree/row';

/** A row of the Observers view as it looks. */
export interface ObserverRow {
  readonly label: string;
  readonly description?: string;
  readonly tooltip: string;
  readonly icon: RowIcon;
  /** Which actions its menu offers. */
  readonly context: string;
  /** What a screen reader says. */
  readonly spoken: string;
}

export const sourceText = (source: ObserverSource | undefined): string => {
  const kind = source?.kind ?? 'api';
  switch (kind) {
    case 'built-in': return l10n.t('built in');
    case 'plug-in': return l10n.t('plug-in {0}', source?.name ?? source?.file ?? '');
    case 'extension': return l10n.t('extension {0}', source?.name ?? '');
    case 'api': return l10n.t('by API');
    default: return kind satisfies never;
  }
};

const kindText = ({ kind }: ObserverStatus): string => {
  switch (kind) {
    case 'function': return l10n.t('function');
    case 'observer': return l10n.t('observer');
    case 'async': return l10n.t('asynchronous observer');
    default: return kind satisfies never;
  }
};

const count = (number: number, one: string, many: string): string => (number === 1 ? one : l10n.t(many, number));
const ms = (value: number): string => (value < 10 ? value.toFixed(3) : value.toFixed(0));

const deliveredText = ({ delivered }: ObserverStatus): string => count(delivered, l10n.t('1 event'), '{0} events');
const errorsText = ({ errors }: ObserverStatus): string => count(errors, l10n.t('1 error'), '{0} errors');
const timeText = ({ samples, mean_ms, worst_ms }: ObserverStatus): string => (samples === 0
  ? l10n.t('not timed singly yet')
  : l10n.t('{0} ms on average, {1} ms at worst, over {2} timed calls', ms(mean_ms), ms(worst_ms), samples));

/** What is said of an observer, one row each. */
export interface Fact {
  readonly key: string;
  readonly label: string;
  readonly tooltip?: string;
  readonly icon: string | RowIcon;
}

export function factsOf(status: ObserverStatus): readonly Fact[] {
  const { patterns, source, errors, lastError, lastStack, queued, dropped, kind, required, warnings, priority } = status;
  return [
    ...warnings.map(({ message }, index) => ({ key: `warning ${index}`, label: message, icon: PROBLEM.warning })),
    ...(errors === 0 ? [] : [{ key: 'error', label: l10n.t('{0}, the last: {1}', errorsText(status), oneLine(lastError ?? '')), tooltip: lastStack ?? lastError ?? '', icon: PROBLEM.error }]),
    ...(dropped === 0 ? [] : [{ key: 'dropped', label: count(dropped, l10n.t('1 event dropped: the queue was full'), '{0} events dropped: the queue was full'), icon: PROBLEM.warning }]),
    { key: 'patterns', label: l10n.t('hears {0}', patterns.join(', ')), icon: 'filter' },
    { key: 'source', label: `${kindText(status)}, ${sourceText(source)}`, icon: 'plug', ...(source?.file === undefined ? {} : { tooltip: source.file }) },
    { key: 'time', label: timeText(status), icon: 'watch', tooltip: l10n.t('A delivery is timed as a whole. Single calls are timed while tracing, and after a delivery of over 1 ms.') },
    ...(kind === 'async' || queued > 0 ? [{ key: 'queue', label: count(queued, l10n.t('1 event waits'), '{0} events wait'), icon: 'inbox' }] : []),
    ...(required ? [{ key: 'required', label: l10n.t('required: the run ends with an error when it fails'), icon: 'shield' }] : []),
    ...(priority === 0 ? [] : [{ key: 'priority', label: l10n.t('priority {0}', priorityText(priority)), icon: 'arrow-up' }]),
  ];
}

const priorityText = (priority: number): string => (priority > 1e15 ? '∞' : String(priority));

export function observerRow(status: ObserverStatus, live: boolean, traced: boolean): ObserverRow {
  const { observer, errors, suspended, dropped, warnings, vital, source } = status;
  const description = [
    deliveredText(status), ...(errors === 0 ? [] : [errorsText(status)]), ...(dropped === 0 ? [] : [l10n.t('{0} dropped', dropped)]),
    ...(suspended ? [l10n.t('suspended')] : []), ...(traced ? [l10n.t('traced')] : []),
  ].join(', ');
  const icon = suspended ? { id: 'debug-pause' } : errors > 0 ? PROBLEM.error : warnings.length + dropped > 0 ? PROBLEM.warning : { id: 'eye' };
  const steer = !live ? '' : suspended ? '.suspended' : vital ? '.vital' : '.active';
  return {
    label: observer, description, icon, context: `observer${steer}${traced ? '.traced' : '.untraced'}${canBeOpened(source) ? '.file' : ''}`,
    tooltip: [observer, ...factsOf(status).map(({ label }) => label)].join('\n\n'),
    spoken: [l10n.t('observer {0}', observer), sourceText(source), description, timeText(status), ...warnings.map(({ message }) => message)].join(', '),
  };
}

/** Whether there is something behind it to be shown. */
export const canBeOpened = (source: ObserverSource | undefined): boolean => source?.file !== undefined || source?.kind === 'extension';

const oneLine = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' ⏎ ');
