// Tests that click in the real workbench, with the extension installed from its .vsix.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import esbuild from 'esbuild';
import { chromiumPath } from './chromium.mjs';
import { fail } from './fail.mjs';
import { installVsix } from './web-host/server.mjs';

process.chdir(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
chromiumPath();
rmSync('out/e2e', { recursive: true, force: true });
mkdirSync('out/e2e', { recursive: true });
const vsix = path.resolve('out/e2e/experiment-observer.vsix');
node('esbuild.js', '--production');
node('scripts/declarations.mjs');
node('node_modules/@vscode/vsce/vsce', 'package', '--no-dependencies', '--out', vsix);

const dir = mkdtempSync(path.join(tmpdir(), 'e2e-tests-'));
const extensions = path.join(dir, 'extensions');
installVsix(vsix, extensions);
const probe = path.join(extensions, 'tests.probe-1.0.0');
cpSync('test/e2e/probe-extension/package.json', path.join(probe, 'package.json'));
await bundle({ entryPoints: ['test/e2e/probe-extension/extension.ts'], outdir: probe, format: 'cjs', external: ['vscode'] });
// Without the list of what was installed the server looks at the folders, where the probe is too.
rmSync(path.join(extensions, 'extensions.json'));

// What the suites share is one chunk, so that they really share it.
await bundle({
  entryPoints: readdirSync('test/e2e').filter((name) => name.endsWith('.test.ts')).map((name) => path.join('test/e2e', name)),
  outdir: 'out/e2e', outExtension: { '.js': '.mjs' }, splitting: true, format: 'esm', packages: 'external', external: ['../../scripts/*'], sourcemap: 'inline',
});
const results = path.join(dir, 'results.json');
const status = await new Promise((resolve) => {
  spawn(process.execPath, [
    '--enable-source-maps', 'node_modules/mocha/bin/mocha.js', ...(process.argv.length > 2 ? process.argv.slice(2) : ['out/e2e/*.test.mjs']), '--timeout', '60000', '--exit',
    '--reporter', 'scripts/counting-reporter.cjs', '--reporter-option', `file=${results}`, ...(process.env.GREP ? ['--grep', process.env.GREP] : []),
  ], { stdio: 'inherit', env: { ...process.env, E2E_VSIX: vsix, E2E_EXTENSIONS: extensions } }).on('close', resolve);
});
const counts = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : { passed: 0, failed: 1 };
rmSync(dir, { recursive: true, force: true });
console.log(JSON.stringify(counts));
process.exit(status === 0 && counts.failed === 0 ? 0 : 1);

function bundle(options) {
  return esbuild.build({ bundle: true, platform: 'node', target: 'node20', logLevel: 'warning', ...options });
}

function node(...args) {
  const result = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (result.status !== 0) fail(`${args[0]} failed:\n${result.stdout}${result.stderr}`);
}
