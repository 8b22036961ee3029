import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** A contender that needs a program which npm cannot bring; without it the row is left out, and that is said. */
export function onPath<T>(program: string, make: (file: string) => T): T[] {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const file = path.join(folder, program);
    try {
      accessSync(file, constants.X_OK);
      return [make(file)];
    } catch {
      // It may be in the next one.
    }
  }
  console.error(`(${program} is not installed: it is not compared)`);
  return [];
}
