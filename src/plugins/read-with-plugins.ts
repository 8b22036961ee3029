import type { LoadedExperiment, LoadOptions } from '../config';
import type { PluginHost } from './plugin-host';
import { PluginSet } from './plugin-set';

export interface ExperimentWithPlugins {
  readonly loaded: LoadedExperiment;
  readonly plugins: PluginSet;
}

/**
 * Reads an experiment and loads its plug-ins; what is wrong with those is among its problems.
 * @param read reads the file; called again when the plug-ins bring what the reading must know.
 */
export async function readWithPlugins(host: PluginHost, read: (options: LoadOptions) => Promise<LoadedExperiment>): Promise<ExperimentWithPlugins> {
  const loaded = await read({});
  if (loaded.dialect === 'panther') return { loaded, plugins: new PluginSet() };
  const plugins = await host.load(loaded);
  // Without plug-ins there is nothing new to know.
  const known = loaded.plugins.length === 0 && plugins.plugins.length === 0 ? loaded : await read({ extensions: plugins.extensions.config });
  return { loaded: withProblems(known, plugins), plugins };
}

function withProblems(loaded: LoadedExperiment, { problems }: PluginSet): LoadedExperiment {
  if (problems.length === 0) return loaded;
  const all = [...loaded.problems, ...problems];
  return { ...loaded, problems: all.sort((a, b) => a.range.start.line - b.range.start.line || a.range.start.column - b.range.start.column) };
}
