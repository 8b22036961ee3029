import { hasCode, messageOf } from '../events';
import { readFile } from 'node:fs/promises';
import type { LoadedExperiment, LoadOptions } from './experiment';
import { checkMachine } from './machine/check-machine';
import { OutOfMemory, readInThread } from './read-in-thread';
import { readingOf } from './read/thread-protocol';
import { readerFailed, refused } from './refused';
import { withRests } from './work';

/** Below this a thread costs more than it saves. */
const SMALL = 8 * 1024;

export interface LoadFileOptions extends LoadOptions {
  /** Path of the built `dist/worker.js`: what has more than 8 KiB is then read in a thread. */
  readonly workerScript?: string;
  /** Ends a reading that has become stale; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** As `loadExperiment`, but what is large is read in a thread, and what is missing on this machine is told. Rejects only when aborted. */
export const loadExperimentText = async (file: string, input: string | Uint8Array, options: LoadFileOptions = {}): Promise<LoadedExperiment> => {
  const environment = options.environment ?? process.env;
  try {
    const loaded = await read(file, input, { ...options, environment });
    return await checkMachine(loaded, environment, options.signal);
  } catch (error) {
    options.signal?.throwIfAborted();
    return readerFailed(file, input, error);
  }
};

const read = async (file: string, input: string | Uint8Array, options: LoadFileOptions): Promise<LoadedExperiment> => {
  const { workerScript, signal, ...load } = options;
  signal?.throwIfAborted();
  // Heavy modules are loaded with the first file.
  const { readingExperiment, experimentOf } = await import('./load-experiment');
  const here = (): Promise<LoadedExperiment> => withRests(readingExperiment(file, input, load), signal);
  if (workerScript === undefined || input.length <= SMALL) return here();
  try {
    const answer = await readInThread(workerScript, file, input, load, signal);
    return await withRests(experimentOf(await withRests(readingOf(answer), signal), answer.text), signal);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof OutOfMemory) {
      return refused(file, input, 'too-big', `Reading the file takes ${messageOf(error)}`);
    }
    // Without a thread it is slower, not impossible.
    return here();
  }
};

/** Reads an experiment file; one that cannot be read gives an experiment with that problem. Rejects only when aborted. */
export const loadExperimentFile = async (file: string, options: LoadFileOptions = {}): Promise<LoadedExperiment> => {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file, options.signal ? { signal: options.signal } : {});
  } catch (error) {
    options.signal?.throwIfAborted();
    return refused(file, '', 'unreadable', hasCode(error, 'EISDIR') ? 'This is a folder: a file is expected' : `The file cannot be read: ${messageOf(error)}`);
  }
  return loadExperimentText(file, bytes, options);
};
