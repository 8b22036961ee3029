import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExitStatus } from './processes';
import type { SupervisedChild } from './supervised-child';

export interface CheckedLadder {
  readonly signal: NodeJS.Signals;
  readonly graceMs: number;
}

const FIRST_LOOK_MS = 5;
const LAST_LOOK_MS = 50;

/**
 * Asks a child's group to end, waits, then kills it with all that was seen to descend from it.
 * @param killNow once aborted there is no more grace.
 * @param look looks who belongs to the child.
 */
export async function stopByLadder(child: SupervisedChild, ladder: CheckedLadder, killNow: AbortSignal, look: () => Promise<void>): Promise<ExitStatus> {
  await look();
  const graceEnds = performance.now() + ladder.graceMs;
  const patient = () => !killNow.aborted && performance.now() < graceEnds;
  if (!killNow.aborted && process.platform !== 'win32') {
    await askToEnd(child, ladder.signal);
    let outsidersAsked = false;
    await pause(child, Math.min(FIRST_LOOK_MS, ladder.graceMs), killNow);
    for (let ms = FIRST_LOOK_MS; !(await isGone(child)) && patient(); ms = Math.min(ms * 2, LAST_LOOK_MS)) {
      if (!outsidersAsked && (await child.groupIsEmpty())) {
        // They had the time to hear it from those who started them.
        outsidersAsked = true;
        await child.signalOutsiders(ladder.signal);
        await child.signalOutsiders('SIGCONT');
      }
      await pause(child, Math.min(ms, Math.max(1, graceEnds - performance.now())), killNow);
    }
  }
  for (let ms = FIRST_LOOK_MS; !(await isGone(child)); ms = Math.min(ms * 2, LAST_LOOK_MS)) {
    await child.kill();
    await sleep(ms);
  }
  return child.status();
}

async function askToEnd(child: SupervisedChild, signal: NodeJS.Signals): Promise<void> {
  await child.ask(signal, 'group');
  // A stopped process hears nothing but SIGKILL until it is continued.
  child.signal('SIGCONT', 'group');
}

async function isGone(child: SupervisedChild): Promise<boolean> {
  if ((await child.groupIsEmpty()) && child.outsiders.length === 0) return true;
  await child.look();
  return (await child.groupIsEmpty()) && child.outsiders.length === 0;
}

/** Cut short when the group has gone, or there is no more grace. */
async function pause(child: SupervisedChild, ms: number, until: AbortSignal): Promise<void> {
  if (child.hasEnded) return sleep(ms);
  await Promise.race([child.ended, sleep(ms, undefined, { signal: until }).catch(() => undefined)]);
}
