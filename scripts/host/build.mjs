import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import esbuild from 'esbuild';

/** Bundles test/host; mocha stays outside, as it finds its parts by path. @returns the absolute path of the suite, without extension */
export async function buildHostTests() {
  rmSync('out/test', { recursive: true, force: true });
  const tests = readdirSync('test/host').filter((name) => name.endsWith('.test.ts')).map((name) => path.join('test/host', name));
  await esbuild.build({
    entryPoints: ['test/host/index.ts', ...tests], outdir: 'out/test', outbase: 'test/host',
    bundle: true, platform: 'node', format: 'cjs', target: 'node20', external: ['vscode'], packages: 'external', sourcemap: 'linked', logLevel: 'warning',
  });
  return path.resolve('out/test/index');
}
