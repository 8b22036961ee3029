import { listenersOn } from './listeners';
import { descendantsOf, livingMembers, stillThere } from './lineage';
import { bootId, isAlive } from './process-identity';
import type { Leftover } from './processes';
import type { KnownProcess, ProcessRow } from './process-row';
import { portHolders, type HolderScope } from './port-holders';
import { listProcesses, taggedProcesses } from './process-table';
import { tagOf } from './run-tag';
import { signalGroup, signalProcess } from './send-signal';
import { untilClean, type Found, type Look } from './until-clean';
import { killWindowsTree } from './windows-tree';

export interface SweepScope extends HolderScope {
  /** Leaders of the run's groups. */
  readonly leaders: readonly KnownProcess[];
  /** Whether somebody has watched these groups all the time: only then is a group without its leader surely theirs. */
  readonly watched: boolean;
  /** Linux: nothing that started before this start time can be the run's. */
  readonly since?: string;
}

/** Whoever is still there at the next one forks faster than he can be found. */
const PATIENT_LOOKS = 3;

/** Kills all that is left of a run, again and again until two looks find nothing. Returns what it found. */
export async function sweep(scope: SweepScope): Promise<readonly Leftover[]> {
  if (process.platform === 'win32') return [...await sweepWindows(scope), ...await namePortHolders(scope)];
  return untilClean(() => findLeftovers(scope), (finds, looks) => kill(scope, finds, looks));
}

/** The same for those alone who listen on ports that a service has given back. */
export async function sweepPorts(scope: HolderScope, isBusy: (row: ProcessRow) => boolean): Promise<readonly Leftover[]> {
  if (process.platform === 'win32') return namePortHolders(scope);
  if ((await listenersOn(scope.bound.flatMap(({ ports }) => ports))).length === 0) return [];
  return untilClean(
    async () => portHolders(scope, candidatesOf(await listProcesses()).filter((row) => !isBusy(row))),
    (finds) => Promise.all(finds.map(({ row }) => signalProcess(row, 'SIGKILL'))));
}

async function kill(scope: SweepScope, finds: readonly Found[], looks: number): Promise<void> {
  const groups = new Set(scope.leaders.map(({ pid }) => pid));
  // At one blow first, so that a group that forks all the time cannot outrun us.
  for (const group of new Set(finds.filter(({ found_by }) => found_by === 'group').map(({ row }) => row.group))) {
    if (groups.has(group)) signalGroup(group, 'SIGKILL');
  }
  await Promise.all(finds.map(({ row }) => signalProcess(row, 'SIGKILL')));
  if (looks >= PATIENT_LOOKS) await scope.controlGroup?.kill();
}

/** `missed`: somebody was in the control group whom the list of processes does not show, for it is not made at one moment. */
async function findLeftovers(scope: SweepScope): Promise<Look> {
  const rows = await listProcesses();
  const candidates = candidatesOf(rows);
  const found = new Map<number, Found>();
  const add = (some: readonly ProcessRow[], found_by: Leftover['found_by']) => {
    for (const row of some) if (!found.has(row.pid)) found.set(row.pid, { row, found_by });
  };
  add(groupsOf(scope, rows).filter((row) => candidates.includes(row)), 'group');
  add(stillThere(scope.descendants, candidates), 'descendant');
  add(descendantsOf(found.keys(), candidates), 'descendant');
  const young = candidates.filter((row) => !found.has(row.pid) && mayBeOfRun(row, scope.since));
  add(await taggedProcesses(young, tagOf(scope.runId)), 'tag');
  add(descendantsOf(found.keys(), candidates), 'descendant');
  const inGroup = new Set(await scope.controlGroup?.pids());
  for (const { pid, gone } of rows) if (gone) inGroup.delete(pid);
  const spared = withAncestors(process.pid, rows);
  add(candidates.filter(({ pid }) => inGroup.has(pid)), 'control_group');
  const others = candidates.filter(({ pid }) => !found.has(pid));
  const { finds, named } = scope.bound.length === 0 ? { finds: [], named: [] } : await portHolders(scope, others);
  for (const find of finds) found.set(find.row.pid, find);
  return { finds: [...found.values()], named, missed: [...inGroup].some((pid) => !found.has(pid) && !spared.has(pid)) };
}

/** Members of the run's groups, which a pid that was given anew leads to nobody. */
export const groupsOf = ({ leaders, watched }: Pick<SweepScope, 'leaders' | 'watched'>, rows: readonly ProcessRow[]): readonly ProcessRow[] =>
  (watched ? leaders : stillThere(leaders, rows)).flatMap((leader) => livingMembers(leader, rows));

const mayBeOfRun = ({ startTime }: ProcessRow, since: string | undefined): boolean =>
  since === undefined || process.platform !== 'linux' || Number(startTime) >= Number(since);

/** All but zombies, this process and those above it. */
function candidatesOf(rows: readonly ProcessRow[]): readonly ProcessRow[] {
  const spared = withAncestors(process.pid, rows);
  return rows.filter(({ pid, gone }) => !gone && pid > 1 && !spared.has(pid));
}

function withAncestors(pid: number, rows: readonly ProcessRow[]): ReadonlySet<number> {
  const parents = new Map(rows.map((row) => [row.pid, row.ppid]));
  const line = new Set<number>();
  for (let at: number | undefined = pid; at !== undefined && !line.has(at); at = parents.get(at)) line.add(at);
  return line;
}

async function sweepWindows({ leaders, watched }: SweepScope): Promise<readonly Leftover[]> {
  const boot = await bootId();
  const ended = await Promise.all(leaders.map(async ({ pid, startTime }) => {
    const ours = watched || await isAlive({ pid, startTime, bootId: boot });
    return { pid, found: ours && await killWindowsTree(pid) };
  }));
  return ended.filter(({ found }) => found).map(({ pid }) => ({ pid, command: `process ${pid} and its tree`, found_by: 'group', ended: true }));
}

/** Nothing there tells whose they are: they are named, and left alone. */
async function namePortHolders({ bound }: HolderScope): Promise<readonly Leftover[]> {
  const listeners = await listenersOn(bound.flatMap(({ ports }) => ports));
  const pids = new Set(listeners.flatMap(({ pid }) => pid ?? []));
  return [...pids].map((pid) => ({ pid, command: `process ${pid}`, found_by: 'port', ended: false }));
}
