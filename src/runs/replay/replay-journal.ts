import { freezeDeep, type EventManager, type ExperimentEvent } from '../../events';
import { journalEvents, type JournalNote } from '../../results';
import type { ReplayPace } from './replay-pace';

export interface ReplayRequest {
  /** Absolute path of the journal, which is only read. */
  readonly journal: string;
  readonly pace: ReplayPace;
  /** Ends the replay. */
  readonly signal: AbortSignal;
  /** `seq` of the last event that is told; default: all. */
  readonly until?: number;
  /** Whose observers are waited for. */
  readonly events: EventManager;
  /** What observers there are besides the views: those with a queue get one event at a time, so that none runs over. */
  readonly observers: 'none' | 'synchronous' | 'queued';
  deliver(event: ExperimentEvent): void;
  /** Told what the journal does not hold. */
  note(note: JournalNote): void;
}

/** How long asynchronous observers have for an event, or for what one read of the journal brings, before they count as hanging. */
const SETTLE_MS = 30_000;

/**
 * Lets the events of an earlier run happen again, at the pace of the request.
 * @returns how many events were told: fewer than there are when it was ended, or an observer hung.
 * @throws Error with a `code` when the journal cannot be read.
 */
export async function replayJournal({ journal, pace, signal, until = Infinity, events, observers, deliver, note }: ReplayRequest): Promise<number> {
  let told = 0;
  const interrupted = new Promise<undefined>((resolve) => signal.addEventListener('abort', () => resolve(undefined), { once: true }));
  const settled = async (): Promise<boolean> =>
    observers === 'none' || (await Promise.race([events.settled({ timeoutMs: SETTLE_MS }), interrupted]))?.length === 0;
  /** @returns whether it makes sense to go on. */
  const tell = async (event: ExperimentEvent): Promise<boolean> => {
    if (pace.untilDue(event.time) >= 1) await pace.wait(event.time, signal);
    if (signal.aborted) return false;
    pace.reached(event.time);
    // No observer may change an event for the next one.
    deliver(observers === 'none' ? event : freezeDeep(event));
    told += 1;
    return observers !== 'queued' || await settled();
  };
  for await (const batch of journalEvents(journal, note)) {
    for (const event of batch) {
      if (event.seq > until || !(await tell(event))) return told;
    }
    if (!(await settled())) return told;
  }
  return told;
}
