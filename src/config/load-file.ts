import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { LoadedExperiment, LoadOptions } from './experiment';
import { problemAt } from './problem-at';

export interface LoadFileOptions extends LoadOptions {
  /** Path of the built `dist/worker.js`: larger files are then read in a thread. */
  readonly workerScript?: string;
  /** Ends a reading that has become stale; it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

const unreadable = (file: string, error: unknown): LoadedExperiment => {
  const start = { line: 1, column: 1 };
  const source = { file, path: '', range: { start, end: start } };
  const message = `The file cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  return {
    file, text: '', dialect: 'experiment', name: path.basename(file), source, problems: [problemAt(source, 'unreadable', message)], blocked: true,
    tests: [], variables: {}, parallel: 1, failFast: false, outputDir: path.resolve(path.dirname(file), 'outputs'),
  };
};

/** Reads an experiment file; one that cannot be read gives an experiment with that problem. Rejects only when aborted. */
export const loadExperimentFile = async (file: string, options: LoadFileOptions = {}): Promise<LoadedExperiment> => {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    return unreadable(file, error);
  }
  options.signal?.throwIfAborted();
  const { loadExperiment } = await import('./load-experiment');
  return loadExperiment(file, bytes, options);
};
