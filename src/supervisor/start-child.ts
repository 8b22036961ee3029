import { messageOf } from '../events';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import path from 'node:path';
import { writeMasked } from './masked-output';
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
  request: SpawnRequest, runId: string, starting: () => void, started: (child: ChildProcess, pid: number, output: Promise<unknown> | undefined) => T,
): Promise<T> {
  const [program, ...args] = request.command;
  if (program === undefined || program === '') throw new SpawnError('spawn-failed', 'The command is empty');
  const files: FileHandle[] = [];
  const keep = (file: FileHandle): number => (files.push(file), file.fd);
  try {
    const stdin = keep(request.stdin === undefined ? await open(devNull, 'r') : await openText(request.stdin));
    const { secrets = [] } = request;
    const [stdoutFd, stderrFd] = [keep(await openLog(request.stdoutFile)), keep(await openLog(request.stderrFile))];
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
    await Promise.all(files.map((file) => file.close()));
  }
}

async function openLog(file: string): Promise<FileHandle> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    return await open(file, 'a');
  } catch (error) {
    throw new SpawnError('spawn-failed', `The log file cannot be opened: ${messageOf(error)}`);
  }
}

/** A file that has no name any more: unlike a pipe it needs nobody who writes, and `/dev/stdin` can be opened. */
async function openText(text: string): Promise<FileHandle> {
  const folder = await mkdtemp(path.join(tmpdir(), 'stdin-'));
  try {
    const file = path.join(folder, 'text');
    const writer = await open(file, 'wx', 0o600);
    await writer.writeFile(text).finally(() => writer.close());
    return await open(file, 'r');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Resolves (never rejects) when what the child printed is in its files, masked; undefined where it writes to them itself. */
function maskedOutput({ stdout, stderr }: ChildProcess, { stdoutFile, stderrFile, secrets = [] }: SpawnRequest): Promise<unknown> | undefined {
  if (stdout === null || stderr === null) return undefined;
  return Promise.allSettled([writeMasked(stdout, stdoutFile, secrets), writeMasked(stderr, stderrFile, secrets)]);
}

/** Whatever told this process to be a Node must not tell the children. */
function childEnvironment(env: SpawnRequest['env'], runId: string): { [name: string]: string } {
  const own = Object.entries(env).filter(([name]) => name.toUpperCase() !== 'ELECTRON_RUN_AS_NODE');
  return { ...Object.fromEntries(own), [RUN_TAG]: runId };
}
