import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { RUN_TAG } from '../../src/supervisor';
import { Bench } from './bench';
import { PASSING } from './sample-files';
import { freePort } from '../unit/supervisor/free-port';

describe('clean', function () {
  this.timeout(60_000);
  let bench: Bench;
  beforeEach(async () => { bench = await Bench.open({ 'passing.yaml': PASSING }); });
  afterEach(() => bench.close());

  /** Runs three times; the first run then looks as if it were of the year 2020. */
  async function threeRuns(): Promise<readonly string[]> {
    for (let run = 0; run < 3; run += 1) await bench.run('run', 'passing.yaml');
    const [first = ''] = await bench.runDirs();
    await rename(first, path.join(path.dirname(first), '20200101T000000000Z-0001'));
    return (await bench.runDirs()).map((dir) => path.basename(dir));
  }
  const ids = async (): Promise<readonly string[]> => (await bench.runDirs()).map((dir) => path.basename(dir));

  it('deletes nothing unless asked to', async () => {
    const all = await threeRuns();
    assert.match((await bench.run('clean')).stdout, /0 interrupted runs closed, 0 old runs deleted in 1 output folder/);
    assert.deepEqual(await ids(), all);
  });

  it('--older-than, --keep, and both together', async () => {
    const all = await threeRuns();
    await bench.run('clean', '--older-than', '1d', '--keep', '3');
    assert.deepEqual(await ids(), all);
    await bench.run('clean', 'outputs', '--older-than', '1d');
    assert.deepEqual(await ids(), all.slice(1));
    await bench.run('clean', '.', '--keep', '1');
    assert.deepEqual(await ids(), all.slice(2));
    await bench.run('clean', '--keep', '0');
    assert.deepEqual((await readdir(bench.path('outputs'))), ['.gitignore']);
  });

  it('leaves a run alone that somebody drives', async () => {
    await bench.write('slow.yaml', 'name: slow\ntests: [{ name: a, steps: [{ wait: 10m }] }]\n');
    const running = bench.start(['run', 'slow.yaml', '--reporter', 'events']);
    await running.until(({ stdout }) => stdout.includes('"step.started"'));
    const { stdout } = await bench.run('clean', '--keep', '0');
    assert.match(stdout, /0 interrupted runs closed, 0 old runs deleted/);
    assert.equal((await ids()).length, 1);
    running.child.kill('SIGINT');
    assert.equal((await running.ended).code, 130);
  });

  // Whose a process is, is read from /proc.
  if (process.platform === 'linux') it('ends what was left of a run, whose port keeps others from starting', async () => {
    await bench.run('run', 'passing.yaml');
    const [id = ''] = await ids();
    const port = await freePort();
    const left = spawn(process.execPath, ['-e', `require('http').createServer((_, answer) => answer.end()).listen(${port}, '127.0.0.1', () => console.log('up'))`], { env: { [RUN_TAG]: id }, stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      await once(left.stdout, 'data');
      await bench.write('served.yaml', `name: served
tests:
  - name: a
    services:
      server:
        command: [node, -e, "require('http').createServer((_, answer) => answer.end('mine')).listen(${port}, '127.0.0.1')"]
        ports: { http: ${port} }
        ready: { tcp: http }
    steps: [ { http: { url: "http://127.0.0.1:${port}/", expect: { body: { equals: mine } } } } ]
`);
      const refused = await bench.run('run', 'served.yaml');
      assert.equal(refused.code, 1);
      const told = new RegExp(`server could not be started: port ${port} \\(http\\) is already in use by process ${left.pid} \\(.*node.*\\), left over from run ${id}: .experiment-observer clean. ends it`);
      assert.match(refused.stdout, told);
      const ended = once(left, 'exit');
      const cleaned = await bench.run('clean');
      assert.equal(cleaned.code, 0, cleaned.stderr);
      assert.match(cleaned.stdout, new RegExp(`^Ended what was left of run ${id}: process ${left.pid} `, 'm'));
      assert.deepEqual(await ended, [null, 'SIGKILL']);
      const passed = await bench.run('run', 'served.yaml');
      assert.equal(passed.code, 0, passed.stdout);
    } finally {
      left.kill('SIGKILL');
    }
  });

  it('refuses nothing when there is nothing', async () => {
    const { code, stdout } = await bench.run('clean');
    assert.equal(code, 0);
    assert.match(stdout, /in 0 output folders/);
  });
});
