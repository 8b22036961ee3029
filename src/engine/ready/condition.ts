import { setImmediate as nextTurn } from 'node:timers/promises';
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
  /** Default: as a request or a command is; `low` is a look that only this machine's kernel sees. */
  readonly cost?: 'low';
  /** How many looks follow one another in turns of the event loop, before any waits; default: none. */
  readonly atOnce?: number;
  readonly signal: AbortSignal;
}

/** What begins to hold soon is seen soon: so long after the first try comes the second, and each later one a little later again. */
const FIRST_INTERVAL_MS = 5;
const FIRST_CHEAP_MS = 1;
const GROWTH = 1.5;
/** A cheap look comes late by no more than this, or by this share of the time that it was waited for. */
const LATE_MS = 5;
const LATE_SHARE = 0.1;

/** Tries until `holds` resolves to true, in the end once an interval; rejects with the signal's reason. */
export async function pollUntil(holds: () => Promise<boolean>, { clock, intervalMs, cost, atOnce = 0, signal }: Polling): Promise<void> {
  let waited = 0;
  for (let looks = 0; looks < atOnce; looks += 1) {
    if (await holds()) return;
    signal.throwIfAborted();
    await nextTurn();
  }
  for (let ms = cost === 'low' ? FIRST_CHEAP_MS : FIRST_INTERVAL_MS; !(await holds());) {
    signal.throwIfAborted();
    await clock.sleep(Math.min(ms, intervalMs), signal);
    waited += ms;
    ms = cost === 'low' ? Math.min(ms * GROWTH, Math.max(LATE_MS, waited * LATE_SHARE)) : ms * GROWTH;
  }
}
