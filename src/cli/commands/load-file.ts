import path from 'node:path';
import { loadExperimentFile, type LoadedExperiment, type LoadOptions } from '../../config';
import type { CommandContext } from '../context';

/** Reads an experiment file named on the command line; a large one in the worker thread. */
export const loadFile = (file: string, { cwd, dist }: CommandContext, options: LoadOptions = {}): Promise<LoadedExperiment> =>
  loadExperimentFile(path.resolve(cwd, file), { ...options, workerScript: path.join(dist, 'worker.js') });
