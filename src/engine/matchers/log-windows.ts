import { StringDecoder } from 'node:string_decoder';
import { stripVTControlCharacters } from 'node:util';
import { openFile } from '../../machine';

const READ_BYTES = 1024 * 1024;
/** A line longer than this is searched in parts. */
const LONGEST_LINE = 8 * 1024 * 1024;
/** What a window repeats of the one before, so that a pattern over several lines is not cut apart. */
const OVERLAP = 64 * 1024;

/** A log in windows that end where lines end, colours stripped; memory stays bounded however long the log is. */
export async function* logWindows(file: string): AsyncGenerator<string> {
  const handle = await openFile(file);
  try {
    const decoder = new StringDecoder('utf8');
    const buffer = Buffer.alloc(READ_BYTES);
    let kept = '';
    let unseen = '';
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
      unseen += bytesRead === 0 ? decoder.end() : decoder.write(buffer.subarray(0, bytesRead));
      const end = bytesRead === 0 || unseen.length > LONGEST_LINE ? unseen.length : unseen.lastIndexOf('\n') + 1;
      if (end > 0) {
        const window = kept + unseen.slice(0, end);
        yield stripVTControlCharacters(window);
        kept = overlapOf(window);
        unseen = unseen.slice(end);
      }
      if (bytesRead === 0) return;
    }
  } finally {
    await handle.close();
  }
}

/** The end of a text that has been searched, from where a line starts. */
export function overlapOf(text: string): string {
  if (text.length <= OVERLAP) return text;
  const tail = text.slice(-OVERLAP);
  return text.endsWith('\n') || tail.includes('\n') ? tail.slice(tail.indexOf('\n') + 1) : tail;
}
