import { InvalidArgumentError, Option, type Command } from 'commander';
import { addPluginOptions } from '../command-plugins';
import type { CommandContext } from '../context';
import type { ExitCode } from '../exit-code';
import { UsageError } from '../usage-error';
import { makeReport, REPORT_FORMATS, type ReportOptions } from './make-report';

const HELP = `
RUN is a run's id, its folder, or 'latest', the one that began last. Several runs of one experiment, as shards are, are
told as one: all their test cases, with the worst outcome, and the duration of the longest. A test case that is in two
of them is named, and the newest counts. A run that was interrupted, or still goes on, is told as far as it got.

Without --format the name of FILE decides (.xml, .json, .csv, .md); else it is markdown.

Examples:
  experiment-observer report latest
  experiment-observer report latest --output results.xml
  experiment-observer report shard-*/*/* --format markdown >> "$GITHUB_STEP_SUMMARY"

Exit codes:
  0    the report was made, whatever the outcome of the run was
  2    wrong usage, or there is no such run`;

export function addReportCommand(program: Command, context: CommandContext, ended: (code: ExitCode) => void): void {
  addPluginOptions(program.command('report'))
    .description('tell what came of runs, for people and for machines')
    .argument('<run...>', "runs' ids or folders, or 'latest'")
    .option('--format <name>', `${REPORT_FORMATS.join(', ')}, or the report format of a plug-in`, format)
    .option('--output <file>', 'where the report goes (default: standard output)')
    .addOption(new Option('--compare <run>').hideHelp())
    .addHelpText('after', HELP)
    .action(async (runs: readonly string[], options: ReportOptions & { readonly compare?: string }) => {
      if (options.compare !== undefined) throw new UsageError('--compare: this version cannot compare runs yet');
      ended(await makeReport(runs, options, context));
    });
}

function format(text: string): string {
  if (text === 'html') throw new InvalidArgumentError(`this version makes no html yet; expected ${REPORT_FORMATS.join(', ')}`);
  if (!/^[\w-]+$/.test(text)) throw new InvalidArgumentError(`expected ${REPORT_FORMATS.join(', ')}, found '${text}'`);
  return text;
}
