import type { Command } from 'commander';
import type { LoadedExperiment } from '../../config';
import { durationText } from '../../results';
import { addPluginOptions, type PluginOptions } from '../command-plugins';
import type { CommandContext } from '../context';
import { shownPath } from '../context';
import { EXIT, worst, type ExitCode } from '../exit-code';
import { printable } from '../text/printable';
import { problemLines } from './prepare-file';
import { readAll } from './read-all';
import { unreadable } from './unreadable';

const HELP = `
Problems of the files go to standard error.

Examples:
  experiment-observer list quickstart.experiment.yaml
  experiment-observer list *.experiment.yaml --json

Exit codes:
  0    the test cases were listed, broken ones too
  1    a file with a problem that keeps all its test cases from running
  2    wrong usage, or a file that cannot be read`;

interface ListOptions extends PluginOptions {
  readonly json?: boolean;
}

export function addListCommand(program: Command, context: CommandContext, ended: (code: ExitCode) => void): void {
  addPluginOptions(program.command('list'))
    .description('list the test cases after matrix and iterations')
    .argument('<file...>', 'experiment files')
    .option('--json', 'print one JSON object')
    .addHelpText('after', HELP)
    .action(async (files: readonly string[], options: ListOptions) => ended(await list(files, options, context)));
}

async function list(files: readonly string[], options: ListOptions, context: CommandContext): Promise<ExitCode> {
  const { json = false } = options;
  const loaded = await readAll(files, options, context);
  for (const file of loaded) problemLines(file.problems, context).forEach((line) => context.err.line(line));
  if (json) context.out.line(JSON.stringify({ files: loaded.map(listing) }, undefined, 2));
  else for (const file of loaded) context.out.write(text(file, context));
  return worst(loaded.map((file) => (unreadable(file) ? EXIT.usage : file.blocked ? EXIT.failed : EXIT.passed)));
}

function text({ file, tests }: LoadedExperiment, { cwd }: CommandContext): string {
  return tests.map(({ id, source, services, waitMs }) => {
    const names = services.map(({ name }) => printable(name));
    const waits = waitMs === undefined ? '' : `  waits ${durationText(waitMs)}`;
    return `${shownPath(file, cwd)}:${source.range.start.line}  ${printable(id)}${names.length > 0 ? `  [${names.join(', ')}]` : ''}${waits}\n`;
  }).join('');
}

/** The stable form for scripts. */
const listing = ({ file, tests }: LoadedExperiment) => ({
  file,
  tests: tests.map(({ id, name, base, matrix, iteration, source, services, waitMs }) =>
    ({ id, name, base, matrix, iteration, line: source.range.start.line, services: services.map((service) => service.name), ...(waitMs === undefined ? {} : { wait_ms: waitMs }) })),
});
