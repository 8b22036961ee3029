import type { ObserverReports } from './observer-reports';
import type { Entry } from './registration';

/** An observer that still had work to do when the time was over. */
export interface Unsettled {
  readonly observer: string;
  /** Events that it has not finished with. */
  readonly backlog: number;
  readonly message: string;
}

interface UnsettledEntry {
  readonly entry: Entry;
  readonly backlog: number;
  readonly type: string;
  readonly seq: number;
  readonly message: string;
}

/** Waits until all have finished, `timeoutMs` at most, also for what they still publish to each other meanwhile. */
export async function waitUntilSettled(all: () => readonly Entry[], reports: ObserverReports, timeoutMs: number, awaited: (entry: Entry) => boolean): Promise<readonly UnsettledEntry[]> {
  const entries = () => all().filter(awaited);
  const unfinished = () => reports.unfinished.filter(awaited);
  let over = false;
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(() => { over = true; resolve(); }, timeoutMs);
  });
  try {
    for (;;) {
      const busy = entries().flatMap(({ queue }) => (queue === undefined || queue.idle ? [] : [queue]));
      if (busy.length === 0 && unfinished().length === 0) return [];
      await Promise.race([timeout, Promise.all([...busy.map((queue) => queue.whenIdle()), ...(unfinished().length === 0 ? [] : [reports.whenFulfilled()])])]);
      if (over) break;
    }
  } finally {
    clearTimeout(timer);
  }
  const queued = entries().flatMap((entry) => (entry.queue === undefined || entry.queue.idle ? [] : [describe(entry, entry.queue.backlog, timeoutMs)]));
  return [...queued, ...unfinished().map((entry) => describe(entry, entry.pending, timeoutMs))];
}

function describe(entry: Entry, backlog: number, timeoutMs: number): UnsettledEntry {
  const current = entry.queue?.current;
  const at = current === undefined ? '' : `; it is still at ${current.type} (seq ${current.seq})`;
  return {
    entry, backlog, type: current?.type ?? 'observer.settle', seq: current?.seq ?? 0,
    message: `It did not settle within ${timeoutMs} ms: ${backlog} ${backlog === 1 ? 'event' : 'events'} not finished${at}`,
  };
}
