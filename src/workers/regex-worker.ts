import { messageOf } from '../events';
import { Worker } from 'node:worker_threads';
import type { MatchAnswer, MatchRequest, MatchResult } from './protocol';

export type RegexErrorCode = 'regex-timeout' | 'regex-error' | 'regex-closed';

/** Why a match could not be made: the pattern took too long, or it threw. */
export class RegexError extends Error {
  override readonly name = 'RegexError';
  constructor(readonly code: RegexErrorCode, message: string) {
    super(message);
  }
}

interface Job {
  readonly request: MatchRequest;
  readonly timeoutMs: number;
  readonly resolve: (result: MatchResult) => void;
  readonly reject: (error: RegexError) => void;
}

const DEFAULT_TIMEOUT_MS = 5000;

/** Matches users' regular expressions in a worker thread, one at a time, each with a time limit. */
export class RegexWorker {
  private worker: Worker | undefined;
  private timer: NodeJS.Timeout | undefined;
  private current: Job | undefined;
  private readonly waiting: Job[] = [];
  private nextId = 1;
  private disposed = false;

  /** `workerScript` is the path of the built `dist/worker.js`. */
  constructor(private readonly workerScript: string) {}

  matchRegex(pattern: string, flags: string, text: string, options: { readonly timeoutMs?: number } = {}): Promise<MatchResult> {
    return new Promise((resolve, reject) => {
      if (this.disposed) {
        reject(new RegexError('regex-closed', 'The regular expression worker has been closed'));
        return;
      }
      const request: MatchRequest = { id: this.nextId++, kind: 'regex', pattern, flags, text };
      this.waiting.push({ request, timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS, resolve, reject });
      this.next();
    });
  }

  /** Ends the thread; whatever still waits is rejected. */
  async dispose(): Promise<void> {
    this.disposed = true;
    const error = new RegexError('regex-closed', 'The regular expression worker has been closed');
    const jobs = [...(this.current ? [this.current] : []), ...this.waiting.splice(0)];
    const worker = this.forget();
    for (const job of jobs) job.reject(error);
    await worker?.terminate();
  }

  private next(): void {
    if (this.current) return;
    const job = this.waiting.shift();
    if (!job) {
      this.worker?.unref();
      return;
    }
    this.current = job;
    const worker = this.ensureWorker();
    worker.ref();
    worker.postMessage(job.request);
  }

  private ensureWorker(): Worker {
    if (this.worker) return this.worker;
    const worker = new Worker(this.workerScript, { resourceLimits: { maxOldGenerationSizeMb: 256 } });
    this.worker = worker;
    worker.on('message', (answer: MatchAnswer) => this.answered(worker, answer));
    worker.on('error', (error) => this.lost(worker, messageOf(error)));
    worker.on('exit', (code) => this.lost(worker, `the worker ended with code ${code}`));
    return worker;
  }

  private overrun(worker: Worker, job: Job): void {
    if (worker !== this.worker || this.current !== job) return;
    this.forget();
    void worker.terminate();
    job.reject(new RegexError('regex-timeout', `The pattern ${job.request.pattern} took more than ${job.timeoutMs} ms`));
    this.next();
  }

  private answered(worker: Worker, answer: MatchAnswer): void {
    const job = this.current;
    if (worker !== this.worker || !job || job.request.id !== answer.id) return;
    if ('begun' in answer) {
      // Its time begins only now, so that a thread that has to wait for a processor is not the pattern's fault; an answer that
      // came while this thread was busy is heard first.
      this.timer = setTimeout(() => setImmediate(() => this.overrun(worker, job)), job.timeoutMs);
      return;
    }
    this.settle();
    if ('error' in answer) job.reject(new RegexError('regex-error', answer.error));
    else job.resolve({ matched: answer.matched, groups: answer.groups, index: answer.index });
    this.next();
  }

  private lost(worker: Worker, reason: string): void {
    if (worker !== this.worker) return;
    const job = this.current;
    this.forget();
    job?.reject(new RegexError('regex-error', reason));
    this.next();
  }

  private settle(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.current = undefined;
  }

  private forget(): Worker | undefined {
    const worker = this.worker;
    this.settle();
    this.worker = undefined;
    return worker;
  }
}
