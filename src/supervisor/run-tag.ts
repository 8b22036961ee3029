/** In the environment of everything a run starts; descendants inherit it. */
export const RUN_TAG = 'EXPERIMENT_OBSERVER_RUN';

export const tagOf = (runId: string): string => `${RUN_TAG}=${runId}`;
