// Runs suites again and again, each time with another seed, and says which of their tests did not pass every time:
// node scripts/flake-hunt.mjs [--under test/unit/engine --under test/cli …] [--suite 'regular expression'] [--times 100] [--load 4]
// --load keeps that many processes busy meanwhile, so that the tests are starved as on a machine that others use.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import esbuild from 'esbuild';

const { values } = parseArgs({
  options: {
    suite: { type: 'string', default: '.' }, times: { type: 'string', default: '100' },
    under: { type: 'string', multiple: true, default: ['test/unit/engine'] }, load: { type: 'string', default: '0' },
  },
});
const times = Number(values.times);
const entryPoints = values.under.flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts')).map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
// A folder of its own: the tests themselves, and other hunts, may be run meanwhile.
mkdirSync('out', { recursive: true });
const outdir = mkdtempSync(path.join('out', 'flakes-'));
await esbuild.build({
  entryPoints, outdir, outbase: 'test', bundle: true, platform: 'node', format: 'cjs', target: 'node20', packages: 'external', sourcemap: 'inline', logLevel: 'warning',
  ignoreAnnotations: true,
});
// They end with this process, however it ends.
const load = Array.from({ length: Number(values.load) }, () => spawn(process.execPath, ['-e', 'for (const parent = process.ppid; process.ppid === parent;);'], { stdio: 'ignore' }));

let passed = 0;
let tests = 0;
const left = new Set();
for (let round = 1; round <= times; round += 1) {
  const seed = Math.floor(Math.random() * 0x7fffffff);
  const temporary = mkdtempSync(path.join(tmpdir(), 'flakes-'));
  // As the usual one: programs that some tests run as another user have files in it.
  chmodSync(temporary, 0o755);
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--enable-source-maps', 'node_modules/mocha/bin/mocha.js', '--recursive', outdir, '--timeout', '60000', '--exit', '--grep', values.suite], {
    encoding: 'utf8', env: { ...process.env, SEED: String(seed), TMPDIR: temporary }, maxBuffer: 2 ** 28,
  });
  for (const name of readdirSync(temporary)) left.add(name.replace(/-?[A-Za-z0-9]{6}$/, ''));
  rmSync(temporary, { recursive: true, force: true, maxRetries: 10 });
  const count = Number(/(\d+) passing/.exec(stdout)?.[1] ?? 0);
  tests += count;
  passed += status === 0 ? 1 : 0;
  console.log(`round ${round}, seed ${seed}: ${count} passed${status === 0 ? '' : `; exit code ${status}:\n${/\d+ failing[^]*/.exec(stdout)?.[0] ?? `${stdout}${stderr}`}`}`);
}
for (const child of load) child.kill();
rmSync(outdir, { recursive: true, force: true });
if (left.size > 0) console.log(`left in the temporary folder: ${[...left].join(', ')}`);
console.log(`${passed} of ${times} rounds passed, ${tests} tests in all`);
process.exit(passed === times && tests > 0 ? 0 : 1);
