import { closeSync, constants, fstatSync, openSync, readSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';

const CHUNK_BYTES = 1024 * 1024;

/**
 * Makes sure that a file which is open for reading is still found by its name: what an experiment has removed, moved or replaced is written
 * there once more. @throws Error when that cannot be
 */
export function putBack(fd: number, file: string): void {
  const own = fstatSync(fd, { bigint: true });
  const there = statSync(file, { bigint: true, throwIfNoEntry: false });
  if (there?.ino === own.ino && there.dev === own.dev) return;
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    copy(fd, temporary);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function copy(from: number, file: string): void {
  const to = openSync(file, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC);
  try {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    for (let offset = 0; ;) {
      const read = readSync(from, buffer, 0, buffer.length, offset);
      if (read === 0) return;
      for (let done = 0; done < read;) done += writeSync(to, buffer, done, read - done);
      offset += read;
    }
  } finally {
    closeSync(to);
  }
}
