import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * Makes a folder and those above it. Node's own `recursive` never returns where a folder cannot be made although the one above
 * it is there, as below `/proc`.
 * @throws Error that names the folder that cannot be made
 */
export async function makeFolder(dir: string): Promise<void> {
  if (await isFolder(dir)) return;
  const above = path.dirname(dir);
  if (above !== dir) await makeFolder(above);
  try {
    await mkdir(dir);
  } catch (error) {
    // Another run may have made it meanwhile.
    if (!(await isFolder(dir))) throw error;
  }
}

const isFolder = (dir: string): Promise<boolean> => stat(dir).then((found) => found.isDirectory(), () => false);
