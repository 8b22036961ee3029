// Runs suites again and again, each time with another seed, and says which of them did not pass every time:
// node scripts/flake-hunt.mjs [--suite 'regular expression'] [--times 100]
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import esbuild from 'esbuild';

const { values } = parseArgs({ options: { suite: { type: 'string', default: '.' }, times: { type: 'string', default: '100' }, under: { type: 'string', default: 'test/unit/engine' } } });
const times = Number(values.times);
const entryPoints = readdirSync(values.under, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts')).map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
// A folder of its own: the tests themselves may be run meanwhile.
await esbuild.build({
  entryPoints, outdir: 'out/flakes', outbase: 'test', bundle: true, platform: 'node', format: 'cjs', target: 'node20', packages: 'external', sourcemap: 'inline', logLevel: 'warning',
  ignoreAnnotations: true,
});

let flakes = 0;
let tests = 0;
for (let round = 1; round <= times; round += 1) {
  const seed = Math.floor(Math.random() * 0x7fffffff);
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--enable-source-maps', 'node_modules/mocha/bin/mocha.js', '--recursive', 'out/flakes', '--timeout', '60000', '--exit', '--grep', values.suite], {
    encoding: 'utf8', env: { ...process.env, SEED: String(seed) }, maxBuffer: 2 ** 28,
  });
  tests += Number(/(\d+) passing/.exec(stdout)?.[1] ?? 0);
  if (status === 0) continue;
  flakes += 1;
  console.log(`round ${round}, seed ${seed}, failed:\n${/\d+ failing[^]*/.exec(stdout)?.[0] ?? `${stdout}${stderr}`}`);
}
console.log(`${times - flakes} of ${times} rounds passed, ${tests} tests in all`);
process.exit(flakes === 0 && tests > 0 ? 0 : 1);
