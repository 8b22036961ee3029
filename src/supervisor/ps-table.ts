import type { ProcessRow } from './process-row';
import { outputOf } from './run-program';

/** The form that `parsePsRow` reads; all processes unless `pids` are given. */
export const psArguments = (pids?: readonly number[]): readonly string[] => [
  ...(pids === undefined ? ['-ax'] : ['-p', pids.join(',')]),
  ...['pid', 'ppid', 'pgid', 'stat', 'lstart', 'comm'].flatMap((column) => ['-o', `${column}=`]),
];

/** The processes of a Unix without /proc, or those of `pids`. */
export async function listWithPs(pids?: readonly number[]): Promise<readonly ProcessRow[]> {
  const text = await outputOf('ps', psArguments(pids));
  return (text ?? '').split('\n').flatMap((line) => parsePsRow(line) ?? []);
}

/** `lstart` is five words, as in `Tue Nov 24 01:52:47 2026`. */
export function parsePsRow(line: string): ProcessRow | undefined {
  const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(.*)$/.exec(line);
  if (match === null) return undefined;
  const [, pid, ppid, group, state = '', startTime = '', name = ''] = match;
  return {
    pid: Number(pid), ppid: Number(ppid), group: Number(group), session: 0,
    startTime: startTime.replace(/\s+/g, ' '), gone: state.startsWith('Z'), stopped: state.startsWith('T'), name,
  };
}

/** The command of each process followed by its environment, as far as the system tells them. */
export async function commandsAndEnvironments(): Promise<ReadonlyMap<number, string>> {
  const text = await outputOf('ps', ['-axEww', '-o', 'pid=', '-o', 'command=']);
  return new Map((text ?? '').split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(.*)$/.exec(line);
    return match === null ? [] : [[Number(match[1]), match[2] ?? ''] as const];
  }));
}
