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

/** Ids of the runs of which something lives, though nobody drives them any more. */
export async function strandedRuns(): Promise<ReadonlySet<string>> {
  const rows = await listProcesses();
  const runs = new Set((await Promise.all(rows.filter(({ gone }) => !gone).map(({ pid }) => runOfMember(pid)))).filter((run) => run !== undefined));
  if (runs.size > 0) for (const word of (await commandLines()).flat()) runs.delete(word);
  return runs;
}
