import { readdir, readFile } from 'node:fs/promises';
import { readProcStat } from './proc-stat';
import type { KnownProcess, ProcessRow } from './process-row';
import { noneCanBeOpened } from './read-small-file';
import { RUN_TAG } from './run-tag';
import { commandsAndEnvironments, listWithPs } from './ps-table';

let current: Promise<readonly ProcessRow[]> | undefined;
let next: Promise<readonly ProcessRow[]> | undefined;

/**
 * All processes that the system shows from now on; none on Windows, where `taskkill /T` knows the tree.
 * Who asks while a list is being made shares the one after it.
 */
export function listProcesses(): Promise<readonly ProcessRow[]> {
  if (current === undefined) {
    const list = makeList().finally(() => (current = undefined));
    return (current = list);
  }
  return (next ??= current.then(startNext, startNext));
}

function startNext(): Promise<readonly ProcessRow[]> {
  next = undefined;
  return listProcesses();
}

async function makeList(): Promise<readonly ProcessRow[]> {
  if (process.platform === 'win32') return [];
  if (process.platform !== 'linux') return listWithPs();
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const rows = await Promise.all(pids.map((pid) => readProcStat(Number(pid))));
  return rows.filter((row) => row !== undefined);
}

/** The process of this pid; undefined when there is none, or where the system has no cheap way to tell. */
export async function findProcess(pid: number): Promise<ProcessRow | undefined> {
  if (process.platform === 'win32') return undefined;
  return process.platform === 'linux' ? readProcStat(pid) : (await listWithPs([pid]))[0];
}

/** Whether this very process still runs, not a zombie and not another of the same pid. */
export async function stillRuns(known: KnownProcess): Promise<boolean> {
  const row = await findProcess(known.pid);
  return row !== undefined && !row.gone && row.startTime === known.startTime;
}

/** Those of `rows` that carry `tag` (`NAME=value`) in the environment they were started with. */
export async function taggedProcesses(rows: readonly ProcessRow[], tag: string): Promise<readonly ProcessRow[]> {
  if (rows.length === 0 || process.platform === 'win32') return [];
  if (process.platform !== 'linux') {
    const texts = await commandsAndEnvironments();
    return rows.filter(({ pid }) => texts.get(pid)?.split(' ').includes(tag) === true);
  }
  const tagged = await Promise.all(rows.map(async (row) => (await environmentOf(row.pid)).includes(tag)));
  return rows.filter((_, index) => tagged[index]);
}

/** The words of every command on this machine; none on Windows. */
export async function commandLines(): Promise<readonly (readonly string[])[]> {
  if (process.platform === 'win32') return [];
  if (process.platform !== 'linux') return [...(await commandsAndEnvironments()).values()].map((text) => text.split(' '));
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return Promise.all(pids.map(async (pid) => (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0')));
}

/** Id of the run whose tag it carries; undefined when it carries none, or hides it. */
export async function runOf({ pid }: Pick<ProcessRow, 'pid'>): Promise<string | undefined> {
  if (process.platform === 'win32') return undefined;
  const words = process.platform === 'linux' ? await environmentOf(pid) : ((await commandsAndEnvironments()).get(pid) ?? '').split(' ');
  return words.find((word) => word.startsWith(`${RUN_TAG}=`))?.slice(RUN_TAG.length + 1);
}

/** Empty when the process has ended, is another user's, or has overwritten it. */
async function environmentOf(pid: number): Promise<readonly string[]> {
  try {
    return (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0');
  } catch (error) {
    if (noneCanBeOpened(error)) throw error;
    return [];
  }
}

/** The command line as a person would read it, cut at 300 characters. */
export async function commandOf(row: ProcessRow): Promise<string> {
  const line = process.platform === 'linux' ? await readFile(`/proc/${row.pid}/cmdline`, 'utf8').catch(() => '') : '';
  return (line.replace(/\0+$/, '').replaceAll('\0', ' ') || `[${row.name}]`).slice(0, 300);
}
