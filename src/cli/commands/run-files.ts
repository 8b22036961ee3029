import { closeInterruptedRuns } from '../../runs';
import { CommandPlugins } from '../command-plugins';
import type { CommandContext } from '../context';
import { EXIT, worst, type ExitCode } from '../exit-code';
import { closeReporters } from '../reporters/close-reporters';
import { noticeBeside } from '../reporters/notice';
import type { ReportFormats } from '../reporters/format';
import { createReporters, refuseUnknownFormats, refuseUnwritableFiles } from '../reporters/reporter-choice';
import { StopRequests } from '../stop-requests';
import { closedRunLine } from './closed-run-line';
import { refuseEmptySelection } from './empty-selection';
import { prepareFile } from './prepare-file';
import { runPrepared, type RunSurroundings } from './run-prepared';
import { runRounds } from './run-rounds';
import { shardFiles } from './shard-files';
import type { RunOptions } from './run-options';

/** Runs the files one after another; the worst exit code wins. */
export async function runFiles(files: readonly string[], options: RunOptions, context: CommandContext): Promise<ExitCode> {
  const formats: ReportFormats = new Map();
  const reporters = createReporters(options.reporter, context, files.length > 1, { formats });
  await refuseUnwritableFiles(options.reporter, context.cwd);
  const notice = noticeBeside(reporters, context.err);
  const plugins = new CommandPlugins(options, context, notice, formats);
  const stop = context.stop ?? new StopRequests();
  const codes: ExitCode[] = [];
  const closing: Promise<unknown>[] = [];
  const cleaned = new Set<string>();
  // Runs that a crash left open are closed beside this one, which does not wait for it.
  const closeEarlier = (outputDir: string): void => {
    if (cleaned.has(outputDir)) return;
    cleaned.add(outputDir);
    closing.push(closeInterruptedRuns([outputDir], (run, error) => notice(`Run ${run.id} was interrupted and cannot be closed: ${error.message}`))
      .then((closed) => closed.forEach((run) => notice(closedRunLine(run)))));
  };
  try {
    const selected = await Promise.all(files.map((file) => prepareFile(file, options, plugins, context)));
    refuseUnknownFormats(options.reporter, formats);
    refuseEmptySelection(selected, options);
    const prepared = await shardFiles(selected, options.shard);
    const around: RunSurroundings = { options, context, reporters, notice, stop, closeEarlier };
    if (options.untilFailure !== undefined) codes.push(await runRounds(prepared, files, around));
    else {
      for (const [index, file] of prepared.entries()) {
        if (stop.requested) break;
        codes.push((await runPrepared(file, files[index] ?? '', around)).code);
      }
    }
    if (stop.requested) {
      if (codes.length === 0) notice('Stopped before anything was run.');
      codes.push(EXIT.cancelled);
    }
    codes.push(await closeReporters(reporters, context.err));
    await Promise.all(closing);
  } finally {
    for (const unused of context.supervisors ?? []) unused.kill();
    stop.dispose();
    await plugins.dispose();
  }
  return worst(codes);
}
