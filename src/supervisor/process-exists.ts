import { hasCode } from '../events';
/** Whether there is a process of this pid, were it only a zombie or another user's. */
export function processExists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return !hasCode(error, 'ESRCH');
  }
}
