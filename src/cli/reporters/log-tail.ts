import { openFile } from '../../machine';
import { printableOutput } from '../text/printable';
import { fit } from '../text/display-width';

const TAIL_BYTES = 8 * 1024;
const LINE_COLUMNS = 240;

/** The last lines of a log for reading; a missing or empty file has none. */
export async function logTail(file: string, lines: number): Promise<readonly string[]> {
  const handle = await openFile(file).catch(() => undefined);
  if (handle === undefined) return [];
  try {
    const { size } = await handle.stat();
    const from = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.min(size, TAIL_BYTES)), 0, undefined, from);
    const all = buffer.subarray(0, bytesRead).toString('utf8').split(/\r?\n/);
    // A line whose beginning was not read is shown only when there is nothing else.
    if (from > 0 && all.length > 2) all.shift();
    return all.filter((line) => line.trim() !== '').slice(-lines).map((line) => fit(printableOutput(line.trimEnd()), LINE_COLUMNS));
  } catch {
    return [];
  } finally {
    await handle.close();
  }
}
