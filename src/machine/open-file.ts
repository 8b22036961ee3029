import { constants, fstatSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { createInterface, type Interface } from 'node:readline';
import { AT_ONCE } from './at-once';

/**
 * Opens what an experiment may have put in the place of a file. A named pipe would be waited for until somebody writes, by a thread that
 * nobody gets back, so that not even the program could end.
 * @throws Error when nothing is there, or neither a regular file nor a folder (which cannot be read).
 */
export async function openFile(file: string): Promise<FileHandle> {
  const handle = await open(file, constants.O_RDONLY | AT_ONCE);
  const stats = fstatSync(handle.fd);
  if (stats.isFile() || stats.isDirectory()) return handle;
  await handle.close();
  throw Object.assign(new Error(`${file} is no regular file`), { code: 'EINVAL' });
}

/** Its lines, one by one. @throws Error as `openFile` */
export async function openLines(file: string, signal?: AbortSignal): Promise<Interface> {
  const handle = await openFile(file);
  return createInterface({ input: handle.createReadStream({ signal }), crlfDelay: Infinity });
}

/** Its whole text. @throws Error as `openFile` */
export async function readTextFile(file: string): Promise<string> {
  const handle = await openFile(file);
  return handle.readFile('utf8').finally(() => handle.close());
}
