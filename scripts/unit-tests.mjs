// Bundles test/unit and test/cli and runs them with mocha in a Node of their own.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import esbuild from 'esbuild';
import { testTools } from './test-tools.mjs';

const testFiles = (dir) =>
  !existsSync(dir) ? [] : readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts'))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .sort();

/** @returns {Promise<{passed: number, failed: number}>} the real counts of mocha */
export async function unitTests(grep = process.env.GREP) {
  testTools();
  rmSync('out/unit', { recursive: true, force: true });
  mkdirSync('out', { recursive: true });
  await esbuild.build({
    entryPoints: [...testFiles('test/unit'), ...testFiles('test/cli')], outdir: 'out/unit', outbase: 'test',
    bundle: true, platform: 'node', format: 'cjs', target: 'node20', packages: 'external', sourcemap: 'inline', logLevel: 'warning',
    // The package says that its modules have no side effects; with modules that are loaded later esbuild then leaves out what they need.
    ignoreAnnotations: true,
  });
  const results = path.join(mkdtempSync(path.join('out', 'results-')), 'unit.json');
  const args = ['--enable-source-maps', 'node_modules/mocha/bin/mocha.js', '--recursive', 'out/unit', '--timeout', '60000',
    '--reporter', 'scripts/counting-reporter.cjs', '--reporter-option', `file=${results}`, '--exit', ...(grep ? ['--grep', grep] : [])];
  await new Promise((resolve) => { spawn(process.execPath, args, { stdio: 'inherit' }).on('close', resolve); });
  try {
    return JSON.parse(readFileSync(results, 'utf8'));
  } catch {
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(path.dirname(results), { recursive: true, force: true });
  }
}
