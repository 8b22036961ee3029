import { close, closeSync, open, openSync, read, readSync } from 'node:fs';
import { hasCode } from '../events';

/** No file can be opened, whatever is in it: who takes that for a file that is not there does not see what is. */
export const noneCanBeOpened = (error: unknown): boolean => hasCode(error, 'EMFILE') || hasCode(error, 'ENFILE');

/**
 * The beginning of a file as Latin-1, by default its first kilobyte; undefined when it cannot be read. A list of all processes takes a third of
 * the time that it takes with `readFile`, which asks for the size and the end first. @throws Error when no file can be opened
 */
export function readSmallFile(path: string, most = 1024): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    open(path, 'r', (failed, fd) => {
      if (failed !== null) return noneCanBeOpened(failed) ? reject(failed) : resolve(undefined);
      const buffer = Buffer.allocUnsafe(most);
      read(fd, buffer, 0, buffer.length, 0, (error, bytes) => {
        close(fd, () => resolve(error === null ? buffer.toString('latin1', 0, bytes) : undefined));
      });
    });
  });
}

/** The same at once, for files of `/proc` that take microseconds. */
export function readSmallFileSync(path: string, most = 1024): string | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(path, 'r');
    const buffer = Buffer.allocUnsafe(most);
    return buffer.toString('latin1', 0, readSync(fd, buffer, 0, most, 0));
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
