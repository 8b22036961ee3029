import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, writeFileSync } from 'node:fs';
import { processIdentity, reapLeftovers, RUN_TAG, type ProcessIdentity } from '../../../src/supervisor';
import { Bed, isRunning, obedient, shell, until } from './bed';

describe('supervisor: what a dead run left', () => {
  let bed: Bed;
  const started: ChildProcess[] = [];
  beforeEach(() => (bed = new Bed()));
  afterEach(async () => {
    for (const child of started.splice(0)) if (child.pid !== undefined && isRunning(child.pid)) child.kill('SIGKILL');
    await bed.dispose();
  });

  /** As a supervisor that is no more would have started it; without the tag unless asked for. */
  const start = async (script: string, env: NodeJS.ProcessEnv = {}): Promise<ProcessIdentity> => {
    const child = spawn('/bin/sh', ['-c', script], { cwd: bed.dir, detached: true, stdio: 'ignore', env: { PATH: process.env['PATH'], ...env } });
    started.push(child);
    const identity = await processIdentity(child.pid ?? 0);
    assert.ok(identity);
    return identity;
  };
  const record = (line: object): void => appendFileSync(bed.recordFile, `${JSON.stringify(line)}\n`);
  const reap = () => reapLeftovers({ runId: bed.runId, recordFile: bed.recordFile });

  it('ends recorded processes with their groups and descendants', async () => {
    const leader = await start(`${shell(obedient('member'))} & setsid ${shell(obedient('outside'))} & ${obedient('leader')}`);
    const pids = [await bed.pidIn('leader'), await bed.pidIn('member'), await bed.pidIn('outside')];
    record({ kind: 'started', id: 'x', group: leader.pid, ...leader });
    const found = await reap();
    assert.deepEqual(pids.filter(isRunning), []);
    assert.deepEqual(found.map(({ pid }) => pid).sort(), [...pids].sort());
    assert.equal(found.find(({ pid }) => pid === pids[2])?.found_by, 'descendant');
  });

  it('ends recorded descendants, and what carries the tag though it was never recorded', async () => {
    const outsider = await start(obedient('outsider'));
    const tagged = await start(obedient('tagged'), { [RUN_TAG]: bed.runId });
    const other = await start(obedient('other'), { [RUN_TAG]: `${bed.runId}-other` });
    await Promise.all(['outsider', 'tagged', 'other'].map((name) => bed.pidIn(name)));
    record({ kind: 'descendant', of: 1, ...outsider });
    const found = await reap();
    assert.deepEqual(found.map(({ pid, found_by }) => [pid, found_by]), [[outsider.pid, 'descendant'], [tagged.pid, 'tag']]);
    assert.ok(isRunning(other.pid));
  });

  const strangers: readonly (readonly [string, (identity: ProcessIdentity) => readonly object[]])[] = [
    ['started at another time', (it) => [{ kind: 'started', id: 'x', group: it.pid, ...it, startTime: String(Number(it.startTime) - 1) }]],
    ['of another boot', (it) => [{ kind: 'started', id: 'x', group: it.pid, ...it, bootId: 'another' }]],
    ['recorded as a descendant, but of another time', (it) => [{ kind: 'descendant', of: 1, ...it, startTime: '1' }]],
    ['recorded as one that ended', (it) => [{ kind: 'started', id: 'x', group: it.pid, ...it }, { kind: 'ended', ...it }]],
  ];
  for (const [what, lines] of strangers) {
    it(`leaves a process of a recorded pid alone that is ${what}`, async () => {
      const stranger = await start(`${shell(obedient('member'))} & ${obedient('leader')}`);
      const pids = [await bed.pidIn('leader'), await bed.pidIn('member')];
      for (const line of lines(stranger)) record(line);
      assert.deepEqual(await reap(), []);
      assert.deepEqual(pids.filter(isRunning), pids);
      process.kill(-stranger.pid, 'SIGKILL');
    });
  }

  it('leaves a group alone whose leader has gone, for its number may have been given anew', async () => {
    const leader = await start(`${shell(obedient('member'))} & while [ ! -e go ]; do sleep 0.01; done; exit 0`);
    writeFileSync(bed.file('go'), '');
    const member = await bed.pidIn('member');
    await until('the leader has gone', () => !isRunning(leader.pid));
    record({ kind: 'started', id: 'x', group: leader.pid, ...leader });
    assert.deepEqual(await reap(), []);
    assert.ok(isRunning(member));
    process.kill(member, 'SIGKILL');
  });

  it('reads a record with a torn last line, or none', async () => {
    const leader = await start(obedient('leader'));
    await bed.pidIn('leader');
    assert.deepEqual(await reap(), []);
    record({ kind: 'started', id: 'x', group: leader.pid, ...leader });
    appendFileSync(bed.recordFile, 'nonsense\n{"kind":"started","id":"y","pid":');
    assert.deepEqual((await reap()).map(({ pid }) => pid), [leader.pid]);
  });
});
