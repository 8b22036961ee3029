import { finishedCount } from '../../results';
import { ReplayPace, replayJournal, type ReplayRequest } from '../../runs';
import { CommandPlugins } from '../command-plugins';
import type { CommandContext } from '../context';
import { EXIT, worst, type ExitCode } from '../exit-code';
import { findStoredRun } from '../find-run';
import { loadObserver } from '../load-observer';
import { ReportedJournal } from '../reported-journal';
import type { ReportFormats } from '../reporters/format';
import { closeReporters } from '../reporters/close-reporters';
import { noticeBeside } from '../reporters/notice';
import { createReporters, refuseUnknownFormats, refuseUnwritableFiles, type ReporterChoice } from '../reporters/reporter-choice';
import { attachPlugins } from './replay-plugins';
import { StopRequests } from '../stop-requests';
import { UsageError } from '../usage-error';

export interface ReplayOptions {
  readonly plugin: readonly string[];
  /** Those of the experiment, too: what they do to the world they would do again. */
  readonly plugins?: boolean;
  /** `Infinity`: without waiting. */
  readonly speed: number;
  readonly until?: number;
  readonly observer: readonly string[];
  readonly reporter: readonly ReporterChoice[];
}

/** Lets a run happen again, for the reporters and for observers of the user's. */
export async function replayRun(name: string, options: ReplayOptions, context: CommandContext): Promise<ExitCode> {
  const run = await findStoredRun({ run: name, cwd: context.cwd });
  await refuseUnwritableFiles(options.reporter, context.cwd);
  const observers = await Promise.all(options.observer.map((file) => loadObserver(file, context.cwd)));
  const pace = new ReplayPace(options.speed);
  const observersPrint = observers.length > 0 && options.reporter.length === 0;
  const formats: ReportFormats = new Map();
  const reporters = observersPrint ? [] : createReporters(options.reporter, context, false, { now: () => pace.now(), formats });
  const notice = noticeBeside(reporters, context.err);
  const shown = new ReportedJournal(run, reporters, notice, context);
  for (const { observer, patterns, file, notes } of observers) {
    notes.forEach(notice);
    shown.events.registerObserver(patterns, observer, { name: file });
  }
  const plugins = new CommandPlugins({ plugin: options.plugin, plugins: options.plugins === true || options.plugin.length > 0 }, context, notice, formats);
  const attached = await attachPlugins(run, plugins, options.plugins === true, shown, notice, context);
  const stop = new StopRequests();
  const stopping = new AbortController();
  stop.listen(() => stopping.abort());
  let told: number;
  try {
    refuseUnknownFormats(options.reporter, formats);
    told = await replay({
      journal: run.journal, pace, signal: stopping.signal, events: shown.events,
      observers: observers.length + attached.plugins.length === 0 ? 'none' : attached.plugins.length > 0 || observers.some(({ queues }) => queues) ? 'queued' : 'synchronous',
      deliver: (event) => shown.deliver(event), note: (note) => shown.note(note), ...(options.until === undefined ? {} : { until: options.until }),
    });
  } finally {
    stop.dispose();
    await plugins.dispose();
  }
  const { status, counts, seq } = shown.model.head();
  if (told === 0 && !stopping.signal.aborted) throw new UsageError(`${run.journal} holds no event that could be read`);
  const state = shown.state();
  for (const reporter of reporters) {
    if (status === 'ended') await reporter.onRunEnded?.(state);
    else reporter.onRunLeft?.(state);
  }
  const closed = await closeReporters(reporters, context.err);
  const failed = [...observers, ...attached.observers].filter(({ observer }) => shown.events.errorCount(observer) > 0);
  notice(`Replayed ${told} event${told === 1 ? '' : 's'} of run ${run.id}${status === 'ended' ? '' : `, up to seq ${seq}: ${finishedCount(counts)} of ${counts.total} test cases finished`}.`);
  return worst([stopping.signal.aborted ? EXIT.cancelled : failed.length > 0 ? EXIT.failed : EXIT.passed, closed]);
}

/** @throws UsageError when the journal cannot be read. */
async function replay(request: ReplayRequest): Promise<number> {
  try {
    return await replayJournal(request);
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw new UsageError(`${request.journal} cannot be read: ${error.message}`);
    throw error;
  }
}
