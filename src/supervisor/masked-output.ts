import type { Readable } from 'node:stream';
import { open } from 'node:fs/promises';
import { RedactingStream, Redactor } from '../events';

/** Masks bytes one by one, so that what is no text stays as it is. */
const byteRedactor = (secrets: readonly string[]): Redactor => new Redactor(secrets, 'latin1');

/**
 * Writes what a child prints to a file, its secrets masked also where one comes in two pieces.
 * Resolves when the child, and whoever else has its output, has closed it.
 */
export async function writeMasked(output: Readable, file: string, secrets: readonly string[]): Promise<void> {
  const masked = new RedactingStream(byteRedactor(secrets));
  const handle = await open(file, 'a');
  try {
    const write = (text: string) => (text === '' ? undefined : handle.appendFile(Buffer.from(text, 'latin1')));
    for await (const chunk of output) await write(masked.push((chunk as Buffer).toString('latin1')));
    await write(masked.end());
  } finally {
    await handle.close();
  }
}
