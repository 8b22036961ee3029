import type { Outcome } from '../../events';
import type { ServiceState, StepState } from '../../results';
import type { RowIcon } from './row';

const OLD_COLOR = 'descriptionForeground';
const icon = (id: string, color?: string): RowIcon => (color === undefined ? { id } : { id, color });

export const RUNNING = icon('sync~spin', 'progressBar.background');
export const STOPPING = icon('loading~spin', 'testing.iconQueued');
export const QUEUED = icon('clock', 'testing.iconQueued');
export const PLANNED = icon('circle-outline', 'testing.iconUnset');
export const PROBLEM = { error: icon('error', 'list.errorForeground'), warning: icon('warning', 'list.warningForeground'), information: icon('info', 'problemsInfoIcon.foreground') };

export const PAST = icon('history', 'list.warningForeground');

/** What is of the past stands still. */
export const dimmed = (shown: RowIcon): RowIcon => ({ id: shown.id.replace('~spin', ''), color: OLD_COLOR });

/** Each outcome has a shape of its own. */
export function outcomeIcon(outcome: Outcome): RowIcon {
  switch (outcome) {
    case 'passed': return icon('pass', 'testing.iconPassed');
    case 'failed': return icon('error', 'testing.iconFailed');
    case 'error': return icon('warning', 'testing.iconErrored');
    case 'skipped': return icon('debug-step-over', 'testing.iconSkipped');
    case 'cancelled': return icon('circle-slash', 'testing.iconSkipped');
    case 'interrupted': return icon('debug-disconnect', 'testing.iconErrored');
    default: return outcome satisfies never;
  }
}

export function serviceIcon(status: ServiceState['status']): RowIcon {
  switch (status) {
    case 'planned': return PLANNED;
    case 'starting': return RUNNING;
    case 'ready': return icon('vm-running', 'testing.iconPassed');
    case 'stopping': return STOPPING;
    case 'stopped': return icon('vm-outline');
    case 'error': return outcomeIcon('error');
    default: return status satisfies never;
  }
}

export function stepIcon(status: StepState['status']): RowIcon {
  return status === 'running' ? RUNNING : outcomeIcon(status);
}
