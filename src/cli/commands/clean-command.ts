import { messageOf } from '../../events';
import { rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { listRuns, rememberedOutputDirs, type StoredRun } from '../../results';
import { closeInterruptedRuns, endStranded, ownerIsGone } from '../../runs';
import type { CommandContext } from '../context';
import { EXIT, type ExitCode } from '../exit-code';
import { outputDirsOf } from '../output-dirs';
import { closedRunLine } from './closed-run-line';
import { oldRuns } from './old-runs';
import { duration, wholeNumber } from './run-options';

const HELP = `
Closes the runs whose process died before they ended, and ends what they left alive. What is left of other runs is ended, too.
Runs are deleted only with --older-than or --keep; with both, only what is old and not among the newest.
A run that somebody still drives is left alone.

Examples:
  experiment-observer clean
  experiment-observer clean outputs --older-than 7d --keep 10

Exit codes:
  0    done
  1    something could not be closed or deleted
  2    wrong usage`;

interface CleanOptions {
  /** Milliseconds. */
  readonly olderThan?: number;
  readonly keep?: number;
}

export function addCleanCommand(program: Command, context: CommandContext, ended: (code: ExitCode) => void): void {
  program.command('clean')
    .description('end leftovers of interrupted runs; delete old runs')
    .argument('[dir]', 'an output folder, or a folder above some that were used here (default: all that were used)')
    .option('--older-than <duration>', 'delete runs older than this, as in 12h or 7d', duration)
    .option('--keep <n>', 'keep the newest N runs of each experiment, delete the others', wholeNumber)
    .addHelpText('after', HELP)
    .action(async (dir: string | undefined, options: CleanOptions) => ended(await clean(dir, options, context)));
}

async function clean(dir: string | undefined, options: CleanOptions, { cwd, out, err }: CommandContext): Promise<ExitCode> {
  const dirs = dir === undefined ? await rememberedOutputDirs() : await outputDirsOf(path.resolve(cwd, dir));
  const broken = new Set<string>();
  const closed = await closeInterruptedRuns(dirs, (run, error) => {
    broken.add(run.dir);
    err.line(`Run ${run.id} cannot be closed: ${error.message}`);
  });
  for (const run of closed) out.line(closedRunLine(run));
  for (const { id, dir: runDir, leftovers } of await endStranded(dirs)) {
    out.line(`Ended what was left of run ${id}: ${leftovers.map(({ pid, command }) => `process ${pid} (${command})`).join(', ')}: ${runDir}`);
    if (leftovers.some((leftover) => !leftover.ended)) broken.add(runDir);
  }
  let deleted = 0;
  for (const outputDir of dirs) {
    for (const run of oldRuns(await listRuns(outputDir), options, Date.now())) {
      if (broken.has(run.dir) || !(run.ended || await ownerIsGone(run.dir))) continue;
      if (await deleteRun(run).then(() => true, (error: unknown) => {
        broken.add(run.dir);
        err.line(`Run ${run.id} cannot be deleted: ${messageOf(error)}`);
        return false;
      })) deleted += 1;
    }
  }
  out.line(`${closed.length} interrupted run${closed.length === 1 ? '' : 's'} closed, ${deleted} old run${deleted === 1 ? '' : 's'} deleted in ${dirs.length} output folder${dirs.length === 1 ? '' : 's'}`);
  return broken.size > 0 ? EXIT.failed : EXIT.passed;
}

async function deleteRun({ dir }: StoredRun): Promise<void> {
  await rm(dir, { recursive: true });
  // The experiment's own folder goes with its last run.
  await rmdir(path.dirname(dir)).catch(() => undefined);
}
