import { Command, CommanderError } from 'commander';
import { version } from '../../package.json';
import { addCleanCommand } from './commands/clean-command';
import { addExplainCommand } from './commands/explain-command';
import { addListCommand } from './commands/list-command';
import { addReplayCommand } from './commands/replay-command';
import { addReportCommand } from './commands/report-command';
import { addRunCommand } from './commands/run-command';
import { addRunsCommand } from './commands/runs-command';
import { addValidateCommand } from './commands/validate-command';
import { addWatchCommand } from './commands/watch-command';
import type { CommandContext } from './context';
import { EXIT, type ExitCode } from './exit-code';
import { reportRequest } from './report-request';
import { printable } from './text/printable';
import { UsageError } from './usage-error';

const HELP = `
Examples:
  experiment-observer run quickstart.experiment.yaml
  experiment-observer validate *.experiment.yaml
  experiment-observer help run`;

/** Its number only ever follows `=`: what comes after it is a file. */
const withoutValue = (arg: string): string => (arg === '--until-failure' ? '--until-failure=' : arg);

/** Does what the arguments say and tells how it went; never rejects. */
export async function commandLine(args: readonly string[], context: CommandContext): Promise<ExitCode> {
  let code: ExitCode = EXIT.passed;
  const program = new Command('experiment-observer')
    .description('Runs experiments described in YAML and shows them live.')
    .version(version)
    .addHelpText('after', HELP)
    .exitOverride()
    .showHelpAfterError('(--help shows how it is used)')
    .configureOutput({ writeOut: (text) => context.out.write(text), writeErr: (text) => context.err.write(text) });
  for (const add of [addRunCommand, addValidateCommand, addListCommand, addWatchCommand, addReplayCommand, addReportCommand, addExplainCommand, addRunsCommand, addCleanCommand]) add(program, context, (ended) => (code = ended));
  try {
    await program.parseAsync(args.map(withoutValue), { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.passed : EXIT.usage;
    if (error instanceof UsageError) {
      context.err.line(`error: ${error.message.split('\n').map(printable).join('\n')}`);
      return EXIT.usage;
    }
    context.err.line(reportRequest(error instanceof Error ? (error.stack ?? error.message) : String(error)));
    return EXIT.broken;
  }
}
