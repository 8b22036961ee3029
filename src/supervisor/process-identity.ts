import { readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { findProcess } from './process-table';
import { outputOf } from './run-program';

/** One process, for all time on this machine. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTime: string;
  readonly bootId: string;
}

/** Windows tells a start time only through a slow shell, so ours comes from Node's clock and need only be near. */
const WINDOWS_TOLERANCE_MS = 10_000;

let boot: Promise<string> | undefined;
/** Tells one boot of this machine from the next; empty where that is not known. */
export function bootId(): Promise<string> {
  return (boot ??= readBootId());
}

async function readBootId(): Promise<string> {
  switch (process.platform) {
    case 'linux':
      return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')).trim();
    case 'darwin':
      return ((await outputOf('sysctl', ['-n', 'kern.bootsessionuuid'])) ?? '').trim();
    default:
      return '';
  }
}

/** Undefined when there is no such process. */
export async function processIdentity(pid: number): Promise<ProcessIdentity | undefined> {
  const startTime = process.platform === 'win32' ? await windowsStartTime(pid) : (await findProcess(pid))?.startTime;
  return startTime === undefined ? undefined : { pid, startTime, bootId: await bootId() };
}

export async function thisProcess(): Promise<ProcessIdentity> {
  const own = process.platform === 'win32' ? undefined : await processIdentity(process.pid);
  return own ?? { pid: process.pid, startTime: String(Math.floor(performance.timeOrigin)), bootId: await bootId() };
}

/** Whether this very process still runs: not another one that was given its pid later, nor a zombie. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  if (identity.bootId !== (await bootId())) return false;
  if (process.platform === 'win32') {
    const started = await windowsStartTime(identity.pid);
    return started !== undefined && Math.abs(Number(started) - Number(identity.startTime)) <= WINDOWS_TOLERANCE_MS;
  }
  const row = await findProcess(identity.pid);
  return row !== undefined && !row.gone && row.startTime === identity.startTime;
}

/** In milliseconds since 1970. */
async function windowsStartTime(pid: number): Promise<string | undefined> {
  const ask = `([DateTimeOffset](Get-Process -Id ${Math.trunc(pid)}).StartTime).ToUnixTimeMilliseconds()`;
  const text = (await outputOf('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', ask]))?.trim();
  return text !== undefined && /^\d+$/.test(text) ? text : undefined;
}
