import { messageOf } from '../events';
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { maskOutput, type MaskedOutput } from './masked-output';
import { SpawnError, type SpawnRequest } from './processes';
import { explainSpawnFailure } from './spawn-failure';
import { RUN_TAG } from './run-tag';

/**
 * Starts a child as the leader of its own group, its output directly on the files.
 * @param starting called right before the start; what it throws prevents it.
 * @param started called with the child in the same turn of the event loop; its output is told where it goes through us.
 *   One that is masked is written by us, and otherwise by the child.
 * @throws SpawnError
 */
export async function startChild<T>(
  request: SpawnRequest, runId: string, starting: () => void, started: (child: ChildProcess, pid: number, output: MaskedOutput | undefined) => T,
): Promise<T> {
  const [program, ...args] = request.command;
  if (program === undefined || program === '') throw new SpawnError('spawn-failed', 'The command is empty');
  const open: number[] = [];
  const keep = (fd: number): number => (open.push(fd), fd);
  try {
    const stdin = request.keepStdinOpen === true ? 'pipe' : request.stdin === undefined ? 'ignore' : keep(await openText(request.stdin));
    const { secrets = [] } = request;
    makeFolders(request);
    const [stdoutFd, stderrFd] = openLogs([request.stdoutFile, request.stderrFile], keep);
    const [stdout, stderr] = secrets.length === 0 ? [stdoutFd, stderrFd] : ['pipe' as const, 'pipe' as const];
    starting();
    const child = spawn(program, args, {
      cwd: request.cwd, env: childEnvironment(request.env, runId), detached: true, windowsHide: true,
      stdio: [stdin, stdout, stderr],
    });
    const failed = new Promise<never>((_, reject) => child.on('error', reject));
    if (child.pid === undefined) return await failed;
    // Later errors (a signal that may not be sent, to another user's process) must not end us.
    failed.catch(() => undefined);
    return started(child, child.pid, maskedOutput(child, request));
  } catch (error) {
    throw error instanceof SpawnError ? error : await explainSpawnFailure(error, request);
  } finally {
    for (const fd of open) closeSync(fd);
  }
}

/** Synchronous, as the next: it takes microseconds, and the way through the thread pool, for each of a thousand children, many more. */
function makeFolders({ folders = [], stdoutFile, stderrFile }: SpawnRequest): void {
  try {
    for (const folder of new Set([...folders, path.dirname(stdoutFile), path.dirname(stderrFile)])) mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new SpawnError('spawn-failed', `Its folder cannot be made: ${messageOf(error)}`);
  }
}

function openLogs(files: readonly [string, string], keep: (fd: number) => number): readonly [number, number] {
  try {
    return [keep(openSync(files[0], 'a')), keep(openSync(files[1], 'a'))];
  } catch (error) {
    throw new SpawnError('spawn-failed', `The log file cannot be opened: ${messageOf(error)}`);
  }
}

/** A file that has no name any more: unlike a pipe it needs nobody who writes, and `/dev/stdin` can be opened. */
async function openText(text: string): Promise<number> {
  const folder = await mkdtemp(path.join(tmpdir(), 'stdin-'));
  try {
    const file = path.join(folder, 'text');
    const writer = await open(file, 'wx', 0o600);
    await writer.writeFile(text).finally(() => writer.close());
    return openSync(file, 'r');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Undefined where the child writes to its files itself. */
function maskedOutput({ stdout, stderr }: ChildProcess, { stdoutFile, stderrFile, secrets = [] }: SpawnRequest): MaskedOutput | undefined {
  return stdout === null || stderr === null ? undefined : maskOutput([[stdout, stdoutFile], [stderr, stderrFile]], secrets);
}

const AS_NODE = 'ELECTRON_RUN_AS_NODE';

/** Whatever told this process to be a Node must not tell the children. */
function childEnvironment(env: SpawnRequest['env'], runId: string): { [name: string]: string } {
  const own: { [name: string]: string } = { ...env, [RUN_TAG]: runId };
  for (const name of Object.keys(own)) if (name.length === AS_NODE.length && name.toUpperCase() === AS_NODE) Reflect.deleteProperty(own, name);
  return own;
}
