import { messageOf } from '../events';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { findProgram, hasFolder } from '../machine';
import { SpawnError, type SpawnRequest } from './processes';

const isFolder = (place: string): Promise<boolean> => stat(place).then((stats) => stats.isDirectory(), () => false);

/** Says what a person can do about a failed start: the system itself tells a missing folder and a missing program alike. */
export async function explainSpawnFailure(error: unknown, request: SpawnRequest): Promise<SpawnError> {
  const { cwd } = request;
  const program = request.command[0] ?? '';
  const folder = await stat(cwd).catch(() => undefined);
  if (folder === undefined) return new SpawnError('cwd-missing', `The working directory ${cwd} does not exist`);
  if (!folder.isDirectory()) return new SpawnError('cwd-missing', `The working directory ${cwd} is not a directory`);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT': {
      const found = await findProgram(program, request);
      if (found !== undefined) return new SpawnError('program-missing', `${found} exists, but the interpreter that its first line names does not`);
      return isMissing(program, cwd);
    }
    case 'EACCES':
    case 'EPERM':
      if (await isFolder(path.resolve(cwd, program))) return new SpawnError('not-executable', `${path.resolve(cwd, program)} is a folder, not a program`);
      return new SpawnError('not-executable', `${(await findProgram(program, request)) ?? program} may not be executed`);
    case 'ENOEXEC':
      return new SpawnError('not-executable', `${(await findProgram(program, request)) ?? program} is neither a program of this system nor a script with a #! line`);
    case 'ENOTDIR':
      return isMissing(path.resolve(cwd, program), cwd);
    case 'E2BIG':
      return new SpawnError('spawn-failed', `'${program}' cannot be started: its arguments and environment are too long for this system`);
    default:
      return new SpawnError('spawn-failed', `'${program}' cannot be started: ${messageOf(error)}`);
  }
}

/** What a start of this program in `cwd` with `env` would be told; undefined when it is there. */
export async function missingProgram(program: string, at: Pick<SpawnRequest, 'cwd' | 'env'>): Promise<SpawnError | undefined> {
  return await findProgram(program, at) === undefined ? isMissing(program, at.cwd) : undefined;
}

const isMissing = (program: string, cwd: string): SpawnError =>
  new SpawnError('program-missing', hasFolder(program) ? `There is no program ${path.resolve(cwd, program)}` : `There is no program '${program}' in PATH`);
