import type { Clock } from './step-context';
import type { Abortable } from './signal';

/** Calls `ring` after so many milliseconds, unless the function that is returned is called before. */
export function alarm(clock: Clock, ms: number, ring: () => void): () => void {
  const off = new Off();
  clock.sleep(ms, off).then(ring, () => undefined);
  return () => off.abort();
}

/** Without a reason of its own each abort would make an error with its stack. */
const OVER = new Error('It is over');

/** For the one who sleeps. An `AbortController` costs many times as much, and a step needs several. */
class Off implements Abortable {
  aborted = false;
  readonly reason = OVER;
  #listener: (() => void) | undefined;

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listener = listener;
  }

  removeEventListener(): void {
    this.#listener = undefined;
  }

  abort(): void {
    if (this.aborted) return;
    this.aborted = true;
    this.#listener?.();
  }
}
