import { readlinkSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { findProgram } from '../machine';
import type { KnownProcess } from './process-row';
import type { SpawnRequest } from './processes';

/** The ports of a service, with what one of its processes is known by that has thrown away all else. */
export interface BoundPorts extends KnownProcess {
  readonly ports: readonly number[];
  /** Of the service; secrets masked. */
  readonly command: readonly string[];
  readonly cwd: string;
  readonly path: string;
  /** What its command turned out to be, where the system tells. */
  readonly executable?: string;
}

/** In the turn of its start; undefined when it has no ports. */
export function boundBy(request: SpawnRequest, command: readonly string[], { pid, startTime }: KnownProcess): BoundPorts | undefined {
  const { ports = [], cwd, env } = request;
  if (ports.length === 0) return undefined;
  const executable = executableOf(pid);
  return { pid, startTime, ports, command, cwd, path: env['PATH'] ?? '', ...(executable === undefined ? {} : { executable }) };
}

function executableOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return undefined;
  }
}

const MOST_WORDS = 20;

/** The service's executable, absolute and without links; with a shell also what its text names, for it may have become that. */
export async function executablesOf({ command, cwd, path, executable }: BoundPorts): Promise<ReadonlySet<string>> {
  const words = command.flatMap((word) => word.split(/[\s;&|()'"]+/)).filter((word) => /^[\w./+][\w./+-]*$/.test(word)).slice(0, MOST_WORDS);
  const files = await Promise.all([...new Set(words)].map(async (word) => {
    const file = await findProgram(word, { cwd, env: { PATH: path } });
    return file === undefined ? [] : [await realpath(file).catch(() => file)];
  }));
  return new Set([...(executable === undefined ? [] : [executable]), ...files.flat()]);
}
