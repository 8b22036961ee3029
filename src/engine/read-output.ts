import path from 'node:path';
import type { EventOf } from '../events';
import { openFile } from '../machine';

/**
 * The exact bytes that a `service.output` speaks of.
 * @param testDir absolute path of the test case's folder.
 * @throws Error when the log cannot be read, is shorter than it was, or lies elsewhere.
 */
export async function readOutput(testDir: string, { file, from, to }: Pick<EventOf<'service.output'>, 'file' | 'from' | 'to'>): Promise<Uint8Array> {
  const log = path.resolve(testDir, file);
  if (!log.startsWith(path.join(testDir, path.sep))) throw new Error(`${file} lies outside of the test's folder`);
  const handle = await openFile(log);
  try {
    const bytes = Buffer.alloc(Math.max(0, to - from));
    let read = 0;
    while (read < bytes.length) {
      const { bytesRead } = await handle.read(bytes, read, bytes.length - read, from + read);
      if (bytesRead === 0) throw new Error(`${log} ends at byte ${from + read}, before ${to}`);
      read += bytesRead;
    }
    return bytes;
  } finally {
    await handle.close();
  }
}
