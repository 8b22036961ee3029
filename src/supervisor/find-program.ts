import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import type { SpawnRequest } from './processes';

export const hasFolder = (program: string): boolean => program.includes('/') || (process.platform === 'win32' && program.includes('\\'));

/** The file that a start of this program would take; undefined when there is none. */
export async function findProgram(program: string, { cwd, env }: Pick<SpawnRequest, 'cwd' | 'env'>): Promise<string | undefined> {
  const folders = hasFolder(program) ? [cwd] : (env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  for (const folder of folders) {
    const file = path.resolve(folder, program);
    if (await access(file, constants.F_OK).then(() => true, () => false)) return file;
  }
  return undefined;
}
