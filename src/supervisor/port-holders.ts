import { readlink, realpath, stat } from 'node:fs/promises';
import { uptime } from 'node:os';
import { executablesOf, type BoundPorts } from './bound-ports';
import type { ControlGroup } from './control-group';
import { listenersOn } from './listeners';
import { stillThere } from './lineage';
import type { KnownProcess, ProcessRow } from './process-row';
import { runOf } from './process-table';
import { runOfMember } from './run-of-process';
import { outputOf } from './run-program';
import type { Found, Look } from './until-clean';

export interface HolderScope {
  readonly runId: string;
  readonly bound: readonly BoundPorts[];
  /** Seen below processes of the run. */
  readonly descendants: readonly KnownProcess[];
  readonly controlGroup?: ControlGroup;
  /** Nothing that started later can be the run's: milliseconds since 1970. */
  readonly until?: number;
}

/**
 * Who listens on the ports of services, of `candidates`. One is the run's if it started after the service, is of our user,
 * and has the tag, is known as a descendant, is in the control group, or has the service's executable *and* working
 * directory. All others that started after the service are only named, but for those of another run.
 */
export async function portHolders({ runId, bound, descendants, controlGroup, until = Infinity }: HolderScope, candidates: readonly ProcessRow[]): Promise<Required<Pick<Look, 'finds' | 'named'>>> {
  const finds: Found[] = [];
  const named: Found[] = [];
  const listeners = await listenersOn(bound.flatMap(({ ports }) => ports));
  const rows = new Map(candidates.map((row) => [row.pid, row]));
  const inGroup = new Set(listeners.length === 0 ? [] : await controlGroup?.pids());
  for (const pid of new Set(listeners.map((listener) => listener.pid))) {
    const row = pid === undefined ? undefined : rows.get(pid);
    if (row === undefined) continue;
    const ports = new Set(listeners.filter((listener) => listener.pid === pid).map(({ port }) => port));
    const services = bound.filter((service) => service.ports.some((port) => ports.has(port)) && startedSince(row, service));
    if (services.length === 0 || startedAt(row) > until) continue;
    const run = await runOfMember(row.pid);
    const found_by = !(await isOurUsers(row)) ? undefined
      : stillThere(descendants, [row]).length > 0 ? 'descendant'
        : (await runOf(row)) === runId ? 'tag'
          : inGroup.has(row.pid) ? 'control_group'
            : run !== undefined ? 'another run'
              : (await looksLikeOneOf(row, services)) ? 'port' : undefined;
    if (found_by === undefined) named.push({ row, found_by: 'port' });
    else if (found_by !== 'another run') finds.push({ row, found_by });
  }
  return { finds, named };
}

/** Ticks since boot on Linux, a date elsewhere. */
export function startedSince({ startTime }: Pick<ProcessRow, 'startTime'>, service: KnownProcess): boolean {
  return process.platform === 'linux' ? Number(startTime) >= Number(service.startTime) : Date.parse(startTime) >= Date.parse(service.startTime);
}

/** Linux counts in hundredths of a second since the boot. */
const startedAt = ({ startTime }: ProcessRow): number =>
  (process.platform === 'linux' ? Date.now() - uptime() * 1000 + Number(startTime) * 10 : Date.parse(startTime));

async function isOurUsers({ pid }: ProcessRow): Promise<boolean> {
  const uid = process.getuid?.();
  if (process.platform === 'linux') return (await stat(`/proc/${pid}`).catch(() => undefined))?.uid === uid;
  return Number((await outputOf('ps', ['-o', 'uid=', '-p', String(pid)]))?.trim() || undefined) === uid;
}

async function looksLikeOneOf({ pid, name }: ProcessRow, services: readonly BoundPorts[]): Promise<boolean> {
  const [executable, cwd] = process.platform === 'linux' ? await Promise.all([linkOf(`/proc/${pid}/exe`), linkOf(`/proc/${pid}/cwd`)]) : [name, await cwdOf(pid)];
  for (const service of services) if (cwd === (await realpath(service.cwd).catch(() => service.cwd)) && executable !== undefined && (await executablesOf(service)).has(executable)) return true;
  return false;
}

const linkOf = (path: string): Promise<string | undefined> => readlink(path).catch(() => undefined);

async function cwdOf(pid: number): Promise<string | undefined> {
  const text = await outputOf('lsof', ['-a', '-p', String(pid), '-d', 'cwd', '-Fn']);
  return /^n(.*)$/m.exec(text ?? '')?.[1];
}
