import { stat } from 'node:fs/promises';
import { openFile } from '../machine';

const TAIL_BYTES = 16 * 1024;

/** The last lines of a log from an offset on, at most `count`, without the empty ones at its end. */
export async function lastLines(path: string, from: number, count: number): Promise<readonly string[]> {
  const size = await sizeOf(path);
  const start = Math.max(from, size - TAIL_BYTES);
  if (size <= start) return [];
  const handle = await openFile(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start);
    const lines = buffer.toString('utf8', 0, bytesRead).trimEnd().split(/\r?\n/);
    return lines.slice(-count).filter((line, index) => line !== '' || index > 0);
  } finally {
    await handle.close();
  }
}

/** 0 when there is no such file. */
export const sizeOf = async (path: string): Promise<number> => (await stat(path).catch(() => undefined))?.size ?? 0;
