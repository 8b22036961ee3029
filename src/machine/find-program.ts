import { access, constants } from 'node:fs/promises';
import path from 'node:path';

export type Env = { readonly [name: string]: string | undefined };

/** Whether a program is named by a path, and so not looked for. */
export const hasFolder = (program: string): boolean => program.includes('/') || (process.platform === 'win32' && program.includes('\\'));

const isThere = (file: string): Promise<boolean> => access(file, constants.F_OK).then(() => true, () => false);

/**
 * The file that a start of this program would take: by its path from `cwd`, else in the folders of the `PATH`; on Windows with one of the endings of `PATHEXT`.
 * @param isIt whether a file will do; default: any that is there
 */
export async function findProgram(program: string, { cwd, env }: { readonly cwd: string; readonly env: Env }, isIt: (file: string) => Promise<boolean> = isThere): Promise<string | undefined> {
  const folders = hasFolder(program) ? [cwd] : (variable(env, 'PATH') ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const endings = process.platform === 'win32' ? ['', ...(variable(env, 'PATHEXT') ?? '.COM;.EXE;.BAT;.CMD').split(';')] : [''];
  for (const folder of folders) {
    for (const ending of endings) {
      const file = path.resolve(cwd, folder, program + ending);
      if (await isIt(file)) return file;
    }
  }
  return undefined;
}

/** On Windows `Path` and `PATH` are one variable. */
const variable = (env: Env, name: string): string | undefined =>
  (process.platform === 'win32' ? Object.entries(env).find(([key]) => key.toUpperCase() === name)?.[1] : env[name]);
