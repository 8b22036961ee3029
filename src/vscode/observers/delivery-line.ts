import type { TracedDelivery } from '../../events';
import { l10n } from '../l10n';

/** A traced delivery as a line of the log. */
export function deliveryLine({ observer, event, how, duration_ms, error }: TracedDelivery): string {
  const what = `${observer} ← ${event.type} (seq ${event.seq})`;
  const took = how === 'queued' ? l10n.t('queued') : how === 'handled' ? l10n.t('handled in {0} ms', duration_ms.toFixed(3)) : `${duration_ms.toFixed(3)} ms`;
  return error === undefined ? `${what}: ${took}` : `${what}: ${took}, ${l10n.t('failed: {0}', error)}`;
}
