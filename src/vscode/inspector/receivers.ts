import type { Explanation } from '../../events';
import { l10n } from '../l10n';
import type { Receipt } from '../observers/delivery-traces';
import type { ReceiverRow } from './protocol';

export interface Receivers {
  readonly receivers: readonly ReceiverRow[];
  /** Why there are none, or what their times are. */
  readonly note: string;
}

/**
 * Who received an event.
 * @param receipts as traced in this window; empty: this event was not.
 * @param explanation of the event's type, while the run is under way here.
 */
export function receiversOf(receipts: readonly Receipt[], explanation: Explanation | undefined): Receivers {
  if (receipts.length > 0) return { receivers: receipts.map(traced), note: '' };
  if (explanation !== undefined) {
    return {
      receivers: explanation.receivers.map(({ observer, pattern }) => ({ observer, how: l10n.t("through '{0}'", pattern), took: '' })),
      note: l10n.t('Who receives events of this type now. How long each took is known of events that were traced: switch tracing on while a run is under way.'),
    };
  }
  return { receivers: [], note: l10n.t('Not traced: who received it, and how long each took, is known only of runs of this window that were traced while they were under way.') };
}

const traced = ({ observer, how, duration_ms, error }: Receipt): ReceiverRow =>
  ({ observer, how: howText(how), took: how === 'queued' ? '' : `${duration_ms.toFixed(3)} ms`, ...(error === undefined ? {} : { error }) });

function howText(how: Receipt['how']): string {
  switch (how) {
    case 'called': return l10n.t('called');
    case 'queued': return l10n.t('put into its queue');
    case 'handled': return l10n.t('handled');
    default: return how satisfies never;
  }
}
