// Records journals of real runs of this release, with the state and the summary they lead to: `npm run build` first.
// They are kept in test/golden for ever, a folder for each release; what is there already is left alone.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const cli = path.join(root, 'dist', 'cli.js');
const { readJournal, reduceEvents } = await import(path.join(root, 'dist', 'index.mjs'));
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const target = path.join(root, 'test', 'golden', version);

const GREET = { name: 'greets', run: ['node', '-e', "console.log('hello')"], expect: { stdout: { contains: 'hello' } } };
const SERVER = { command: ['node', '-e', "require('http').createServer((_, r) => r.end('up')).listen(process.argv[1], () => console.log('listening'))", '${{ services.server.ports.http }}'], ports: { http: 'auto' }, ready: { log: 'listening' } };
const served = (name, steps, more = {}) => ({ name, services: { server: SERVER }, steps, ...more });
const GET = { name: 'get', http: { url: 'http://127.0.0.1:${{ services.server.ports.http }}/', expect: { status: 200 } } };
const PLUGIN = `export default { name: 'counter', setup(plugin) {
  plugin.onRun((run) => run.registerObserver('step.finished', ({ test, step }) => { run.publish({ type: 'counter.counted', test, step }); }));
} };`;

/** What is run; `then` happens to it on the way. */
const SHAPES = {
  passed: { tests: [served('serves', [GET, { name: 'size', run: ['node', '-e', "console.log('bytes: 12')"], capture: { bytes: 'bytes: (\\d+)' } }], { matrix: { size: [1, 2] }, artifacts: ['steps/*.log'], assertions: [{ log_contains: { service: 'server', text: 'listening' } }] }), { name: 'greets', steps: [GREET] }] },
  failed: { tests: [{ name: 'fails', steps: [{ ...GREET, expect: { stdout: { contains: 'good bye' } } }, GREET] }, served('asserts', [GET], { assertions: [{ log_absent: { service: 'server', text: 'listening' } }] }), { name: 'greets', steps: [GREET] }, { name: 'later', skip: 'not today', steps: [GREET] }] },
  error: { tests: [{ name: 'dies', services: { server: { command: ['node', '-e', "console.log('out of memory'); process.exit(3)"], ready: { log: 'never' } } }, steps: [GREET] }, { name: 'missing', steps: [{ run: ['no-such-program-anywhere'] }] }] },
  cancelled: { tests: [served('waits', [GET, { name: 'long', wait: '10m' }]), { name: 'never', steps: [GREET] }], then: (child) => child.kill('SIGINT') },
  interrupted: { tests: [served('waits', [GET, { name: 'long', wait: '10m' }]), { name: 'never', steps: [GREET] }], then: (child) => child.kill('SIGKILL') },
  'custom-events': { plugins: ['./counter.mjs'], tests: [{ name: 'greets', steps: [GREET, GREET] }] },
};

async function record(shape, { then, ...experiment }) {
  const dir = mkdtempSync(path.join(tmpdir(), 'golden-'));
  const file = path.join(dir, `${shape}.experiment.yaml`);
  const output = path.join(dir, 'outputs');
  // Of its own: nobody else's runs are looked at.
  const env = { ...process.env, XDG_STATE_HOME: dir };
  writeFileSync(path.join(dir, 'counter.mjs'), PLUGIN);
  writeFileSync(file, JSON.stringify({ name: shape, ...experiment }, null, 2));
  const child = spawn(process.execPath, [cli, 'run', file, '--output', output, '--reporter', 'events'], { stdio: ['ignore', 'pipe', 'inherit'], env });
  let said = '';
  let happened = false;
  child.stdout.on('data', (chunk) => {
    said += chunk;
    if (then === undefined || happened || !/"type":"step.started".*"long"/.test(said)) return;
    happened = true;
    then(child);
  });
  await new Promise((resolve) => { child.on('close', resolve); });
  // The next look at the folder closes a run that was interrupted.
  if (then !== undefined) spawnSync(process.execPath, [cli, 'clean'], { stdio: 'inherit', env });
  const [experimentDir] = readdirSync(output).filter((name) => !name.startsWith('.'));
  const [run] = readdirSync(path.join(output, experimentDir));
  const read = (name) => readFileSync(path.join(output, experimentDir, run, name), 'utf8').replaceAll(dir, '/golden').replaceAll(hostname(), 'golden-host');
  await keep(shape, read('events.jsonl'), read('run.json'));
  rmSync(dir, { recursive: true, force: true });
}

/** Writes a journal with what it leads to. */
async function keep(shape, journal, summary) {
  const folder = path.join(target, shape);
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'events.jsonl');
  writeFileSync(file, journal);
  if (summary !== undefined) writeFileSync(path.join(folder, 'run.json'), summary);
  const { events, notes } = await readJournal(file);
  const state = reduceEvents(events);
  writeFileSync(path.join(folder, 'state.json'), `${JSON.stringify({ notes, state: { ...state, tests: { ...state.tests } } }, null, 1)}\n`);
  console.log(`${shape}: ${events.length} events, ${state.outcome ?? state.status}`);
}

for (const [shape, experiment] of Object.entries(SHAPES)) {
  if (existsSync(path.join(target, shape))) console.log(`${shape}: recorded already`);
  else await record(shape, experiment);
}
if (!existsSync(path.join(target, 'torn-end'))) {
  const whole = readFileSync(path.join(target, 'passed', 'events.jsonl'), 'utf8');
  const lines = whole.split('\n');
  await keep('torn-end', `${lines.slice(0, Math.floor(lines.length / 2)).join('\n')}\n${lines[Math.floor(lines.length / 2)].slice(0, 40)}`);
}
