import { constants } from 'node:fs';
import { copyFile, mkdir, realpath, rm } from 'node:fs/promises';
import path from 'node:path';
import { hasCode } from '../events';

/** Where artifacts go, below the test's folder. */
export const FOLDER = 'artifacts';

/** The folder that artifacts are copied to. The test case may have made it itself, with links in it. */
export class CopyTarget {
  readonly #sound = new Set<string>();

  private constructor(private readonly dir: string, private readonly real: string) {}

  static async below(testDir: string): Promise<CopyTarget> {
    const real = await realpath(testDir).catch(() => testDir);
    return new CopyTarget(path.join(testDir, FOLDER), path.join(real, FOLDER));
  }

  /** Also where a link leads to the test's folder. */
  is(folder: string): boolean {
    return folder === this.dir || folder === this.real;
  }

  /** @throws Error, also for a way that leads out of it */
  async copy(from: string, name: string): Promise<void> {
    const target = path.join(this.dir, name);
    await this.#makeFolder(path.dirname(name));
    const copying = () => copyFile(from, target, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
    await copying().catch(async (error: unknown) => {
      if (!hasCode(error, 'EEXIST')) throw error;
      await rm(target, { force: true });
      await copying();
    });
  }

  async #makeFolder(name: string): Promise<void> {
    if (this.#sound.has(name)) return;
    const folder = path.join(this.dir, name);
    await mkdir(folder, { recursive: true });
    if (await realpath(folder) !== path.join(this.real, name)) throw new Error(`a link leads from ${FOLDER}/ elsewhere`);
    this.#sound.add(name);
  }
}
