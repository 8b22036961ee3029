import { isFreeForTcp } from './free-port';
import { listenersOn } from './listeners';
import { commandOf, findProcess } from './process-table';
import { isDriven, runOfMember } from './run-of-process';

/**
 * Which of these ports a service of the run could not listen on, as somebody else already does for TCP, and who that is, in
 * words; undefined when all are free, or are the run's own.
 */
export async function takenPort(ports: { readonly [name: string]: number }, runId: string): Promise<string | undefined> {
  for (const [name, port] of Object.entries(ports)) {
    // One that can be bound need not be looked up.
    if (await isFreeForTcp(port)) continue;
    for (const { protocol, scope, pid } of await listenersOn([port])) {
      if (protocol !== 'tcp' || scope !== 'loopback') continue;
      const run = pid === undefined ? undefined : await runOfMember(pid);
      if (run !== runId) return `port ${port} (${name}) is already in use by ${await owner(pid, run)}`;
    }
  }
  return undefined;
}

async function owner(pid: number | undefined, run: string | undefined): Promise<string> {
  if (pid === undefined) return 'a process of another user';
  const row = await findProcess(pid);
  const who = `process ${pid}${row === undefined ? '' : ` (${await commandOf(row)})`}`;
  if (run === undefined) return who;
  return (await isDriven(run)) ? `${who} of run ${run}, which is still going on` : `${who}, left over from run ${run}: \`experiment-observer clean\` ends it`;
}
