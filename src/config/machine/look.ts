import { access, constants, stat } from 'node:fs/promises';
import { findProgram, type Env } from '../../machine';

/** What is on this machine; each place is looked at once. */
export class Look {
  private readonly seen = new Map<string, Promise<boolean>>();

  isFolder(dir: string): Promise<boolean> {
    return this.once(`folder\0${dir}`, async () => (await stat(dir)).isDirectory());
  }

  isThere(file: string): Promise<boolean> {
    return this.once(`file\0${file}`, async () => stat(file).then(() => true));
  }

  /** Whether a program is found, as the system would, that may be run. */
  async isProgram(program: string, cwd: string, env: Env): Promise<boolean> {
    return await findProgram(program, { cwd, env }, (file) => this.canRun(file)) !== undefined;
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
