import type { Clock } from '../step-context';

/** One of the things that must hold before something is ready. */
export interface Condition {
  /** Resolves when it holds; rejects with the signal's reason, or when it can never hold. */
  hold(signal: AbortSignal): Promise<void>;
  /** What is missing; asked when the time is over. */
  missing(): Promise<string>;
  /** Called when the service has ended: what it wrote last is not overlooked. */
  lookOnceMore?(): Promise<void>;
  close?(): Promise<void>;
}


interface Polling {
  readonly clock: Clock;
  readonly intervalMs: number;
  /** By how much each wait is longer than the one before; default 1.5, less where a try costs little. */
  readonly growth?: number;
  readonly signal: AbortSignal;
}

/** What begins to hold soon is seen soon: so long after the first try comes the second, and each later one a little later again. */
const FIRST_INTERVAL_MS = 5;
/** Of a look that only this machine's kernel sees. */
export const CHEAP_GROWTH = 1.2;

/** Tries until `holds` resolves to true, in the end once an interval; rejects with the signal's reason. */
export async function pollUntil(holds: () => Promise<boolean>, { clock, intervalMs, growth = 1.5, signal }: Polling): Promise<void> {
  for (let ms = FIRST_INTERVAL_MS; !(await holds()); ms *= growth) {
    signal.throwIfAborted();
    await clock.sleep(Math.min(ms, intervalMs), signal);
  }
}
