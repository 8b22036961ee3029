import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { messageOf } from '../../events';

/** A program may be there and yet not work, where the kernel does not allow it or is not the one that it was made for. @throws Error that says so */
export async function tryProgram([program = '', ...args]: readonly string[], signal: AbortSignal): Promise<void> {
  try {
    await promisify(execFile)(program, args, { signal });
  } catch (error) {
    const told = error instanceof Error && 'stderr' in error ? String(error.stderr).trim().split('\n').find((line) => line.trim() !== '') : undefined;
    throw new Error(`${program} does not work on this machine: ${told ?? messageOf(error)}`, { cause: error });
  }
}
