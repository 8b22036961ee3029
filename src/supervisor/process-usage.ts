import type { KnownProcess } from './process-row';
import { readSmallFileSync } from './read-small-file';
import { outputOf } from './run-program';

/** What one process uses. */
export interface MeasuredProcess extends KnownProcess {
  readonly ppid: number;
  /** CPU time of itself and of children that it has waited for, in milliseconds. */
  readonly cpuMs: number;
  readonly memoryBytes: number;
  /** The most that it had since its start. */
  readonly peakBytes: number;
}

/** Linux tells CPU time in hundredths of a second, whatever the kernel counts in. */
const TICK_MS = 10;

/** Those of `known` that still run, as themselves. */
export async function measureProcesses(known: readonly KnownProcess[]): Promise<readonly MeasuredProcess[]> {
  if (process.platform === 'linux') return known.flatMap((one) => measureLinux(one) ?? []);
  if (process.platform === 'win32' || known.length === 0) return [];
  const text = await outputOf('ps', ['-p', known.map(({ pid }) => pid).join(','), '-o', 'pid=', '-o', 'ppid=', '-o', 'rss=', '-o', 'time=']);
  const rows = (text ?? '').split('\n').flatMap((line) => parsePsUsage(line) ?? []);
  return rows.flatMap((row) => known.filter(({ pid }) => pid === row.pid).map(({ startTime }) => ({ ...row, startTime })));
}

/** Synchronous: it takes microseconds, and the end of a service waits for it. */
function measureLinux({ pid, startTime }: KnownProcess): MeasuredProcess | undefined {
  const stat = readSmallFileSync(`/proc/${pid}/stat`);
  const times = stat === undefined ? undefined : parseTimes(stat);
  if (times === undefined || times.startTime !== startTime) return undefined;
  const status = readSmallFileSync(`/proc/${pid}/status`, 4096);
  const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status ?? '')?.[1] ?? 0);
  return { pid, startTime, ppid: times.ppid, cpuMs: times.own + times.waited, memoryBytes: kilobytes('VmRSS') * 1024, peakBytes: kilobytes('VmHWM') * 1024 };
}

/** CPU times in a row of /proc/PID/stat, in milliseconds: its own, and that of children it has waited for. */
export function parseTimes(stat: string): { readonly ppid: number; readonly own: number; readonly waited: number; readonly startTime: string } | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ', 20);
  const [utime, stime, cutime, cstime] = fields.slice(11, 15).map(Number);
  const startTime = fields[19];
  if (utime === undefined || stime === undefined || cutime === undefined || cstime === undefined || startTime === undefined) return undefined;
  return { ppid: Number(fields[1]), own: (utime + stime) * TICK_MS, waited: (cutime + cstime) * TICK_MS, startTime };
}

/** `1234 1 5120 1-02:03:04.56`: days, hours and hundredths may be missing. */
export function parsePsUsage(line: string): Omit<MeasuredProcess, 'startTime'> | undefined {
  const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+(?:[.,]\d+)?)\s*$/.exec(line);
  if (match === null) return undefined;
  const [pid, ppid, rss, days, hours, minutes, seconds] = match.slice(1).map((text) => Number((text ?? '0').replace(',', '.')));
  const memoryBytes = (rss ?? 0) * 1024;
  const cpuMs = Math.round(((((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000);
  return { pid: pid ?? 0, ppid: ppid ?? 0, cpuMs, memoryBytes, peakBytes: memoryBytes };
}
