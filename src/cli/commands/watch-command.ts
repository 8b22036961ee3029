import type { Command } from 'commander';
import type { CommandContext } from '../context';
import type { ExitCode } from '../exit-code';
import { REPORTER_NAMES, type ReporterChoice } from '../reporters/reporter-choice';
import { reporter } from './run-options';
import { watchRun } from './watch-run';

const HELP = `
RUN is a run's id, its folder, or 'latest', the one that began last.
The run may be driven by anybody: a VS Code window, another terminal, a CI job whose folder is mounted here.

Examples:
  experiment-observer watch latest
  experiment-observer watch outputs/quickstart-1a2b3c4d/20260102T030405678Z-ab12 --reporter events

Ctrl-C stops watching. The run goes on.

Exit codes:
  0    every test case of the run passed or was skipped
  1    a test case failed or broke
  2    wrong usage, or there is no such run
  3    whatever drove the run broke, or died before the run ended
  4    all passed, but a required observer failed
  130  the run was cancelled, or Ctrl-C`;

export function addWatchCommand(program: Command, context: CommandContext, ended: (code: ExitCode) => void): void {
  program.command('watch')
    .description('follow a run that somebody else drives, live')
    .argument('<run>', "a run's id, its folder, or 'latest'")
    .option('--reporter <name>', `${REPORTER_NAMES.join(', ')}, or junit=FILE; may be repeated (default: pretty on a terminal, else plain)`, reporter, [])
    .addHelpText('after', HELP)
    .action(async (run: string, options: { readonly reporter: readonly ReporterChoice[] }) => ended(await watchRun(run, options.reporter, context)));
}
