import path from 'node:path';
import { repository } from '../../package.json';
import { messageOf } from '../events';
import type { LoadedExperiment } from './experiment';
import { DEFAULT_OBSERVER_SETTINGS } from './observer-settings';
import { problemAt } from './problem-at';
import type { ProblemCode } from './problem-codes';

/** An experiment of which nothing is known but why it could not be read. */
export const refused = (file: string, input: string | Uint8Array, code: ProblemCode, message: string): LoadedExperiment => {
  const start = { line: 1, column: 1 };
  const source = { file, path: '', range: { start, end: start } };
  return {
    file, text: typeof input === 'string' ? input : Buffer.from(input).toString('utf8'), dialect: 'experiment', name: path.basename(file), source, problems: [problemAt(source, code, message)], blocked: true,
    tests: [], variables: {}, parallel: 1, failFast: false, outputDir: path.resolve(path.dirname(file), 'outputs'), observers: DEFAULT_OBSERVER_SETTINGS, plugins: [],
  };
};

/** The last net: a fault of the reader itself harms this file alone, which stays listed and says so. */
export const readerFailed = (file: string, input: string | Uint8Array, error: unknown): LoadedExperiment =>
  refused(file, input, 'reader-failed', `Experiment Observer itself broke while it read ${path.basename(file)}: ${messageOf(error)}. This is not a fault of the file: please report it, with the file, at ${repository.url.replace(/\.git$/, '/issues')}`);
