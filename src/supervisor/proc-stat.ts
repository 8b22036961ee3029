import type { ProcessRow } from './process-row';
import { readSmallFile, readSmallFileSync } from './read-small-file';

/** One process of Linux's /proc; undefined when there is none (a thread of one is shown there, too), or when its row cannot be understood. */
export async function readProcStat(pid: number): Promise<ProcessRow | undefined> {
  const text = await readSmallFile(`/proc/${pid}/stat`);
  return text === undefined ? undefined : parseProcStat(text);
}

/** The same at once. */
export function readProcStatSync(pid: number): ProcessRow | undefined {
  const text = readSmallFileSync(`/proc/${pid}/stat`);
  return text === undefined ? undefined : parseProcStat(text);
}

/** What comes after them is not asked for. */
const FIELDS = 36;

/** The name in parentheses may itself hold spaces and parentheses, so the fields are counted from its last one. */
export function parseProcStat(text: string): ProcessRow | undefined {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open) return undefined;
  const fields = text.slice(close + 2).split(' ', FIELDS);
  const [state, ppid, group, session] = fields;
  const startTime = fields[19];
  if (state === undefined || session === undefined || startTime === undefined) return undefined;
  // The number that a parent gets as the signal of its end: threads have none.
  if (fields[35] === '-1') return undefined;
  // A main thread that has ended before its siblings is shown as a zombie, too; such a process still runs.
  const gone = (state === 'Z' || state === 'X') && Number(fields[17]) <= 1;
  return {
    pid: Number(text.slice(0, open)), ppid: Number(ppid), group: Number(group), session: Number(session),
    startTime, gone, stopped: state === 'T' || state === 't', name: text.slice(open + 1, close),
  };
}
