import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Flood } from '../unit/runs/flood';
import type { Row } from './measure';

const EVENTS = 100_000;
const ROUNDS = 15;

/** What a live run's observers, journal first, pay for one among them that is a thousand times too slow. In CPU time: the slow one itself does nothing but wait. */
export async function slowObserver(): Promise<Row[]> {
  const dir = mkdtempSync(path.join(tmpdir(), 'slow-'));
  const group = 'beside a slow observer';
  const contenders = [{ name: 'without it', withSlow: false, best: Infinity }, { name: 'with it', withSlow: true, best: Infinity }];
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const contender of contenders) {
        const flood = new Flood(dir, contender.withSlow);
        await flood.publish(EVENTS / 5);
        const before = process.cpuUsage();
        await flood.publish(EVENTS);
        const { user, system } = process.cpuUsage(before);
        contender.best = Math.min(contender.best, (user + system) * 1000 / EVENTS);
        flood.close();
        rmSync(path.join(dir, 'events.jsonl'));
      }
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  return contenders.map(({ name, best }) => ({ group, name, ns_per_item: best, ratio: (contenders[0]?.best ?? NaN) / best }));
}
