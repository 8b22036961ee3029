import assert from 'node:assert/strict';
import { aliveWith, survivors } from './processes-alive';
import { Bench, fileText, type Running } from './bench';
import { assertNothingLost, WITNESSED } from './nothing-lost';
import { STUBBORN_SERVER, stubborn } from './sample-files';

// What is alive is read from /proc.
if (process.platform === 'linux') describe('stopping run', function () {
  this.timeout(60_000);
  let bench: Bench;
  beforeEach(async () => { bench = await Bench.open({ 'stubborn.js': STUBBORN_SERVER }); });
  afterEach(() => bench.close());

  async function held(grace: string): Promise<Running> {
    await bench.write('stubborn.yaml', stubborn(grace));
    const running = bench.start(['run', 'stubborn.yaml']);
    await fileText(bench.path('latch'));
    return running;
  }

  /** @returns the run's folder. */
  async function nothingIsLeft(): Promise<string> {
    assert.deepEqual(await aliveWith(bench.mark), []);
    const { run, dir } = await bench.lastSummary();
    assert.deepEqual(await aliveWith(`EXPERIMENT_OBSERVER_RUN=${run}`), []);
    return dir;
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    it(`${signal} once stops gracefully; a grandchild that ignores SIGTERM does not survive`, async () => {
      const running = await held('300ms');
      running.child.kill(signal);
      const { code, stdout } = await running.ended;
      assert.equal(code, 130, stdout + running.stderr);
      await assertNothingLost(await nothingIsLeft(), { logs: { 'services/server.stdout.log': WITNESSED } });
      const { outcome, tests } = await bench.lastSummary();
      assert.equal(outcome, 'cancelled');
      assert.deepEqual(tests.map((test) => test.outcome), ['cancelled', 'cancelled']);
      assert.equal(tests[0]?.services['server']?.signal, 'SIGTERM');
      assert.match(stdout, /cancelled: 2 cancelled of 2/);
    });
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    it(`${signal} while the program itself is still being read stops it the same way, with the supervisor that was started ahead`, async () => {
      await bench.write('early.cjs', `
const children = require('child_process');
const { spawn } = children;
children.spawn = (...args) => {
  children.spawn = spawn;
  const child = spawn(...args);
  if (process.argv[2] === 'run') process.kill(process.pid, '${signal}');
  return child;
};`);
      await bench.write('quick.yaml', stubborn('10m'));
      const { code, signal: by, stderr } = await bench.start(['run', 'quick.yaml'], { NODE_OPTIONS: `--require ${JSON.stringify(bench.path('early.cjs'))}` }).ended;
      assert.deepEqual([code, by, stderr], [130, null, 'Stopped before anything was run.\n']);
      assert.deepEqual([await survivors(bench.mark), await bench.runDirs()], [[], []]);
    });
  }

  it('Ctrl-C twice does not wait for the grace period', async () => {
    const running = await held('10m');
    running.child.kill('SIGINT');
    await running.until(({ stderr }) => stderr.includes('Stopping'));
    running.child.kill('SIGINT');
    const { code } = await running.ended;
    assert.equal(code, 130);
    await assertNothingLost(await nothingIsLeft(), { logs: { 'services/server.stdout.log': WITNESSED } });
    assert.equal((await bench.lastSummary()).outcome, 'cancelled');
  });

  it('Ctrl-C three times does not wait at all', async () => {
    const running = await held('10m');
    running.child.kill('SIGINT');
    await running.until(({ stderr }) => stderr.includes('Stopping'));
    running.child.kill('SIGINT');
    running.child.kill('SIGINT');
    assert.equal((await running.ended).code, 130);
    assert.deepEqual(await survivors(bench.mark), []);
    await assertNothingLost((await bench.runDirs()).at(-1) ?? '', { logs: { 'services/server.stdout.log': WITNESSED } });
  });

  it('Ctrl-C is heard from the first line on', async () => {
    await bench.write('stubborn.yaml', stubborn('300ms'));
    const running = bench.start(['run', 'stubborn.yaml']);
    await running.until(({ stdout }) => stdout !== '');
    running.child.kill('SIGINT');
    const { code, stdout } = await running.ended;
    assert.equal(code, 130, stdout + running.stderr);
    await assertNothingLost(await nothingIsLeft());
  });

  it('Ctrl-C keeps the files that follow from running', async () => {
    await bench.write('later.yaml', 'name: later\ntests: [{ name: a, steps: [{ wait: 1ms }] }]\n');
    await bench.write('stubborn.yaml', stubborn('300ms'));
    const running = bench.start(['run', 'stubborn.yaml', 'later.yaml']);
    await fileText(bench.path('latch'));
    running.child.kill('SIGINT');
    assert.equal((await running.ended).code, 130);
    assert.equal((await bench.runDirs()).length, 1);
  });
});
