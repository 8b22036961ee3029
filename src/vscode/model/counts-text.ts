import type { Counts, Outcome } from '../../events';
import { l10n } from '../l10n';

const SHOWN: readonly Outcome[] = ['passed', 'failed', 'error', 'skipped', 'cancelled', 'interrupted'];

/** `3 passed, 1 failed`; empty when nothing has ended. */
export const countsText = (counts: Counts): string =>
  SHOWN.filter((outcome) => counts[outcome] > 0).map((outcome) => `${counts[outcome]} ${outcomeText(outcome)}`).join(', ');

/** Failed and broken test cases together. */
export const failedCount = (counts: Counts): number => counts.failed + counts.error + counts.interrupted;

export const doneCount = (counts: Counts): number => SHOWN.reduce((sum, outcome) => sum + counts[outcome], 0);

export function outcomeText(outcome: Outcome): string {
  switch (outcome) {
    case 'passed': return l10n.t('passed');
    case 'failed': return l10n.t('failed');
    case 'error': return l10n.t('error');
    case 'skipped': return l10n.t('skipped');
    case 'cancelled': return l10n.t('cancelled');
    case 'interrupted': return l10n.t('interrupted');
    default: return outcome satisfies never;
  }
}
