import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessRow } from './process-row';
import { readSmallFile } from './read-small-file';

const FIRST_LOOK_MS = 1;
const LAST_LOOK_MS = 50;

/**
 * Resolves once nobody is moving any more: SIGSTOP stops a process only when its turn comes, and a signal that comes before may end it.
 * @param moving looks who still is.
 * @throws Error that names who is after `ms`.
 */
export async function untilStanding(moving: () => Promise<readonly ProcessRow[]>, { ms, giveUp }: { readonly ms: number; readonly giveUp: AbortSignal }): Promise<void> {
  let waited = 0;
  for (let pause = FIRST_LOOK_MS; ; pause = Math.min(pause * 2, LAST_LOOK_MS)) {
    const [first] = await moving();
    if (first === undefined || giveUp.aborted) return;
    if (waited >= ms) throw new Error(`It has not come to a stand within ${ms / 1000} s: process ${first.pid} (${first.name}) goes on`);
    await sleep(pause, undefined, { signal: giveUp }).catch(() => undefined);
    waited += pause;
  }
}

/** Those that have neither stopped, with all their threads, nor ended. */
export async function stillMoving(rows: readonly ProcessRow[]): Promise<readonly ProcessRow[]> {
  const moves = await Promise.all(rows.map((row) => (process.platform === 'linux' ? hasMovingThread(row) : !row.gone && row.stopped !== true)));
  return rows.filter((_, index) => moves[index]);
}

/** What the system shows of a process is its first thread; a signal is heard by any. */
async function hasMovingThread({ pid }: ProcessRow): Promise<boolean> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const stats = await Promise.all(threads.map((thread) => readSmallFile(`/proc/${pid}/task/${thread}/stat`)));
  return stats.some((stat) => stat !== undefined && !/^[TtZX]/.test(stat.slice(stat.lastIndexOf(')') + 2)));
}
