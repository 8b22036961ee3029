import path from 'node:path';
import { isFile } from '../../machine';
import type { Experiment } from '../model/experiment';
import { localExperiment } from '../model/local-experiment';
import { engine } from '../engine';
import { toUri } from '../paths';
import type { CommandContext } from './context';

/** The experiment that a run is of: the listed one, else its file, else the copy in the run's folder, when it ran elsewhere. */
export async function experimentOfRun({ experiments }: CommandContext, dir: string, run: { readonly file: string; readonly name: string }): Promise<Experiment> {
  const listed = localExperiment(experiments.all(), run);
  if (listed !== undefined) return experiments.open(toUri(listed.file));
  const { CONFIG_FILE } = await engine();
  const copy = path.join(dir, CONFIG_FILE);
  return experiments.open(toUri(!await isFile(run.file) && await isFile(copy) ? copy : run.file));
}
