import { execFile } from 'node:child_process';

/** Dates in one language and one time zone, so that they can be compared. */
export const SYSTEM_ENVIRONMENT = { LC_ALL: 'C', TZ: 'UTC' };

/** The standard output of one of the system's own tools; undefined when it is missing, fails or takes over 10 s. */
export function outputOf(program: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(program, args, { encoding: 'utf8', timeout: 10_000, maxBuffer: 64 << 20, windowsHide: true, env: { ...process.env, ...SYSTEM_ENVIRONMENT } },
      (error, stdout) => resolve(error === null ? stdout : undefined));
  });
}
