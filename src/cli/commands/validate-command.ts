import type { Command } from 'commander';
import type { LoadedExperiment } from '../../config';
import { durationText } from '../../results';
import { addPluginOptions, type PluginOptions } from '../command-plugins';
import type { CommandContext } from '../context';
import { EXIT, worst, type ExitCode } from '../exit-code';
import { problemLines } from './prepare-file';
import { readAll } from './read-all';
import { unreadable } from './unreadable';

const HELP = `
Each problem is one line: file:line:column severity code message

Examples:
  experiment-observer validate quickstart.experiment.yaml
  experiment-observer validate *.experiment.yaml --json

Exit codes:
  0    no error (warnings are allowed)
  1    an error
  2    wrong usage, or a file that cannot be read`;

interface ValidateOptions extends PluginOptions {
  readonly json?: boolean;
}

export function addValidateCommand(program: Command, context: CommandContext, ended: (code: ExitCode) => void): void {
  addPluginOptions(program.command('validate'))
    .description('check experiments without running them')
    .argument('<file...>', 'experiment files')
    .option('--json', 'print one JSON object')
    .addHelpText('after', HELP)
    .action(async (files: readonly string[], options: ValidateOptions) => ended(await validate(files, options, context)));
}

async function validate(files: readonly string[], options: ValidateOptions, context: CommandContext): Promise<ExitCode> {
  const { json = false } = options;
  const loaded = await readAll(files, options, context);
  if (json) context.out.line(JSON.stringify({ files: loaded.map(validation) }, undefined, 2));
  else loaded.forEach((file, index) => tell(file, files[index] ?? file.file, context));
  return worst(loaded.map((file) => (unreadable(file) ? EXIT.usage : hasError(file) ? EXIT.failed : EXIT.passed)));
}

const hasError = ({ problems }: LoadedExperiment): boolean => problems.some(({ severity }) => severity === 'error');

function tell(file: LoadedExperiment, name: string, context: CommandContext): void {
  for (const line of problemLines(file.problems, context)) context.out.line(line);
  const tests = `${file.tests.length} test case${file.tests.length === 1 ? '' : 's'}`;
  const waits = file.waitMs === undefined ? '' : `, waits of ${durationText(file.waitMs)} in all`;
  if (file.problems.length === 0) context.err.line(`${name}: no problem in ${tests}${waits}`);
  else if (waits !== '') context.err.line(`${name}: ${tests}${waits}`);
}

/** The stable form for scripts. Tests as declared: a matrix or iterations do not multiply them. */
function validation({ file, dialect, problems, tests }: LoadedExperiment) {
  const declared = new Map(tests.map((test) => [test.source.path, { name: test.base, line: test.source.range.start.line, ...(test.waitMs === undefined ? {} : { wait_ms: test.waitMs }) }]));
  return {
    file, dialect,
    problems: problems.map(({ range: { start, end }, severity, code, message }) =>
      ({ line: start.line, column: start.column, end_line: end.line, end_column: end.column, severity, code, message })),
    tests: [...declared.values()],
  };
}
