import { access } from 'node:fs/promises';
import type { Clock } from '../step-context';
import { pollUntil, type Condition } from './condition';

const exists = (file: string): Promise<boolean> => access(file).then(() => true, () => false);

/** A file is there, whatever is in it. */
export function fileCondition(file: string, intervalMs: number, clock: Clock): Condition {
  return {
    hold: (signal) => pollUntil(() => exists(file), { clock, intervalMs, cost: 'low', signal }),
    missing: async () => `the file ${file} is not there`,
  };
}
