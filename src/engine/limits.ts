import { setMaxListeners } from 'node:events';
import { alarm } from './alarm';
import type { Clock } from './step-context';

/** Never aborted. Who listens to it must stop that again. */
export const NEVER: AbortSignal = new AbortController().signal;
setMaxListeners(0, NEVER);

/** Ends a wait that nobody needs any more; without a reason each abort would make an error with its stack. */
export const OVER = new Error('It is over');

/** How long each part of a test case's life may take, in milliseconds, unless the file says otherwise. */
export const DEFAULT_LIMITS = {
  networkSetUpMs: 60_000,
  environmentMs: 30_000,
  readyMs: 30_000,
  /** One look at whether a service is ready. */
  probeMs: 5000,
  stepMs: 300_000,
  assertionMs: 60_000,
  /** What `service_responsive` waits for. */
  answerMs: 5000,
  resultsMs: 60_000,
  tearDownMs: 30_000,
  /** So long may whoever is given up while he prepares something take to undo it, as services have to end. */
  undoMs: 5000,
  testMs: 600_000,
} as const;

/** What is being undone or ended has so long when nothing gets any grace any more, in milliseconds. */
export const LAST_MOMENT_MS = 250;

/** A part of a test case's life took longer than it may. */
export class LimitExceeded extends Error {
  override readonly name = 'LimitExceeded';
  constructor(what: string, ms: number) {
    super(`${what} took longer than its time limit of ${formatMs(ms)}`);
  }
}

/** `1500` is shown as `1.5 s`, `90000` as `1 min 30 s`. */
export function formatMs(ms: number): string {
  if (Math.round(ms) < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${Number((ms / 1000).toFixed(1))} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min${seconds % 60 === 0 ? '' : ` ${seconds % 60} s`}`;
}

/** Settles as `work` does, or rejects with the signal's reason as soon as it is aborted; `work` itself goes on. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

export interface Limit {
  /** Begins the message when the limit is reached, as in `Collecting the results`. */
  readonly what: string;
  readonly ms: number;
  readonly clock: Clock;
  /** Aborted: the work is given up at once. */
  readonly signal: AbortSignal;
}

/**
 * Runs `work` under a time limit; its own signal is aborted when it is given up.
 * @throws LimitExceeded, or the reason of the outer signal.
 */
export function withLimit<T>(limit: Limit, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const inner = new AbortController();
  return untilLimit(limit, () => work(inner.signal), (reason) => inner.abort(reason));
}

/**
 * The same for work that does not listen: it goes on when it is given up.
 * @throws LimitExceeded, or the reason of the signal.
 */
export async function untilLimit<T>({ what, ms, clock, signal }: Limit, work: () => Promise<T>, onGivenUp: (reason: unknown) => void = () => undefined): Promise<T> {
  let giveUp: (reason: unknown) => void = () => undefined;
  const givenUp = new Promise<never>((_, reject) => (giveUp = (reason) => {
    onGivenUp(reason);
    reject(reason instanceof Error ? reason : new Error(String(reason)));
  }));
  const abort = (): void => giveUp(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  const off = alarm(clock, ms, () => giveUp(new LimitExceeded(what, ms)));
  try {
    return await Promise.race([givenUp, work()]);
  } finally {
    off();
    signal.removeEventListener('abort', abort);
  }
}

/** Settles as `work` does; once the signal is aborted `work` gets `ms` to wind down, then the signal's reason is thrown. */
export async function untilWoundDown<T>(work: Promise<T>, limit: Omit<Limit, 'what'>): Promise<T> {
  const { ms, clock, signal } = limit;
  try {
    return await untilAborted(work, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    await settledWithin(work, ms, clock);
    throw error;
  }
}

/**
 * What is made of a preparation, with the time to undo it where it was given up; undefined when it failed, or is not settled by then:
 * what comes of it later goes to `late`. Never rejects.
 * @param kill aborted when nobody gets any time any more
 */
export async function preparedOrUndone<T>(preparing: Promise<T>, { clock, kill, late }: { readonly clock: Clock; readonly kill: AbortSignal; late(made: T): Promise<unknown> | undefined }): Promise<T | undefined> {
  let made: T | undefined;
  let inTime = true;
  const settled = preparing.then(async (one) => {
    if (inTime) made = one;
    else await late(one);
  });
  // Nobody is there any more who could be told.
  settled.catch(() => undefined);
  const limit = { what: 'Undoing it', ms: DEFAULT_LIMITS.undoMs, clock, signal: kill };
  await untilLimit(limit, () => settled).catch(() => (kill.aborted ? settledWithin(settled, LAST_MOMENT_MS, clock) : undefined));
  inTime = false;
  return made;
}

/**
 * Undoes something under its time limit; from `kill` on it has one last moment, and its own signal is aborted.
 * @throws LimitExceeded, what the work throws, or the reason of `kill`
 */
export async function undo<T>({ kill, ...limit }: Omit<Limit, 'signal'> & { readonly kill: AbortSignal }, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const inner = new AbortController();
  const hurry = (): void => inner.abort(kill.reason);
  if (kill.aborted) hurry();
  else kill.addEventListener('abort', hurry, { once: true });
  try {
    const working = untilLimit({ ...limit, signal: NEVER }, () => work(inner.signal), (reason) => inner.abort(reason));
    return await untilWoundDown(working, { ms: LAST_MOMENT_MS, clock: limit.clock, signal: kill });
  } finally {
    kill.removeEventListener('abort', hurry);
  }
}

/** Resolves when `work` has settled, after `ms` at the latest; never rejects. */
export const settledWithin = (work: Promise<unknown>, ms: number, clock: Clock): Promise<void> => new Promise((resolve) => {
  const off = alarm(clock, ms, resolve);
  void work.catch(() => undefined).then(() => {
    off();
    resolve();
  });
});
