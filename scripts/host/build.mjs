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

/** The extension of somebody else that uses the API. @returns the absolute path of the folder that it is installed in */
export async function buildConsumerExtension() {
  const extensions = path.resolve('out/other-extensions');
  rmSync(extensions, { recursive: true, force: true });
  const dir = path.join(extensions, 'tests.consumer-1.0.0');
  await esbuild.build({
    entryPoints: ['test/host/consumer-extension/extension.ts'], outdir: dir, bundle: true, platform: 'node', format: 'cjs', target: 'node20', external: ['vscode'], logLevel: 'warning',
  });
  cpSync('test/host/consumer-extension/package.json', path.join(dir, 'package.json'));
  return extensions;
}
