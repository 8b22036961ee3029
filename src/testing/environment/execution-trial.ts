import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { EnvironmentRequest, ExecutionEnvironment, Findings, PreparedEnvironment } from '../../engine';
import type { ExitStatus, SupervisedProcess } from '../../supervisor';
import { within } from '../check';
import type { Finding } from '../rule';

export interface CheckExecutionOptions {
  /** What an experiment file gives under `plugin_config`; default: nothing. */
  readonly config?: EnvironmentRequest['config'];
  /** How long a preparation, a collection and a closing may take, in real milliseconds; default 10000. */
  readonly limitMs?: number;
}

export interface ExecutionSubject extends CheckExecutionOptions {
  readonly make: () => ExecutionEnvironment;
}

/** What each service is: a program that ends at once. */
export const COMMAND: readonly string[] = [process.execPath, '-e', '', 'words of', 'the service'];

/** It took longer than it may. */
export class TooLong extends Error {}

const never = (): AbortSignal => new AbortController().signal;
const LATE = Symbol('late');

/** A test case that an environment is prepared for. */
export class Site {
  private constructor(readonly request: EnvironmentRequest, private readonly prepared: PreparedEnvironment, private readonly limitMs: number) {}

  /** @throws Error what the environment throws, or that it takes too long. */
  static async prepare({ config = {}, limitMs = 10_000 }: CheckExecutionOptions, environment: ExecutionEnvironment, dir: string, how: Partial<EnvironmentRequest> = {}): Promise<Site> {
    const { test = 'a', services = ['server', 'client'], signal = never() } = how;
    const artifactsDir = path.join(dir, test, 'artifacts');
    for (const service of services) await mkdir(path.join(artifactsDir, service), { recursive: true });
    const request = { test, services: [...services], config: structuredClone(config), artifactsDir, signal };
    const prepared = await timely(limitMs, 'the preparation', environment.prepare(request));
    if (typeof prepared !== 'object' || prepared === null || typeof prepared.collect !== 'function') throw new TypeError('expected an object with collect() from prepare()');
    return new Site(request, prepared, limitMs);
  }

  wrap(service: string, start = 1): readonly string[] {
    return this.prepared.wrap?.({ service, start, command: COMMAND }) ?? COMMAND;
  }

  /** Starts a service for real, as it is wrapped, and waits for its end. */
  async runService(service: string, start = 1): Promise<void> {
    const [program = '', ...args] = this.wrap(service, start);
    const child = spawn(program, args, { stdio: 'ignore' });
    const ended = new Promise<ExitStatus>((resolve, reject) => {
      child.once('error', reject).once('exit', (code, signal) => resolve({ code, signal, killed: false }));
    });
    const running: SupervisedProcess = {
      id: service, pid: child.pid ?? 0, exited: ended, ended,
      stop: async ({ signal }) => {
        child.kill(signal as NodeJS.Signals);
        return ended;
      },
      signal: async (signal) => { child.kill(signal as NodeJS.Signals); },
      onUsage: (listener) => listener({ elapsedMs: 1, cpuMs: 1, memoryBytes: 1024, peakMemoryBytes: 1024, processes: 1 }),
    };
    if (child.pid !== undefined) this.prepared.started?.(service, running);
    await timely(this.limitMs, `the service ${service}`, ended);
  }

  collect(signal = never()): Promise<Findings> {
    return timely(this.limitMs, 'collect()', this.prepared.collect(signal));
  }

  close(): Promise<void> {
    return timely(this.limitMs, 'close()', (async () => this.prepared.close?.())());
  }
}

async function timely<T>(limitMs: number, what: string, work: Promise<T>): Promise<T> {
  const settled = await within(limitMs, work, LATE);
  if (settled === LATE) throw new TooLong(`${what} took longer than ${limitMs} ms`);
  return settled as T;
}

/** In a folder that is gone afterwards. */
export async function inFolder(look: (dir: string) => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  const dir = await mkdtemp(path.join(tmpdir(), 'environment-'));
  try {
    return await look(dir);
  } finally {
    await rm(dir, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** One test case is prepared, looked at, and closed. */
export const atSite = (subject: ExecutionSubject, look: (site: Site) => Promise<readonly Finding[]>): Promise<readonly Finding[]> => inFolder(async (dir) => {
  const site = await Site.prepare(subject, subject.make(), dir);
  try {
    return await look(site);
  } finally {
    await site.close();
  }
});
