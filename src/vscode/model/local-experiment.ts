import type { SourceRef } from '../../events';
import type { Experiment } from './experiment';

/** The listed experiment that a run is of, wherever it ran: the same file, or else the one whose path ends alike, of the same name where there are several. */
export function localExperiment(experiments: readonly Experiment[], { file, name }: { readonly file: string; readonly name: string }): Experiment | undefined {
  const same = experiments.find((one) => one.file === file);
  if (same !== undefined) return same;
  const ranked = experiments.map((experiment) => ({ experiment, alike: alikeEnd(experiment.file, file) + (experiment.name === name ? 0.5 : 0) })).filter(({ alike }) => alike >= 1.5);
  return ranked.sort((a, b) => b.alike - a.alike)[0]?.experiment;
}

/** A place in the file of a run, which may have been elsewhere, in the file as it is here. */
export const localSource = (source: SourceRef, runFile: string | undefined, experiment: Experiment): SourceRef =>
  (source.file === runFile && source.file !== experiment.file ? { ...source, file: experiment.file } : source);

/** How many of the last parts of two paths are the same, whichever system they are of. */
function alikeEnd(a: string, b: string): number {
  const [one, other] = [a, b].map((file) => file.split(/[\\/]/).reverse());
  const differs = one?.findIndex((part, index) => part !== other?.[index]) ?? 0;
  return differs < 0 ? one?.length ?? 0 : differs;
}
