import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { accessSync, chmodSync, constants, copyFileSync } from 'node:fs';
import path from 'node:path';
import { isEventOf, type EventOf } from '../../src/events';
import { readJournal } from '../../src/results';
import { Bench } from './bench';
import { HURRY } from './limit-levels';
import { aliveWith } from './processes-alive';

/** Becomes the superuser's, whom nobody else may signal. */
const FILE = `name: unkillable
tests:
  - name: cannot be ended
    services:
      server: { command: [./as-root, --reuid=0, --, sh, -c, "echo up; exec sleep 1000"], ready: { log: up, timeout: 20s }, stop: { grace: 200ms } }
    steps: [{ wait: 1ms }]
`;
const AS_NOBODY = ['--reuid=65534', '--regid=65534', '--clear-groups'];
/** Without them it takes as long as it takes: two minutes. */
const HURRIED = process.env['RUNS'] === undefined;

/** Whether somebody else can be made here who has no rights over our processes, and whether a program can get ours again. */
function canBecomeOthers(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && spawnSync('setpriv', [...AS_NOBODY, process.execPath, '-e', `require('node:fs').accessSync(${JSON.stringify(path.resolve('dist/cli.js'))})`]).status === 0;
}

if (canBecomeOthers()) describe('a service that cannot be ended, for it is somebody else\'s', function () {
  this.timeout(240_000);
  let bench: Bench;
  before(async () => {
    bench = await Bench.open({ 'unkillable.yaml': FILE, 'hurry.cjs': HURRY.module });
    chmodSync(bench.dir, 0o777);
    const program = programOf('setpriv');
    copyFileSync(program, bench.path('as-root'));
    chmodSync(bench.path('as-root'), 0o4755);
  });
  after(async () => {
    await endThem();
    await bench.close();
  });

  /** The superuser does. */
  async function endThem(): Promise<readonly number[]> {
    const left = await aliveWith(bench.mark);
    for (const { pid } of left) process.kill(pid, 'SIGKILL');
    return left.map(({ pid }) => pid);
  }

  it('each time limit of the teardown fires and names itself, the run ends and tells who is left', async () => {
    const { code, stdout, stderr } = await bench.startProgram('setpriv', [...AS_NOBODY, process.execPath, path.resolve('dist/cli.js'), 'run', 'unkillable.yaml'], {
      HOME: bench.dir, ...(HURRIED ? { NODE_OPTIONS: `--require ${JSON.stringify(bench.path('hurry.cjs'))}` } : {}),
    }).ended;
    const told = stdout + stderr;
    const [dir = ''] = await bench.runDirs();
    const { events } = await readJournal(path.join(dir, 'events.jsonl'));
    const of = <T extends 'service.starting' | 'service.stopping' | 'service.stopped' | 'service.ready' | 'test_case.error' | 'leftover.found'>(type: T): readonly EventOf<T>[] => events.filter((event): event is typeof event & EventOf<T> => isEventOf(event, type));
    const left = await endThem();
    assert.deepEqual(left, of('service.ready').map(({ pid }) => pid), told);
    assert.ok(code === 1 || (HURRIED && code === 3), told);
    assert.match(stdout, /Stopping server took longer than its time limit of 30\.2 s/, `code ${code}: ${told}`);
    assert.doesNotMatch(stdout, /what steps left behind/, 'a service is none of that, and is not waited for once more');
    assert.equal(of('service.stopped').length, 1);
    assert.equal(events.at(-1)?.type, 'experiment.finished');
    // A hurried limit is shorter than the sweep, which tries for five seconds.
    if (HURRIED) assert.match(stdout, /Looking for leftovers took longer than its time limit of 30 s/);
    else assert.deepEqual(of('leftover.found').map(({ pid, ended }) => ({ pid, ended })).slice(0, 1), left.map((pid) => ({ pid, ended: false })), told);
    const late = Date.parse(of('test_case.error')[0]?.time ?? '') - Date.parse(of('service.stopping')[0]?.time ?? '') - 30_200 / (HURRIED ? HURRY.times : 1);
    console.log(`        stopping a service beyond its grace: ${late} ms late`);
    assert.ok(late >= -50 && late < 10_000, `${late} ms late`);
  });
});

function programOf(name: string): string {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    try {
      accessSync(path.join(folder, name), constants.X_OK);
      return path.join(folder, name);
    } catch {
      // It is in another one.
    }
  }
  throw new Error(`There is no ${name}`);
}
