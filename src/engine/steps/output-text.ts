import { StringDecoder } from 'node:string_decoder';
import { openFile } from '../../machine';
import type { SupervisedProcess } from '../../supervisor';

/** This much of an output is kept for matching; the file has all of it. */
export const KEPT_BYTES = 16 * 1024 * 1024;
const WINDOW_BYTES = 256 * 1024;

/** The text of what a process has printed that has ended; nothing is opened where it printed nothing. */
export const readOutputsOf = async ({ silent = false }: SupervisedProcess, files: readonly [string, string]): Promise<readonly [stdout: string, stderr: string]> =>
  (silent ? ['', ''] : Promise.all([readOutputText(files[0]), readOutputText(files[1])]));

/** The beginning of a file as text; what is no UTF-8 becomes U+FFFD. Read in windows, so that nothing blocks. */
export async function readOutputText(file: string, keptBytes = KEPT_BYTES): Promise<string> {
  const handle = await openFile(file);
  try {
    const decoder = new StringDecoder('utf8');
    const window = Buffer.alloc(Math.min(WINDOW_BYTES, keptBytes));
    let text = '';
    for (let position = 0; position < keptBytes;) {
      const { bytesRead } = await handle.read(window, 0, Math.min(window.length, keptBytes - position), position);
      if (bytesRead === 0) break;
      text += decoder.write(window.subarray(0, bytesRead));
      position += bytesRead;
    }
    return text + decoder.end();
  } finally {
    await handle.close();
  }
}
