import { Worker } from 'node:worker_threads';
import { hasCode } from '../events';
import type { LoadOptions } from './experiment';
import type { ReadAnswer, ReadRequest } from './read/thread-protocol';

const MEMORY_MB = 512;
const THREADS = 2;

/** The file needs more memory than a reading may take. */
export class OutOfMemory extends Error {
  override readonly name = 'OutOfMemory';
}

/** Lets a few through at a time: a folder of large files must not start a thread for each at once. */
class Gate {
  private free = THREADS;
  private readonly waiting: (() => void)[] = [];

  async pass<Result>(action: () => Promise<Result>): Promise<Result> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await action();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.free++;
    }
  }
}
const gate = new Gate();

const ask = (workerScript: string, request: ReadRequest, signal: AbortSignal | undefined): Promise<ReadAnswer> =>
  new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason as Error);
      return;
    }
    const worker = new Worker(workerScript, { resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } });
    const end = (settle: () => void): void => {
      signal?.removeEventListener('abort', aborted);
      worker.removeAllListeners('exit');
      void worker.terminate().then(settle, settle);
    };
    const aborted = (): void => end(() => reject(signal?.reason as Error));
    signal?.addEventListener('abort', aborted, { once: true });
    worker.once('message', (answer: ReadAnswer) => end(() => resolve(answer)));
    worker.once('error', (error: unknown) => end(() => {
      const memory = hasCode(error, 'ERR_WORKER_OUT_OF_MEMORY');
      reject(memory ? new OutOfMemory(`more than ${MEMORY_MB} MB`) : error);
    }));
    worker.once('exit', (code) => end(() => reject(new Error(`The reading thread ended with code ${code}`))));
    worker.postMessage(request);
  });

/** Reads in a thread of its own, which ends with it. @throws OutOfMemory, or the signal's reason when aborted */
export const readInThread = (
  workerScript: string, file: string, input: string | Uint8Array, options: LoadOptions, signal?: AbortSignal,
): Promise<ReadAnswer> => gate.pass(() => ask(workerScript, { id: 1, kind: 'read', file, input, options }, signal));
