import { spawnSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Row } from './measure';

const ROUNDS = 7;
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** From the command to the first line that `run` prints, beside what a Node takes to do nothing at all. */
export async function firstLine(): Promise<Row[]> {
  const dir = mkdtempSync(path.join(tmpdir(), 'first-line-'));
  const nothing: number[] = [];
  const run: number[] = [];
  try {
    writeFileSync(path.join(dir, 'a.experiment.yaml'), 'tests:\n  - name: one\n    steps: [{ wait: 1ms }]\n');
    for (let round = 0; round < ROUNDS; round += 1) {
      let begun = performance.now();
      spawnSync(process.execPath, ['-e', '0']);
      nothing.push(performance.now() - begun);
      begun = performance.now();
      const child = spawn(process.execPath, ['dist/cli.js', 'run', path.join(dir, 'a.experiment.yaml')], { stdio: ['ignore', 'pipe', 'ignore'] });
      const ended = once(child, 'close');
      await once(child.stdout, 'data');
      run.push(performance.now() - begun);
      child.stdout.resume();
      await ended;
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  const group = 'command line, first line';
  const [bare, told] = [median(nothing), median(run)];
  return [
    { group, name: 'node -e 0', ns_per_item: bare * 1e6, ratio: 1 },
    { group, name: 'experiment-observer run', ns_per_item: told * 1e6, ratio: bare / told },
  ];
}
