// Everything that must hold, in order of cost; ends with one line of the real totals.
import { spawn, spawnSync } from 'node:child_process';
import { unitTests } from './unit-tests.mjs';

const totals = { passed: 0, failed: 0 };
const wanted = process.argv.slice(2);
const chosen = (name) => wanted.length === 0 || wanted.includes(name);

/** A check that counts as one test: its command must exit with 0. */
function check(name, args) {
  if (!chosen(name)) return;
  const started = Date.now();
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  totals[status === 0 ? 'passed' : 'failed'] += 1;
  console.log(`${status === 0 ? 'ok' : 'FAILED'}: ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
}

function add(name, counts) {
  totals.passed += counts.passed;
  totals.failed += counts.failed;
  console.log(`${counts.failed === 0 ? 'ok' : 'FAILED'}: ${name}: ${counts.passed} passed, ${counts.failed} failed`);
}

/** A suite whose last line of output is `{"passed":N,"failed":N}`; anything else is a failure of the suite itself. */
async function suite(name, script) {
  if (!chosen(name)) return;
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk) => { output += chunk; process.stdout.write(chunk); });
  const status = await new Promise((resolve) => { child.on('close', resolve); });
  add(name, countsOf(output.trimEnd().split('\n').at(-1), status));
}

function countsOf(line, status) {
  try {
    const { passed, failed } = JSON.parse(line);
    if (Number.isInteger(passed) && Number.isInteger(failed) && passed + failed > 0) {
      return { passed, failed: failed === 0 && status !== 0 ? 1 : failed };
    }
  } catch { /* no counts: reported below */ }
  console.error(`The suite ended (exit ${status}) without its counts.`);
  return { passed: 0, failed: 1 };
}

check('build', ['esbuild.js']);
check('declarations', ['scripts/declarations.mjs']);
check('types', ['node_modules/typescript/bin/tsc', '-p', '.']);
check('types', ['node_modules/typescript/bin/tsc', '-p', 'src/vscode/inspector/page']);
check('lint', ['node_modules/eslint/bin/eslint.js', 'src', 'test', '--max-warnings=0']);
check('rooms', ['node_modules/dependency-cruiser/bin/dependency-cruise.mjs', 'src', '--config', '.dependency-cruiser.cjs']);
if (chosen('unit')) add('unit', await unitTests());
await suite('host', 'scripts/host-tests.mjs');
await suite('e2e', 'scripts/e2e-tests.mjs');

console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed === 0 && totals.passed > 0 ? 0 : 1);
