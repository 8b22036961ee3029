import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ControlGroup } from './control-group';
import { descendantsOf, livingMembers, stillThere } from './lineage';
import { bootId, isAlive } from './process-identity';
import type { Leftover } from './processes';
import type { KnownProcess, ProcessRow } from './process-row';
import { commandOf, listProcesses, stillRuns, taggedProcesses } from './process-table';
import { tagOf } from './run-tag';
import { signalGroup, signalProcess } from './send-signal';
import { killWindowsTree } from './windows-tree';

export interface SweepScope {
  readonly runId: string;
  /** Leaders of the run's groups. */
  readonly leaders: readonly KnownProcess[];
  /** Descendants that were seen outside of these groups. */
  readonly descendants: readonly KnownProcess[];
  /** Whether somebody has watched these groups all the time: only then is a group without its leader surely theirs. */
  readonly watched: boolean;
  /** All that is in it is the run's, but for whoever sweeps. */
  readonly controlGroup?: ControlGroup;
  /** Linux: nothing that started before this start time can be the run's. */
  readonly since?: string;
}

interface Found {
  readonly row: ProcessRow;
  readonly found_by: Leftover['found_by'];
}

/** Whoever is still there at the next one forks faster than he can be found. */
const PATIENT_LOOKS = 3;
const PAUSE_MS = 25;
/** What cannot be killed (another user's, or in the kernel's hands) must not hold anybody for ever. */
const LIMIT_MS = 5000;

/** Kills all that is left of a run, again and again until two looks find nothing. Returns what it found. */
export async function sweep(scope: SweepScope): Promise<readonly Leftover[]> {
  if (process.platform === 'win32') return sweepWindows(scope);
  const seen = new Map<string, Found & { readonly command: string }>();
  const until = performance.now() + LIMIT_MS;
  for (let clean = 0, looks = 1; ; looks += 1) {
    const { finds, missed } = await findLeftovers(scope);
    clean = finds.length === 0 && !missed ? clean + 1 : 0;
    for (const find of finds) {
      const key = `${find.row.pid} ${find.row.startTime}`;
      if (!seen.has(key)) seen.set(key, { ...find, command: await commandOf(find.row) });
    }
    if (clean === 2 || performance.now() > until) break;
    if (clean > 0) continue;
    await kill(scope, finds, looks);
    await sleep(PAUSE_MS);
  }
  return Promise.all([...seen.values()].map(async ({ row, found_by, command }) => (
    { pid: row.pid, command, found_by, ended: !(await stillRuns(row)) })));
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
async function findLeftovers(scope: SweepScope): Promise<{ readonly finds: readonly Found[]; readonly missed: boolean }> {
  const rows = await listProcesses();
  const spared = withAncestors(process.pid, rows);
  const candidates = rows.filter(({ pid, gone }) => !gone && pid > 1 && !spared.has(pid));
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
  add(candidates.filter(({ pid }) => inGroup.has(pid)), 'control_group');
  return { finds: [...found.values()], missed: [...inGroup].some((pid) => !found.has(pid) && !spared.has(pid)) };
}

const groupsOf = ({ leaders, watched }: SweepScope, rows: readonly ProcessRow[]): readonly ProcessRow[] =>
  (watched ? leaders : stillThere(leaders, rows)).flatMap((leader) => livingMembers(leader, rows));

const mayBeOfRun = ({ startTime }: ProcessRow, since: string | undefined): boolean =>
  since === undefined || process.platform !== 'linux' || Number(startTime) >= Number(since);

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
