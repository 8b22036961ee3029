import { InvalidArgumentError, type Command } from 'commander';
import type { CommandContext } from '../context';
import type { ExitCode } from '../exit-code';
import { REPORTER_NAMES } from '../reporters/reporter-choice';
import { append } from './append';
import { positiveInteger, reporter } from './run-options';
import { replayRun, type ReplayOptions } from './replay-run';

const HELP = `
RUN is a run's id, its folder, or 'latest', the one that began last.
With --observer and without --reporter nothing but what the observers print goes to standard output.

An observer's FILE is a JavaScript module (ES module or CommonJS) whose default export is an observer object, its
class, or a function. It gets every event, or what its interests() name, as if the run happened now:

  export default { onTestCaseFinished(event) { console.log(event.test, event.outcome); } };

Examples:
  experiment-observer replay latest
  experiment-observer replay latest --speed 10
  experiment-observer replay latest --speed max --observer ./my-observer.mjs
  experiment-observer replay latest --speed max --until 120 --reporter json

Exit codes:
  0    replayed, whatever the outcome of the run was
  1    an observer threw, rejected, or did not settle
  2    wrong usage, there is no such run, or an observer's file is of no use
  130  Ctrl-C`;

export function addReplayCommand(program: Command, context: CommandContext, ended: (code: ExitCode) => void): void {
  program.command('replay')
    .description('let the events of an earlier run happen again')
    .argument('<run>', "a run's id, its folder, or 'latest'")
    .option('--speed <factor>', "1 as it happened, 10 ten times as fast, 0.5 half as fast, 'max' without waiting", speed, 1)
    .option('--until <seq>', 'stop after the event with this seq', positiveInteger)
    .option('--observer <file>', 'tell the events to the observer in this JavaScript module; may be repeated', append, [])
    .option('--plugin <path>', 'let this plug-in, or those in this folder, hear the run; may be repeated', append, [])
    .option('--plugins', 'let the plug-ins of the experiment hear the run, and know their report formats')
    .option('--reporter <name>', `${REPORTER_NAMES.join(', ')}, junit=FILE, or NAME[=FILE] of a plug-in; may be repeated (default: pretty on a terminal, else plain)`, reporter, [])
    .addHelpText('after', HELP)
    .action(async (run: string, options: ReplayOptions) => ended(await replayRun(run, options, context)));
}

function speed(text: string): number {
  const factor = text === 'max' ? Infinity : /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
  if (factor > 0) return factor;
  throw new InvalidArgumentError(`expected a number above 0, or max, found '${text}'`);
}
