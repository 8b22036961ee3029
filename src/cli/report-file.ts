import { constants } from 'node:fs';
import { access, lstat, mkdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { hasCode, messageOf } from '../events';
import { writeAtomically } from '../results';
import { shownPath } from './context';
import { UsageError } from './usage-error';

/** A report could not be written where the user wanted it; the message names the file. */
export class ReportFileError extends Error {
  override readonly name = 'ReportFileError';
}

/**
 * Writes a report where the user asked for it, and makes the folders above it. A file appears whole or not at all; a device, a
 * pipe, or what a link points to is written as the shell would, and stays what it is.
 * @throws ReportFileError
 */
export async function writeReport(file: string, parts: Iterable<string>, cwd: string): Promise<void> {
  try {
    const there = await lstat(file).catch(() => undefined);
    if (there !== undefined && !there.isFile()) return await writeFile(file, parts);
    await mkdir(path.dirname(file), { recursive: true });
    const text = [...parts];
    await writeAtomically(file, text).catch(async (error: unknown) => {
      // The file may be written, its folder not, or the file is a mount of its own.
      if (there === undefined || !['EACCES', 'EPERM', 'EROFS', 'EBUSY'].some((code) => hasCode(error, code))) throw error;
      await writeFile(file, text);
    });
  } catch (error) {
    throw new ReportFileError(`the report cannot be written to ${shownPath(file, cwd)}: ${messageOf(error)}`);
  }
}

/** Says before anything runs what would keep a report from being written after it. @throws UsageError */
export async function refuseUnwritable(file: string, cwd: string): Promise<void> {
  const why = await hindrance(file);
  if (why !== undefined) throw new UsageError(`the report cannot be written to ${shownPath(file, cwd)}: ${why}`);
}

async function hindrance(file: string): Promise<string | undefined> {
  const there = await stat(file).catch(() => undefined);
  if (there?.isDirectory()) return 'it is a folder';
  if (there !== undefined) return await refusedAccess(file);
  // A link that leads nowhere yet is made into a file where it leads to.
  if (await lstat(file).then(() => true, () => false)) return undefined;
  const folder = await nearestThere(path.dirname(file));
  return (await stat(folder)).isDirectory() ? await refusedAccess(folder) : `${folder} is no folder`;
}

const refusedAccess = (file: string): Promise<string | undefined> => access(file, constants.W_OK).then(() => undefined, messageOf);

const nearestThere = async (folder: string): Promise<string> =>
  await stat(folder).then(() => true, () => false) || path.dirname(folder) === folder ? folder : nearestThere(path.dirname(folder));
