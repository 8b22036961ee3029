import { spawn, type ChildProcess } from 'node:child_process';
import type { ChildFiles } from './child-files';
import { maskOutput, type MaskedOutput } from './masked-output';
import { SpawnError, type SpawnRequest } from './processes';
import { explainSpawnFailure } from './spawn-failure';
import { RUN_TAG } from './run-tag';

/**
 * Starts a child as the leader of its own group, its output directly on the files, which are closed here in any case.
 * @param starting called right before the start; what it throws prevents it.
 * @param started called with the child in the same turn of the event loop; its output is told where it goes through us.
 *   One that is masked is written by us, and otherwise by the child.
 * @throws SpawnError
 */
export async function startChild<T>(
  request: SpawnRequest, runId: string, files: ChildFiles, starting: () => void, started: (child: ChildProcess, pid: number, output: MaskedOutput | undefined) => T,
): Promise<T> {
  try {
    const [program, ...args] = request.command;
    if (program === undefined || program === '') throw new SpawnError('spawn-failed', 'The command is empty');
    starting();
    const child = spawn(program, args, {
      cwd: request.cwd, env: childEnvironment(request.env, runId), detached: true, windowsHide: true,
      stdio: [...files.stdio],
    });
    const failed = new Promise<never>((_, reject) => child.on('error', reject));
    if (child.pid === undefined) return await failed;
    // Later errors (a signal that may not be sent, to another user's process) must not end us.
    failed.catch(() => undefined);
    return started(child, child.pid, maskedOutput(child, request));
  } catch (error) {
    throw error instanceof SpawnError ? error : await explainSpawnFailure(error, request);
  } finally {
    files.close();
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
