import { open, rename, rm } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';

const SLICE = 200;

/** Writes a file by rename, so that nobody ever reads half of it; gives the event loop its turn between slices. */
export async function writeAtomically(file: string, parts: Iterable<string>): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  const handle = await open(temporary, 'w');
  try {
    let slice: string[] = [];
    for (const part of parts) {
      slice.push(part);
      if (slice.length < SLICE) continue;
      await handle.write(slice.join(''));
      slice = [];
      await nextTurn();
    }
    await handle.write(slice.join(''));
    await handle.close();
    await rename(temporary, file);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
}
