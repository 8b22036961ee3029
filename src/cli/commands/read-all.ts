import type { LoadedExperiment } from '../../config';
import { CommandPlugins, type PluginOptions } from '../command-plugins';
import type { CommandContext } from '../context';

/** Reads the files of a command that does not run them, with their plug-ins. */
export async function readAll(files: readonly string[], options: PluginOptions, context: CommandContext): Promise<readonly LoadedExperiment[]> {
  const plugins = new CommandPlugins(options, context, (line) => context.err.line(line));
  try {
    return (await Promise.all(files.map((file) => plugins.read(file)))).map(({ loaded }) => loaded);
  } finally {
    await plugins.dispose();
  }
}
