import type { Clock } from './step-context';

/** The clock of the machine, in whole milliseconds: what is finer is noise in events. */
export const systemClock: Clock = {
  now: () => Math.round(performance.now()),
  wallTime: () => new Date(),
  sleep: (ms, signal) => new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(asError(signal.reason));
      return;
    }
    const abort = () => {
      clearTimeout(timer);
      reject(asError(signal?.reason));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, Math.min(ms, LONGEST_TIMER_MS));
    signal?.addEventListener('abort', abort, { once: true });
  }),
};

/** Node runs a longer timer at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)));
