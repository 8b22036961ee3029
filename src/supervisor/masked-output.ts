import type { Readable } from 'node:stream';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { messageOf, RedactingStream, Redactor } from '../events';
import { AT_ONCE } from '../machine';

/** What a child prints goes through us, on its way to its files. */
export interface MaskedOutput {
  /** Resolves (never rejects) when the child, and whoever else has its output, has closed it, and the files have all that they could take. */
  readonly written: Promise<unknown>;
  /** Resolves with what went wrong, once something could not be written. */
  readonly lost: Promise<string>;
}

/** At once: a named pipe in the place of the file would be waited for until somebody reads. */
const APPENDING = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | AT_ONCE;

/** Masks bytes one by one, so that what is no text stays as it is. */
const byteRedactor = (secrets: readonly string[]): Redactor => new Redactor(secrets, 'latin1');

/** Writes what a child prints to files, its secrets masked also where one comes in two pieces. */
export function maskOutput(streams: readonly (readonly [output: Readable, file: string])[], secrets: readonly string[]): MaskedOutput {
  let lose: (message: string) => void = () => undefined;
  const lost = new Promise<string>((resolve) => (lose = resolve));
  const written = Promise.allSettled(streams.map(([output, file]) => writeMasked(output, file, secrets, (error) => lose(`${file} cannot be written: ${messageOf(error)}`))));
  return { written, lost };
}

/** Reads on after an error: a child whose reader has gone would be ended by its next word. */
async function writeMasked(output: Readable, file: string, secrets: readonly string[], onError: (error: unknown) => void): Promise<void> {
  const masked = new RedactingStream(byteRedactor(secrets));
  let handle: FileHandle | undefined;
  let broken = false;
  const write = async (text: string): Promise<void> => {
    if (text === '' || broken) return;
    try {
      handle ??= await open(file, APPENDING);
      await handle.appendFile(Buffer.from(text, 'latin1'));
    } catch (error) {
      broken = true;
      onError(error);
    }
  };
  try {
    for await (const chunk of output) await write(masked.push((chunk as Buffer).toString('latin1')));
    await write(masked.end());
  } finally {
    await handle?.close();
  }
}
