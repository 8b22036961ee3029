import assert from 'node:assert/strict';
import { open } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { Bench, fileText } from './bench';
import { builtCli } from './built-cli';
import { assertNothingLost, WITNESSED } from './nothing-lost';
import { aliveWith, survivors } from './processes-alive';
import { PASSING, STUBBORN_SERVER, stubborn } from './sample-files';

// What is alive is read from /proc.
if (process.platform === 'linux') describe('run when something of its own breaks', function () {
  this.timeout(60_000);
  let bench: Bench;
  beforeEach(async () => {
    bench = await Bench.open({ 'stubborn.js': STUBBORN_SERVER });
    await bench.write('stubborn.yaml', stubborn('100ms'));
    await bench.write('passing.yaml', PASSING);
  });
  afterEach(() => bench.close());

  it('3: the supervisor was killed; nothing survives, every test case has its end, and it says how to report', async () => {
    const running = bench.start(['run', 'stubborn.yaml']);
    await fileText(bench.path('latch'));
    const [supervisor] = (await aliveWith(bench.mark)).filter(({ command }) => command.includes('supervisor.js'));
    assert.ok(supervisor);
    process.kill(supervisor.pid, 'SIGKILL');
    const { code, stdout, stderr } = await running.ended;
    assert.equal(code, 3, stdout + stderr);
    assert.match(stderr, /itself broke[^]*Please report it [^]*https:\/\/.*\/issues/);
    assert.deepEqual(await survivors(bench.mark), []);
    const { outcome, tests, dir } = await bench.lastSummary();
    await assertNothingLost(dir, { logs: { 'services/server.stdout.log': WITNESSED } });
    assert.equal(outcome, 'error');
    assert.ok(tests.every((test) => test.outcome === 'error' || test.outcome === 'cancelled'), JSON.stringify(tests.map((test) => test.outcome)));
  });

  it('2: a run that does not come about leaves no supervisor', async () => {
    await bench.write('broken.yaml', 'tests: 7\n');
    const { code } = await bench.start(['run', 'broken.yaml']).ended;
    assert.equal(code, 2);
    assert.deepEqual(await survivors(bench.mark), []);
  });

  it('3: the supervisor hangs; it is ended within one time limit, which is told, and so is everything', async () => {
    const running = bench.start(['run', 'stubborn.yaml']);
    await fileText(bench.path('latch'));
    const [supervisor] = (await aliveWith(bench.mark)).filter(({ command }) => command.includes('supervisor.js'));
    assert.ok(supervisor);
    process.kill(supervisor.pid, 'SIGSTOP');
    const { code, stdout, stderr } = await running.ended;
    assert.equal(code, 3, stdout + stderr);
    assert.match(stderr, /The supervisor process hung: it said nothing for 20 s/);
    assert.deepEqual(await survivors(bench.mark), []);
    const { outcome, tests, dir } = await bench.lastSummary();
    assert.equal(outcome, 'error');
    assert.ok(tests.every((test) => test.outcome === 'error' || test.outcome === 'cancelled'), JSON.stringify(tests.map((test) => test.outcome)));
    await assertNothingLost(dir, { logs: { 'services/server.stdout.log': WITNESSED } });
  });

  it('3: standard output cannot be written', async () => {
    const full = await open('/dev/full', 'w');
    try {
      const child = spawn(process.execPath, [await builtCli(), 'run', 'passing.yaml', '--reporter', 'json'], { cwd: bench.dir, stdio: ['ignore', full.fd, 'pipe'], env: { ...process.env, XDG_STATE_HOME: bench.path('.state') } });
      let stderr = '';
      child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
      const code = await new Promise((resolve) => { child.once('close', resolve); });
      assert.equal(code, 3);
      assert.match(stderr, /standard output could not be written: .*ENOSPC/);
    } finally {
      await full.close();
    }
    assert.equal((await bench.lastSummary()).outcome, 'passed');
  });

  it('2: the output folder cannot be made', async () => {
    const { code, stderr } = await bench.run('run', 'passing.yaml', '--output', 'passing.yaml/below');
    assert.equal(code, 2);
    assert.match(stderr, /^error: the output folder .*below cannot be used: /);
  });
});
