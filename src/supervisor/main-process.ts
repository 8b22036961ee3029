import { readFile, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { descendantsOf } from './lineage';
import type { KnownProcess, ProcessRow } from './process-row';
import { listProcesses } from './process-table';

const FIRST_LOOK_MS = 2;
const LAST_LOOK_MS = 20;
/** A program that takes longer to start another one is taken for the service itself. */
const LIMIT_MS = 5000;

/** A command that tells its pid in a file and then becomes `command`; also in a PID namespace the pid is that of `/proc`. */
export const tellingItsPid = (pidFile: string, command: readonly string[]): readonly string[] =>
  ['/bin/sh', '-c', '{ read -r pid _ < /proc/self/stat; } 2>/dev/null || pid=$$; echo "$pid" > "$0"; exec "$@"', pidFile, ...command];

/** The process that told its pid, if it is the leader's or below it; undefined when nothing was told in time. */
export async function mainProcess(leader: KnownProcess & { readonly hasExited: boolean }, pidFile: string, giveUp: AbortSignal): Promise<KnownProcess | undefined> {
  try {
    for (let ms = FIRST_LOOK_MS, waited = 0; waited < LIMIT_MS && !leader.hasExited && !giveUp.aborted; waited += ms, ms = Math.min(ms * 2, LAST_LOOK_MS)) {
      const pid = Number(/^(\d+)\n/.exec(await readFile(pidFile, 'utf8').catch(() => ''))?.[1]);
      if (pid === leader.pid) return leader;
      if (pid > 0) return descendantsOf([leader.pid], await listProcesses()).find((row) => row.pid === pid);
      await sleep(ms);
    }
    return undefined;
  } finally {
    await rm(pidFile, { force: true });
  }
}

/** Those of `rows` that are not the programs between a leader and its main process. */
export function withoutWrappers(rows: readonly ProcessRow[], main: KnownProcess, all: readonly ProcessRow[]): readonly ProcessRow[] {
  const parents = new Map(all.map((row) => [row.pid, row.ppid]));
  const wrappers = new Set<number>();
  for (let pid = parents.get(main.pid); pid !== undefined && !wrappers.has(pid); pid = parents.get(pid)) wrappers.add(pid);
  return rows.filter(({ pid }) => !wrappers.has(pid));
}
