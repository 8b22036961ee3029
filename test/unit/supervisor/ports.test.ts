import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { reapLeftovers, RUN_TAG } from '../../../src/supervisor';
import { listenersOn } from '../../../src/supervisor/listeners';
import { takenPort } from '../../../src/supervisor/port-owner';
import { Bed, bundle, isRunning, supervisorScript, until } from './bed';
import { freePort } from './free-port';

/** Listens on the port of its first argument, and lives. */
const LISTEN = `require('net').createServer().listen(Number(process.argv[1]), '127.0.0.1', () => require('fs').writeFileSync('listens-' + process.pid, ''))`;
/** The same as a daemon without environment and parent. */
const daemon = (port: number): string => `env -i setsid -f '${process.execPath}' -e '${LISTEN.replaceAll("'", '"')}' ${port}`;

const holder = async (port: number): Promise<number | undefined> => (await listenersOn([port])).find(({ protocol }) => protocol === 'tcp')?.pid;

async function holderOnceThere(port: number): Promise<number> {
  for (const end = Date.now() + 50_000; Date.now() < end;) {
    const pid = await holder(port);
    if (pid !== undefined) return pid;
  }
  throw new Error(`nobody listens on ${port}`);
}

if (process.platform === 'linux') describe('ports of a run', function () {
  this.timeout(60_000);
  let bed: Bed;
  let port: number;
  const started: ChildProcess[] = [];
  beforeEach(async () => {
    bed = new Bed();
    port = await freePort();
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map(async (child) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    }));
    const left = await holder(port);
    if (left !== undefined) process.kill(left, 'SIGKILL');
    await bed.dispose();
  });

  /** Somebody else, who listens. */
  const stranger = async (env: NodeJS.ProcessEnv, cwd = tmpdir()): Promise<number> => {
    const child = spawn(process.execPath, ['-e', `require('net').createServer().listen(${port}, '127.0.0.1')`], { cwd, env, stdio: 'ignore' });
    started.push(child);
    return holderOnceThere(port);
  };

  it('a service that has become a daemon and thrown away its environment is known by its port, its program and its folder', async () => {
    const client = await bed.start();
    const child = await client.spawn(bed.sh(daemon(port), { ports: [port] }));
    await child.ended;
    const pid = await holderOnceThere(port);
    const found = await client.releasePorts([port]);
    assert.deepEqual(found.map(({ found_by, ended }) => [found_by, ended]), [['port', true]]);
    assert.equal(found[0]?.pid, pid);
    assert.ok(!isRunning(pid));
    assert.deepEqual(await client.releasePorts([port]), []);
  });

  it('redis-server --daemonize yes is ended, and told by what', async () => {
    for (const enclosed of [false, true]) {
      const client = await bed.start({ enclosed });
      const child = await client.spawn(bed.request(['redis-server', '--port', String(port), '--daemonize', 'yes', '--save', ''], { ports: [port] }));
      await child.ended;
      const pid = await holderOnceThere(port);
      const [found, ...others] = await client.releasePorts([port]);
      assert.deepEqual([found?.pid, found?.ended, others], [pid, true, []]);
      assert.match(found?.command ?? '', /redis-server/);
      assert.ok(client.enclosure === undefined ? ['port', 'tag'].includes(found?.found_by ?? '') : ['control_group', 'tag'].includes(found?.found_by ?? ''), found?.found_by);
      assert.ok(!isRunning(pid));
      await client.dispose();
    }
  });

  it('redis-server --daemonize yes outlives neither a host that is killed', async () => {
    const request = bed.request(['redis-server', '--port', String(port), '--daemonize', 'yes', '--save', ''], { ports: [port] });
    const host = spawn(process.execPath, [bundle('test/unit/supervisor/fake-host.ts'), supervisorScript(), bed.runId, bed.recordFile, JSON.stringify([request]), bed.file('latch')], { stdio: 'ignore' });
    started.push(host);
    await bed.pidIn('latch');
    const pid = await holderOnceThere(port);
    host.kill('SIGKILL');
    await until('it has gone', () => !isRunning(pid));
  });

  it('nor the next start, when the supervisor is killed as well', async () => {
    const client = await bed.start();
    const child = await client.spawn(bed.sh(daemon(port), { ports: [port] }));
    await child.ended;
    const pid = await holderOnceThere(port);
    process.kill(client.pid ?? 0, 'SIGSTOP');
    const found = await reapLeftovers({ runId: bed.runId, recordFile: bed.recordFile });
    assert.deepEqual(found.map((one) => [one.pid, one.found_by, one.ended]), [[pid, 'port', true]]);
    process.kill(client.pid ?? 0, 'SIGKILL');
    await client.lost;
  });

  it('are nobody\'s business any more once they are given back', async () => {
    const client = await bed.start();
    const child = await client.spawn(bed.sh('exit 0', { ports: [port] }));
    await child.ended;
    assert.deepEqual(await client.releasePorts([port]), []);
    const pid = await stranger({}, realpathSync(bed.dir));
    assert.deepEqual(await client.releasePorts([port]), []);
    assert.deepEqual(await client.sweep(), []);
    assert.match(readFileSync(bed.recordFile, 'utf8'), /"kind":"released"/);
    assert.deepEqual(await reapLeftovers({ runId: bed.runId, recordFile: bed.recordFile }), []);
    assert.ok(isRunning(pid));
  });

  it('who listens with the same program in another folder is named, and left alone', async () => {
    const client = await bed.start();
    const child = await client.spawn(bed.node('0', { ports: [port] }));
    await child.ended;
    const pid = await stranger({});
    const found = await client.releasePorts([port]);
    assert.deepEqual(found.map((one) => [one.pid, one.found_by, one.ended]), [[pid, 'port', false]]);
    assert.ok(isRunning(pid));
  });

  it('who listened before the service began, or belongs to another run, is neither ended nor named', async () => {
    const pid = await stranger({}, bed.dir);
    const client = await bed.start();
    const ticks = () => readFileSync('/proc/uptime', 'utf8');
    const before = ticks();
    await until('the clock of the system has gone on', () => ticks() !== before);
    const child = await client.spawn(bed.node('0', { ports: [port] }));
    await child.ended;
    assert.deepEqual(await client.releasePorts([port]), []);
    process.kill(pid, 'SIGKILL');
    await until('it has gone', () => !isRunning(pid));
    await (await client.spawn(bed.node('0', { ports: [port] }))).ended;
    const other = await stranger({ [RUN_TAG]: 'another-run' }, bed.dir);
    assert.deepEqual(await client.releasePorts([port]), []);
    assert.ok(isRunning(other));
  });

  it('that somebody has already are named with the process, its command, and its run', async () => {
    const pid = await stranger({});
    assert.equal(await takenPort({}, 'run'), undefined);
    assert.equal(await takenPort({ http: await freePort() }, 'run'), undefined);
    const told = await takenPort({ http: port }, 'run');
    assert.ok(told?.startsWith(`port ${port} (http) is already in use by process ${pid} (${process.execPath} -e require`), told);
    process.kill(pid, 'SIGKILL');
    await until('it has gone', () => !isRunning(pid));
    const left = await stranger({ [RUN_TAG]: 'dead-run' });
    assert.match((await takenPort({ http: port }, 'run')) ?? '', new RegExp(`process ${left} \\(.*\\), left over from run dead-run: \`experiment-observer clean\` ends it$`));
    started.push(spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'dead-run'], { stdio: 'ignore' }));
    await once(started.at(-1) ?? process, 'spawn');
    assert.match((await takenPort({ http: port }, 'run')) ?? '', /\) of run dead-run, which is still going on$/);
    assert.equal(await takenPort({ http: port }, 'dead-run'), undefined, 'what is the run\'s own is no obstacle');
  });
});
