import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { messageOf, type Redactor } from '../events';
import { openLines } from '../machine';

/**
 * Masks the secrets in a file that a tool has written, line by line; one without any stays as it is.
 * @throws Error when there is no masked one, as on a full disk; then the file is gone, for it may show a secret.
 */
export async function maskFile(file: string, redactor: Redactor): Promise<void> {
  const masked = `${file}.masked`;
  let hidden = false;
  async function* lines(): AsyncGenerator<string> {
    for await (const line of await openLines(file)) {
      const shown = redactor.mask(line);
      hidden ||= shown !== line;
      yield `${shown}\n`;
    }
  }
  try {
    await pipeline(Readable.from(lines()), createWriteStream(masked, { mode: 0o600 }));
    if (hidden) await rename(masked, file);
  } catch (error) {
    await rm(file, { force: true });
    throw new Error(`${file} cannot be written without secrets, and was removed: ${messageOf(error)}`);
  } finally {
    await rm(masked, { force: true });
  }
}
