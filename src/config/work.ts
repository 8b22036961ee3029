import { Breather } from '../events';

/** Work that can rest between its steps. */
export type Work<Result> = Generator<undefined, Result, undefined>;

/** Does it in one go. */
export const atOnce = <Result>(work: Work<Result>): Result => {
  let step = work.next();
  while (step.done !== true) step = work.next();
  return step.value;
};

/** Does it without holding the event loop for long. Rejects with the signal's reason when aborted. */
export const withRests = async <Result>(work: Work<Result>, signal?: AbortSignal): Promise<Result> => {
  const breather = new Breather();
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    await breather.breathe();
    signal?.throwIfAborted();
  }
};
