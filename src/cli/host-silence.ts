const HOST_SILENCE_MS = 60_000;

/** An observer that never returns stops this process: after so long the supervisor ends it. */
export function hostSilenceMs({ EXPERIMENT_OBSERVER_HOST_SILENCE_MS: given }: NodeJS.ProcessEnv): number {
  const ms = Number(given);
  return Number.isInteger(ms) && ms > 0 ? ms : HOST_SILENCE_MS;
}
