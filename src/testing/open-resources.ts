import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import type { Finding } from './rule';

export type OpenResources = ReadonlyMap<string, number>;

/** What keeps this process alive, but for what passes at once. */
export function openResources(): OpenResources {
  const counts = new Map<string, number>();
  for (const name of process.getActiveResourcesInfo()) if (name !== 'Immediate' && !name.startsWith('FS')) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** What is open now and was not before. */
export const openedSince = (before: OpenResources): readonly Finding[] =>
  [...openResources()].flatMap(([name, count]) => (count > (before.get(name) ?? 0) ? [{ message: `${count - (before.get(name) ?? 0)} more of ${name}` }] : []));

/** What is still open after so many milliseconds: a socket takes a moment to close. */
export async function leftOpen(before: OpenResources, limitMs: number): Promise<readonly Finding[]> {
  for (const end = performance.now() + limitMs; ;) {
    const found = openedSince(before);
    if (found.length === 0 || performance.now() > end) return found;
    await pause(10);
  }
}
