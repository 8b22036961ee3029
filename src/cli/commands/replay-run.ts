import { freezeDeep, type ExperimentEvent } from '../../events';
import { finishedCount, journalEvents, type StoredRun } from '../../results';
import type { CommandContext } from '../context';
import { EXIT, type ExitCode } from '../exit-code';
import { findStoredRun } from '../find-run';
import { loadObserver, type LoadedObserver } from '../load-observer';
import { ReplayPace } from '../replay-pace';
import { ReportedJournal } from '../reported-journal';
import { noticeBeside } from '../reporters/notice';
import { createReporters, type ReporterChoice } from '../reporters/reporter-choice';
import { StopRequests } from '../stop-requests';
import { UsageError } from '../usage-error';

export interface ReplayOptions {
  /** `Infinity`: without waiting. */
  readonly speed: number;
  readonly until?: number;
  readonly observer: readonly string[];
  readonly reporter: readonly ReporterChoice[];
}

/** How long asynchronous observers have for an event, or for what one read of the journal brings, before they count as hanging. */
const SETTLE_MS = 30_000;

/** Lets a run happen again, for the reporters and for observers of the user's. */
export async function replayRun(name: string, options: ReplayOptions, context: CommandContext): Promise<ExitCode> {
  const run = await findStoredRun({ run: name, cwd: context.cwd });
  const observers = await Promise.all(options.observer.map((file) => loadObserver(file, context.cwd)));
  const pace = new ReplayPace(options.speed);
  const observersPrint = observers.length > 0 && options.reporter.length === 0;
  const reporters = observersPrint ? [] : createReporters(options.reporter, context, false, () => pace.now());
  const notice = noticeBeside(reporters, context.err);
  const shown = new ReportedJournal(run, reporters, notice, context);
  for (const { observer, patterns, file, notes } of observers) {
    notes.forEach(notice);
    shown.events.registerObserver(patterns, observer, { name: file });
  }
  const stop = new StopRequests();
  const stopping = new AbortController();
  stop.listen(() => stopping.abort());
  let told: number;
  try {
    told = await replay(run, { shown, pace, observers, signal: stopping.signal, until: options.until ?? Infinity });
  } finally {
    stop.dispose();
  }
  const { status, counts, seq } = shown.model.head();
  if (told === 0 && !stopping.signal.aborted) throw new UsageError(`${run.journal} holds no event that could be read`);
  const state = shown.state();
  for (const reporter of reporters) {
    if (status === 'ended') await reporter.onRunEnded?.(state);
    else reporter.onRunLeft?.(state);
  }
  for (const reporter of reporters) await reporter.close?.();
  const failed = observers.filter(({ observer }) => shown.events.errorCount(observer) > 0);
  notice(`Replayed ${told} event${told === 1 ? '' : 's'} of run ${run.id}${status === 'ended' ? '' : `, up to seq ${seq}: ${finishedCount(counts)} of ${counts.total} test cases finished`}.`);
  return stopping.signal.aborted ? EXIT.cancelled : failed.length > 0 ? EXIT.failed : EXIT.passed;
}

interface Replay {
  readonly shown: ReportedJournal;
  readonly pace: ReplayPace;
  readonly observers: readonly LoadedObserver[];
  readonly signal: AbortSignal;
  readonly until: number;
}

/** @returns how many events were told. */
async function replay(run: StoredRun, { shown, pace, observers, signal, until }: Replay): Promise<number> {
  let told = 0;
  const interrupted = new Promise<undefined>((resolve) => signal.addEventListener('abort', () => resolve(undefined), { once: true }));
  const settled = async (): Promise<boolean> =>
    observers.length === 0 || (await Promise.race([shown.events.settled({ timeoutMs: SETTLE_MS }), interrupted]))?.length === 0;
  // Nobody else waits for this run: no queue needs to run over.
  const queues = observers.some((observer) => observer.queues);
  /** @returns whether it makes sense to go on. */
  const tell = async (event: ExperimentEvent): Promise<boolean> => {
    if (pace.untilDue(event.time) >= 1) await pace.wait(event.time, signal);
    if (signal.aborted) return false;
    pace.reached(event.time);
    // No observer may change an event for the next one.
    shown.deliver(observers.length > 0 ? freezeDeep(event) : event);
    told += 1;
    return !queues || await settled();
  };
  try {
    for await (const events of journalEvents(run.journal, (note) => shown.note(note))) {
      for (const event of events) {
        if (event.seq > until || !(await tell(event))) return told;
      }
      if (!(await settled())) return told;
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw new UsageError(`${run.journal} cannot be read: ${error.message}`);
    throw error;
  }
  return told;
}
