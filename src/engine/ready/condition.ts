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

/** One probe may take this long. */
export const PROBE_LIMIT_MS = 5000;

interface Polling {
  readonly clock: Clock;
  readonly intervalMs: number;
  readonly signal: AbortSignal;
}

/** Tries until `holds` resolves to true; rejects with the signal's reason. */
export async function pollUntil(holds: () => Promise<boolean>, { clock, intervalMs, signal }: Polling): Promise<void> {
  while (!(await holds())) {
    signal.throwIfAborted();
    await clock.sleep(intervalMs, signal);
  }
}
