import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Row } from '../measure';
import { observer } from './observer';
import { compareProcesses } from './whole-process';

const WATCH = path.resolve('test/bench/engine/peers/watch-health.cjs');
/** By then the command line has loaded, and has not begun to plan. */
const LOADED_MS = '250';

/** Runs of test cases that are skipped: what a run costs for each case whatever it does, and what it keeps of each. */
export async function skipped(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const cases of [2500, 10_000, 40_000]) rows.push(...await skippedRun(cases));
  return rows;
}

async function skippedRun(cases: number): Promise<readonly Row[]> {
  const dir = mkdtempSync(path.join(tmpdir(), 'skipped-'));
  const file = path.join(dir, 'skipped.experiment.yaml');
  const health = path.join(dir, 'health.jsonl');
  const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
  writeFileSync(file, JSON.stringify({ name: 'skipped', tests: [{ name: 'case', skip: 'not now', matrix: { a: numbers(cases / 100), b: numbers(100) }, steps: [{ run: ['true', '${{ matrix.a }}'] }] }] }));
  try {
    const ours = observer({ file, out: path.join(dir, 'out'), node: ['-r', WATCH] });
    const rows = await compareProcesses(`${cases.toLocaleString('en')} skipped test cases`, cases, [
      { ...ours, env: { HEALTH: health, HEALTH_AFTER: LOADED_MS }, done: (text) => Number(/: (\d+) skipped of/.exec(text)?.[1] ?? 0) },
    ]);
    const seen = readFileSync(health, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { readonly blockedMs: number; readonly peakMb: number });
    const least = (of: (one: (typeof seen)[number]) => number): string => Math.min(...seen.map(of)).toFixed(0);
    return rows.map((row) => ({ ...row, note: `${(row.ns_per_item * cases / 1e6).toFixed(0)} ms for all; event loop blocked ${least((one) => one.blockedMs)} ms, ${least((one) => one.peakMb)} MB` }));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
