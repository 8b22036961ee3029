import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { SpawnError, type SpawnRequest } from '../../../src/supervisor';
import { Bed, bundle, isRunning, obedient, shell, stateOf, stubborn, supervisorsOf, supervisorScript, until } from './bed';

/** A leader, a grandchild that ignores SIGTERM, a stopped one, and one that has left the session by a double fork. */
const family = (n: number): string => [
  `${shell(stubborn(`grandchild${n}`))} &`,
  `${shell(`echo $$ > stopped${n}; kill -STOP $$; exec sleep 1000`)} &`,
  `${shell(`setsid ${shell(`setsid ${shell(stubborn(`daemon${n}`))} &`)} &`)};`,
  stubborn(`leader${n}`),
].join(' ');
const names = ['grandchild', 'stopped', 'daemon', 'leader'];

describe('supervisor: a host that is killed', () => {
  let bed: Bed;
  let host: ChildProcess;
  beforeEach(() => (bed = new Bed()));
  afterEach(async () => {
    host.kill('SIGKILL');
    await until('nothing is left', () => bed.tagged().length === 0);
    await bed.dispose();
  });

  const startHost = (requests: readonly SpawnRequest[]): void => {
    const args = [supervisorScript(), bed.runId, bed.recordFile, JSON.stringify(requests), bed.file('latch')];
    host = spawn(process.execPath, [bundle('test/unit/supervisor/fake-host.ts'), ...args], { stdio: 'ignore' });
  };

  // How soon that is when the machine is quiet, `npm run bench -- --only limits` says.
  it('leaves nothing, whatever its services did', async () => {
    startHost([0, 1, 2].map((n) => bed.sh(family(n), { id: `s${n}` })));
    const supervisor = await bed.pidIn('latch');
    const pids = await Promise.all([0, 1, 2].flatMap((n) => names.map((name) => bed.pidIn(`${name}${n}`))));
    await until('they have stopped', () => pids.every((pid, i) => i % 4 !== 1 || stateOf(pid) === 'T'));
    assert.equal(pids.filter(isRunning).length, 12);
    host.kill('SIGKILL');
    await until('all are gone', () => ![...pids, supervisor].some(isRunning));
    assert.deepEqual(bed.tagged(), []);
  });

  it('leaves nothing when it is killed while it starts its services', async () => {
    for (let killed = 0; killed < 3; killed += 1) {
      startHost(Array.from({ length: 8 }, (_, n) => bed.sh(family(n), { id: `s${n}` })));
      await until('some have started', () => bed.tagged().length > killed * 9);
      host.kill('SIGKILL');
      await until('all are gone', () => bed.tagged().length === 0 && !supervisorsOf(bed));
    }
  });

  it('does not let Ctrl-C end the supervisor first', async () => {
    startHost([bed.sh(obedient('service'))]);
    const supervisor = await bed.pidIn('latch');
    const service = await bed.pidIn('service');
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(supervisor, signal);
    host.kill('SIGTERM');
    await until('all are gone', () => ![supervisor, service].some(isRunning));
  });
});

describe('supervisor: its own death', () => {
  let bed: Bed;
  beforeEach(() => (bed = new Bed()));
  afterEach(() => bed.dispose());

  // `prlimit` is Linux's. With one file more than are open a list of processes begins, and cannot be read.
  if (process.platform === 'linux') for (const enclosed of [false, true]) for (const more of [0, 1, 2, 4]) {
    it(`one that can open ${more} more files does not overlook anybody; where it cannot look the host does${enclosed ? ', in a control group' : ''}`, async () => {
      const client = await bed.start({ enclosed });
      const child = await client.spawn(bed.sh(`setsid ${shell(stubborn('daemon'))} & sleep 0.01`));
      const daemon = await bed.pidIn('daemon');
      await child.ended;
      const files = readdirSync(`/proc/${client.pid}/fd`).map(Number);
      execFileSync('prlimit', ['--pid', String(client.pid), `--nofile=${more === 0 ? 8 : Math.max(...files) + more}`]);
      const found = [...await client.sweep(), ...await client.sweep(), ...await client.dispose()];
      assert.equal(isRunning(daemon), false);
      assert.ok(found.some(({ pid, ended }) => pid === daemon && ended), JSON.stringify(found));
      assert.deepEqual(bed.tagged(), []);
    });
  }

  it('is told, and the host ends everything in its place', async () => {
    const client = await bed.start();
    const child = await client.spawn(bed.sh(family(0)));
    const pids = await Promise.all(names.map((name) => bed.pidIn(`${name}0`)));
    const stopping = child.stop({ signal: 'SIGTERM', graceMs: 60_000 });
    process.kill(client.pid ?? 0, 'SIGKILL');
    assert.match((await client.lost).message, /supervisor process ended \(SIGKILL\)/);
    const killed = { code: null, signal: 'SIGKILL', killed: true };
    assert.deepEqual(await Promise.all([child.exited, child.ended, stopping, child.stop({ signal: 'SIGTERM', graceMs: 0 })]), [killed, killed, killed, killed]);
    assert.deepEqual(pids.filter(isRunning), []);
    const swept = await client.sweep();
    // The stopped one knows no trap: the SIGTERM of the stop may have ended it before.
    assert.deepEqual(pids.filter((pid, i) => i !== 1 && !swept.some((found) => found.pid === pid)), []);
    assert.ok(swept.every(({ ended }) => ended));
    assert.equal(swept.find(({ pid }) => pid === pids[2])?.found_by, 'tag');
    await assert.rejects(client.spawn(bed.sh('true')), SpawnError);
    await client.killAll();
    assert.deepEqual(await client.dispose(), swept);
  });

  it('makes the host look for what the supervisor had seen outside of its groups', async () => {
    const client = await bed.start();
    // Its parent, without the tag too, ends; so nothing but the record of the first stop knows it.
    const outside = `env -i PATH=$PATH setsid ${shell(`echo $$ > middle; ${shell(stubborn('outside'))} & while [ ! -e end ]; do sleep 0.01; done`)}`;
    const child = await client.spawn(bed.sh(`${outside} & ${stubborn('leader')}`));
    const pid = await bed.pidIn('outside');
    await bed.pidIn('leader');
    void child.stop({ signal: 'SIGTERM', graceMs: 60_000 });
    await until('it is recorded', () => readFileSync(bed.recordFile, 'utf8').includes(`"pid":${pid},`));
    writeFileSync(bed.file('end'), '');
    const middle = await bed.pidIn('middle');
    await until('it is an orphan', () => !isRunning(middle));
    process.kill(client.pid ?? 0, 'SIGKILL');
    await child.ended;
    assert.ok(!isRunning(pid));
  });

  it('leaves nothing when it comes while services are being started', async () => {
    for (let round = 0; round < 3; round += 1) {
      const client = await bed.start();
      const starts = Promise.allSettled(Array.from({ length: 10 }, (_, n) => client.spawn(bed.sh(family(n), { id: `s${n}` }))));
      await until('some have started', () => bed.tagged().length > round * 12);
      process.kill(client.pid ?? 0, 'SIGKILL');
      await client.lost;
      await client.sweep();
      assert.deepEqual(bed.tagged(), []);
      await starts;
    }
  });
});

describe('supervisor: sweeping', () => {
  it('finds what left its session, says how, and ends it', async () => {
    const bed = new Bed();
    const client = await bed.start();
    const child = await client.spawn(bed.sh(`setsid ${shell(`setsid ${shell(stubborn('daemon'))} &`)} & exit 0`));
    const daemon = await bed.pidIn('daemon');
    await child.ended;
    assert.ok(isRunning(daemon));
    await until('the daemon is itself, and alone', () => readFileSync(`/proc/${daemon}/comm`, 'utf8') === 'sleep\n' && bed.tagged().length === 1);
    assert.deepEqual(await client.sweep(), [{ pid: daemon, command: 'sleep 1000', found_by: 'tag', ended: true }]);
    assert.ok(!isRunning(daemon));
    assert.deepEqual(await client.sweep(), []);
    await bed.dispose();
  });

  it('marks what it had to end as killed, and leaves other runs alone', async () => {
    const [bed, other] = [new Bed(), new Bed()];
    const [client, otherClient] = [await bed.start(), await other.start()];
    const child = await client.spawn(bed.sh(obedient('pid')));
    const otherChild = await otherClient.spawn(other.sh(obedient('pid')));
    await until('it is itself, and has no helper any more', () => readFileSync(`/proc/${child.pid}/comm`, 'utf8') === 'sleep\n');
    assert.deepEqual((await client.sweep()).map(({ pid, found_by }) => ({ pid, found_by })), [{ pid: child.pid, found_by: 'group' }]);
    assert.deepEqual(await child.ended, { code: null, signal: 'SIGKILL', killed: true });
    assert.ok(isRunning(otherChild.pid));
    await bed.dispose();
    await other.dispose();
  });
});
