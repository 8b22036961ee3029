import { cpSync, readdirSync, rmSync } from 'node:fs';
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

/** Extensions of others: one that uses the API, and one that stands in for the YAML extension. */
const OTHERS = { 'consumer-extension': 'tests.consumer-1.0.0', 'yaml-extension': 'redhat.vscode-yaml-1.0.0' };

/** @returns the absolute path of the folder that the extensions of others are installed in */
export async function buildOtherExtensions() {
  const extensions = path.resolve('out/other-extensions');
  rmSync(extensions, { recursive: true, force: true });
  for (const [source, installed] of Object.entries(OTHERS)) {
    const dir = path.join(extensions, installed);
    await esbuild.build({
      entryPoints: [`test/host/${source}/extension.ts`], outdir: dir, bundle: true, platform: 'node', format: 'cjs', target: 'node20', external: ['vscode'], logLevel: 'warning',
    });
    cpSync(`test/host/${source}/package.json`, path.join(dir, 'package.json'));
  }
  return extensions;
}
