import path from 'node:path';

/** A file of a step in the test's folder, as in `steps/01-fetch.stdout.log`. */
export interface StepFile {
  /** Absolute. */
  readonly path: string;
  /** Relative to the test's folder, with slashes. */
  readonly name: string;
}

const LONGEST_ID = 60;

/** Its folder need not be there yet. @param attempt later tries have files of their own */
export function stepFile(testDir: string, index: number, id: string, ending: string, attempt = 1): StepFile {
  const base = `${String(index + 1).padStart(2, '0')}-${id.replace(/[^\w-]/g, '_').slice(0, LONGEST_ID)}${attempt === 1 ? '' : `.try-${attempt}`}.${ending}`;
  return { path: path.join(testDir, 'steps', base), name: `steps/${base}` };
}
