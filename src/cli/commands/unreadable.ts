import type { LoadedExperiment } from '../../config';

/** The file could not even be read: whoever called named the wrong one. */
export const unreadable = ({ problems }: LoadedExperiment): boolean => problems.some(({ code }) => code === 'unreadable');
