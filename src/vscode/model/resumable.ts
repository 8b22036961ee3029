import type { RunState } from '../../results';

/** Whether the run stopped before its end, as far as its state tells. */
export const isResumable = ({ outcome }: Pick<RunState, 'outcome'>): boolean => outcome === 'interrupted' || outcome === 'cancelled';
