import { mkdir } from 'node:fs/promises';
import path from 'node:path';

/** A file of a step in the test's folder, as in `steps/01-fetch.stdout.log`. */
export interface StepFile {
  /** Absolute. */
  readonly path: string;
  /** Relative to the test's folder, with slashes. */
  readonly name: string;
}

const LONGEST_ID = 60;

/** Makes the folder of the steps' files. @param attempt later tries have files of their own */
export async function stepFile(testDir: string, index: number, id: string, ending: string, attempt = 1): Promise<StepFile> {
  const base = `${String(index + 1).padStart(2, '0')}-${id.replace(/[^\w-]/g, '_').slice(0, LONGEST_ID)}${attempt === 1 ? '' : `.try-${attempt}`}.${ending}`;
  await mkdir(path.join(testDir, 'steps'), { recursive: true });
  return { path: path.join(testDir, 'steps', base), name: `steps/${base}` };
}
