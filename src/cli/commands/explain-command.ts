import type { Command } from 'commander';
import type { Explanation } from '../../events';
import { explanationText } from '../../observers';
import { explainBefore } from '../../runs';
import { addPluginOptions, CommandPlugins, type PluginOptions } from '../command-plugins';
import type { CommandContext } from '../context';
import { EXIT, type ExitCode } from '../exit-code';
import { UsageError } from '../usage-error';
import { unreadable } from './unreadable';

const HELP = `
TYPE is the type of an event, such as service.ready. With FILE the observers of its
plug-ins and of its observers: section count, too. What \`run\` prints is made of all
events, whatever this says.

Examples:
  experiment-observer explain service.ready
  experiment-observer explain quic.packet_lost interop.experiment.yaml --json

Exit codes:
  0    the type is known
  1    no known event has this type
  2    wrong usage, or a file that cannot be read`;

interface ExplainOptions extends PluginOptions {
  readonly json?: boolean;
}

export function addExplainCommand(program: Command, context: CommandContext, ended: (code: ExitCode) => void): void {
  addPluginOptions(program.command('explain'))
    .description('say which observers get an event, through which pattern, and why another does not')
    .argument('<type>', 'type of an event')
    .argument('[file]', 'experiment file')
    .option('--json', 'print one JSON object')
    .addHelpText('after', HELP)
    .action(async (type: string, file: string | undefined, options: ExplainOptions) => ended(await explain(type, file, options, context)));
}

async function explain(type: string, file: string | undefined, options: ExplainOptions, context: CommandContext): Promise<ExitCode> {
  if (!/^[\w-]+(\.[\w-]+)*$/.test(type)) throw new UsageError(`expected the type of an event such as service.ready, found '${type}'; patterns belong to observers`);
  const plugins = new CommandPlugins(options, context, (line) => context.err.line(line));
  try {
    const { known, didYouMean: meant, receivers, others, ...rest } = await explanation(type, file, plugins);
    if (options.json === true) {
      context.out.line(JSON.stringify({ ...rest, known, ...(meant === undefined ? {} : { did_you_mean: meant }), receivers, others }, plainPriority, 2));
    } else {
      context.out.write(explanationText({ ...rest, known, receivers, others, ...(meant === undefined ? {} : { didYouMean: meant }) }));
    }
    return known ? EXIT.passed : EXIT.failed;
  } finally {
    await plugins.dispose();
  }
}

async function explanation(type: string, file: string | undefined, plugins: CommandPlugins): Promise<Explanation> {
  if (file === undefined) return explainBefore(type);
  const { loaded, plugins: set } = await plugins.read(file);
  if (unreadable(loaded)) throw new UsageError(`${file}: ${loaded.problems[0]?.message ?? 'cannot be read'}`);
  return explainBefore(type, loaded, set);
}

/** JSON has no Infinity: the journal comes before everything. */
const plainPriority = (_: string, value: unknown): unknown => (value === Infinity ? Number.MAX_VALUE : value);
