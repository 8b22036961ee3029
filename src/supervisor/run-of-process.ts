import { readFile } from 'node:fs/promises';
import { commandLines, listProcesses, runOf } from './process-table';

/** The run a process belongs to, by its tag or by its control group. */
export async function runOfMember(pid: number): Promise<string | undefined> {
  const run = await runOf({ pid });
  if (run !== undefined || process.platform !== 'linux') return run;
  return /\/experiment-observer-([^/\n]+?)(?:\.scope)?$/m.exec(await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => ''))?.[1];
}

/** Its supervisor, which has the run's id among its arguments, lives. */
export const isDriven = async (run: string): Promise<boolean> => (await commandLines()).some((words) => words.includes(run));

/** How the processes of this machine are looked at. */
interface Look {
  readonly rows: typeof listProcesses;
  readonly lines: typeof commandLines;
  readonly runOf: typeof runOfMember;
}

/**
 * Ids of the runs of which something lives, though nobody drives them any more. One whose supervisor lived when the look began
 * is none: that one ends it all.
 */
export async function strandedRuns({ rows, lines, runOf: runOfOne }: Look = { rows: listProcesses, lines: commandLines, runOf: runOfMember }): Promise<ReadonlySet<string>> {
  const driven = new Set((await lines()).flat());
  const found = await Promise.all((await rows()).filter(({ gone }) => !gone).map(({ pid }) => runOfOne(pid)));
  const runs = new Set(found.filter((run) => run !== undefined && !driven.has(run)).map(String));
  // One that has begun since has its supervisor by now.
  if (runs.size > 0) for (const word of (await lines()).flat()) runs.delete(word);
  return runs;
}
