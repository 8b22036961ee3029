import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';

/** Bundles the worker as it ships; returns its path and what removes it again. */
export const buildWorker = async (): Promise<{ readonly script: string; readonly remove: () => void }> => {
  const dir = mkdtempSync(path.join(tmpdir(), 'worker-'));
  const script = path.join(dir, 'worker.js');
  await build({ entryPoints: ['src/workers/worker.ts'], outfile: script, bundle: true, platform: 'node', format: 'cjs', target: 'node20', mainFields: ['module', 'main'], logLevel: 'warning' });
  return { script, remove: () => rmSync(dir, { recursive: true, force: true }) };
};
