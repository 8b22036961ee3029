import { outputOf } from './run-program';

/** Ends a process and what descends from it, without grace; returns whether there was something to end. */
export async function killWindowsTree(pid: number): Promise<boolean> {
  return (await outputOf('taskkill', ['/T', '/F', '/PID', String(pid)])) !== undefined;
}
