import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Row } from '../measure';
import { observer } from './observer';
import { compareProcesses } from './whole-process';

const BYTES = 500_000_000;
const PEERS = path.resolve('test/bench/engine/peers');
const WRITER = `yes "$(printf '%099d' 7)" | head -c ${BYTES}`;

/** A service that writes 500 MB of lines: the file complete, and how the process that watches it fares. */
export async function output(): Promise<Row[]> {
  const dir = mkdtempSync(path.join(tmpdir(), 'output-'));
  const out = path.join(dir, 'out');
  mkdirSync(out);
  const file = path.join(dir, 'output.experiment.yaml');
  const test = { name: 'write', services: { writer: { command: ['sh', '-c', WRITER], expect_exit: 0 } } };
  writeFileSync(file, JSON.stringify({ name: 'output', tests: [test] }));
  try {
    const health = path.join(dir, 'health.jsonl');
    const ours = observer({ file, out, node: ['-r', path.join(PEERS, 'watch-health.cjs')] });
    const rows = await compareProcesses('500 MB of lines from a service', BYTES, [
      { name: 'Node, stdout on the file', command: [process.execPath, path.join(PEERS, 'stdout-on-file.mjs'), path.join(dir, 'bare.log'), WRITER], done: () => statSync(path.join(dir, 'bare.log')).size },
      { ...ours, env: { HEALTH: health }, done: () => written(out) },
    ]);
    return rows.map((row) => (row.name === ours.name ? { ...row, note: healthNote(health) } : row));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Of the newest run; each is deleted once it was looked at. */
function written(out: string): number {
  const names = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('writer.stdout.log'));
  const sizes = names.map((name) => statSync(path.join(out, name)).size);
  rmSync(path.join(out, 'runs'), { recursive: true });
  return Math.max(...sizes);
}

function healthNote(file: string): string {
  const seen = readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { readonly blockedMs: number; readonly peakMb: number });
  return `event loop blocked ${Math.max(...seen.map(({ blockedMs }) => blockedMs)).toFixed(0)} ms at most, ${Math.max(...seen.map(({ peakMb }) => peakMb)).toFixed(0)} MB`;
}
