import { constants } from 'node:os';
import { hasCode } from '../events';
import type { KnownProcess } from './process-row';
import { stillRuns } from './process-table';

/** @throws Error when this system has no such signal. */
export function checkedSignal(name: string): NodeJS.Signals {
  if (isSignal(name)) return name;
  throw new Error(`There is no signal '${name}' on this system`);
}

const isSignal = (name: string): name is NodeJS.Signals => Object.hasOwn(constants.signals, name);

/** Returns whether the group exists, were it only as zombies or another user's. Signal 0 only asks. */
export function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  if (group <= 1) throw new Error(`${group} is no group of ours`);
  // Windows has no groups: there the leader stands for all, and `taskkill /T` ends its tree.
  return send(process.platform === 'win32' ? group : -group, signal);
}

/** Signals this very process, never another that was given its pid since. */
export async function signalProcess(known: KnownProcess, signal: NodeJS.Signals): Promise<boolean> {
  return known.pid > 1 && (await stillRuns(known)) && send(known.pid, signal);
}

function send(target: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(target, signal);
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}
