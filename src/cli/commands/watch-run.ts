import { stat } from 'node:fs/promises';
import path from 'node:path';
import { hasCode } from '../../events';
import { ProgressObserver } from '../../observers';
import { earlierDurations, JournalFollower, storedRun, type JournalFollowEnd, type StoredRun } from '../../results';
import { ownerIsGone, runOwner } from '../../runs';
import type { CommandContext } from '../context';
import { EXIT, exitCodeOf, worst, type ExitCode } from '../exit-code';
import { findStoredRun } from '../find-run';
import { ownerText } from '../owner-text';
import { ReportedJournal } from '../reported-journal';
import { closeReporters } from '../reporters/close-reporters';
import { noticeBeside } from '../reporters/notice';
import { createReporters, refuseUnknownFormats, refuseUnwritableFiles, type ReporterChoice } from '../reporters/reporter-choice';
import { StopRequests } from '../stop-requests';
import { UsageError } from '../usage-error';

/** Shows a run that another process drives until it ends. Only reads. */
export async function watchRun(name: string, choices: readonly ReporterChoice[], context: CommandContext): Promise<ExitCode> {
  refuseUnknownFormats(choices, new Map());
  const reporters = createReporters(choices, context, false);
  await refuseUnwritableFiles(choices, context.cwd);
  const run = await findStoredRun({ run: name, cwd: context.cwd });
  const notice = noticeBeside(reporters, context.err);
  notice(await openingLine(run));
  const shown = new ReportedJournal(run, reporters, notice, context);
  const counting = new ProgressObserver({ history: () => earlierDurations(path.dirname(run.dir), run.id) });
  shown.events.registerObserver(counting.interests(), counting, { name: 'progress' });
  for (const reporter of reporters) reporter.followProgress?.((now) => counting.progress(now));
  const end = await follow(run, shown);
  switch (end) {
    case 'closed': {
      const closed = await closeReporters(reporters, context.err);
      notice('Stopped watching. The run goes on.');
      return worst([EXIT.cancelled, closed]);
    }
    case 'owner-gone':
      notice(await whyNoEnd(run));
      break;
    case 'finished':
      break;
    default:
      return end satisfies never;
  }
  const state = shown.state();
  for (const reporter of reporters) await reporter.onRunEnded?.(state);
  return worst([exitCodeOf(state, false), await closeReporters(reporters, context.err)]);
}

async function follow(run: StoredRun, shown: ReportedJournal): Promise<JournalFollowEnd> {
  const stop = new StopRequests();
  const follower = new JournalFollower(run.journal, { isOwnerGone: () => nobodyWrites(run) });
  follower.on('event', (event) => shown.deliver(event));
  follower.on('note', (note) => shown.note(note));
  stop.listen(() => void follower.close());
  try {
    return await follower.ended;
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw new UsageError(`${run.journal} cannot be read: ${error.message}`);
    throw error;
  } finally {
    stop.dispose();
  }
}

/** The summary is written after the last event. */
const nobodyWrites = async ({ dir }: StoredRun): Promise<boolean> => (await storedRun(dir)).ended || await ownerIsGone(dir) || await isGone(dir);

const isGone = (dir: string): Promise<boolean> => stat(dir).then(() => false, (error: unknown) => hasCode(error, 'ENOENT'));

async function whyNoEnd({ dir }: StoredRun): Promise<string> {
  if (await isGone(dir)) return "The run's folder is no longer there.";
  return (await storedRun(dir)).ended ? 'The journal holds no end of the run that could be read.' : 'What drove the run died before the run ended.';
}

async function openingLine(run: StoredRun): Promise<string> {
  const owner = ownerText(await runOwner(run.dir));
  return run.ended ? `Run ${run.id} has ended; it was driven by ${owner}.`
    : `Watching run ${run.id}, driven by ${owner}. Ctrl-C stops watching, not the run.`;
}
