import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';

export type Env = { readonly [name: string]: string | undefined };

/** What is on this machine; each place is looked at once. */
export class Look {
  private readonly seen = new Map<string, Promise<boolean>>();

  isFolder(dir: string): Promise<boolean> {
    return this.once(`folder\0${dir}`, async () => (await stat(dir)).isDirectory());
  }

  isThere(file: string): Promise<boolean> {
    return this.once(`file\0${file}`, async () => stat(file).then(() => true));
  }

  /** Whether a program is found as the system would: by its path from `cwd`, else in the folders of the `PATH`. */
  async isProgram(program: string, cwd: string, env: Env): Promise<boolean> {
    const windows = process.platform === 'win32';
    const named = /[/\\]/.test(program) && (windows || program.includes('/'));
    const folders = named ? [cwd] : (variable(env, 'PATH', windows) ?? '').split(path.delimiter).filter((folder) => folder !== '');
    const endings = windows ? ['', ...(variable(env, 'PATHEXT', windows) ?? '.COM;.EXE;.BAT;.CMD').split(';')] : [''];
    for (const folder of folders) {
      for (const ending of endings) if (await this.canRun(path.resolve(cwd, folder, program + ending))) return true;
    }
    return false;
  }

  private canRun(file: string): Promise<boolean> {
    return this.once(`program\0${file}`, async () => {
      if (!(await stat(file)).isFile()) return false;
      await access(file, process.platform === 'win32' ? constants.F_OK : constants.X_OK);
      return true;
    });
  }

  private once(key: string, look: () => Promise<boolean>): Promise<boolean> {
    const known = this.seen.get(key) ?? look().catch(() => false);
    this.seen.set(key, known);
    return known;
  }
}

/** On Windows `Path` and `PATH` are one variable. */
const variable = (env: Env, name: string, anyCase: boolean): string | undefined =>
  (anyCase ? Object.entries(env).find(([key]) => key.toUpperCase() === name)?.[1] : env[name]);
