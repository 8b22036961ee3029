import type { Command } from 'commander';
import type { CommandContext } from '../context';
import type { ExitCode } from '../exit-code';
import { planFiles } from './plan-files';
import { runFiles } from './run-files';
import { addRunOptions, type RunOptions } from './run-options';

const HELP = `
Examples:
  experiment-observer run quickstart.experiment.yaml
  experiment-observer run load.experiment.yaml --test 'under load*' --iterations 5 --set clients=20
  experiment-observer run a.experiment.yaml b.experiment.yaml --reporter json > results.jsonl
  experiment-observer run a.experiment.yaml --failed-of latest
  experiment-observer run a.experiment.yaml --dry-run --tag smoke
  experiment-observer run a.experiment.yaml --test 'sometimes*' --until-failure=100
  experiment-observer run a.experiment.yaml --resume latest
  experiment-observer run a.experiment.yaml --shard 1/3
  experiment-observer run a.experiment.yaml --reporter plain --reporter junit=results.xml

Ctrl-C stops the run gracefully: what runs is torn down and the results are written. A second Ctrl-C kills.

Exit codes:
  0    every test case passed or was skipped
  1    a test case failed or broke
  2    wrong usage, or a file in which no test case is sound (nothing of it was run)
  3    Experiment Observer itself broke
  4    all passed, but a required observer failed
  130  cancelled`;

export function addRunCommand(program: Command, context: CommandContext, ended: (code: ExitCode) => void): void {
  addRunOptions(program.command('run'))
    .description('run experiments; each FILE is a run of its own')
    .argument('<file...>', 'experiment files')
    .addHelpText('after', HELP)
    .action(async (files: readonly string[], options: RunOptions) => ended(await (options.dryRun === true ? planFiles : runFiles)(files, options, context)));
}
