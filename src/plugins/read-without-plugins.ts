import type { LoadedExperiment, LoadOptions } from '../config';
import { Discoverer, type PluginPlaces } from './discover';

/**
 * Reads an experiment where no plug-in's code may run. Which there are is looked up all the same: what nobody here knows may
 * be theirs, and is then no error.
 * @param read reads the file; called again when there are plug-ins that the file does not name.
 */
export async function readWithoutPlugins(places: PluginPlaces, read: (options: LoadOptions) => Promise<LoadedExperiment>): Promise<LoadedExperiment> {
  const loaded = await read({});
  if (loaded.problems.length === 0 || loaded.plugins.length > 0 || loaded.dialect === 'panther') return loaded;
  const { candidates } = await new Discoverer(places).of(loaded);
  return candidates.length === 0 ? loaded : read({ pluginsLeftOut: true });
}
