import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { isAlive, processIdentity, thisProcess } from '../../../src/supervisor';
import { parseProcStat } from '../../../src/supervisor/proc-stat';
import { listWithPs, parsePsRow } from '../../../src/supervisor/ps-table';
import { isRunning, stateOf, until } from './bed';

describe('the identity of a process', () => {
  it('is alive as long as it is, and never another of the same pid', async () => {
    const self = await thisProcess();
    assert.equal(self.pid, process.pid);
    assert.equal(await isAlive(self), true);
    assert.equal(await isAlive({ ...self, startTime: `${self.startTime}0` }), false);
    assert.equal(await isAlive({ ...self, bootId: 'another' }), false);
    const child = spawn('/bin/sleep', ['1000']);
    const identity = await processIdentity(child.pid ?? 0);
    assert.ok(identity && (await isAlive(identity)));
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.equal(await isAlive(identity), false);
    assert.equal(await processIdentity(identity.pid), undefined);
  });

  it('is dead as a zombie', async () => {
    // The shell has become a sleep that never collects its child.
    const parent = spawn('/bin/sh', ['-c', 'sleep 1000 & echo $!; exec sleep 1000']);
    const [line] = await once(parent.stdout, 'data') as [Buffer];
    const pid = Number(line.toString());
    const identity = await processIdentity(pid);
    assert.ok(identity && (await isAlive(identity)));
    await until('the shell has become a sleep', () => readFileSync(`/proc/${parent.pid}/comm`, 'utf8') === 'sleep\n');
    process.kill(pid, 'SIGKILL');
    await until('it is a zombie', () => stateOf(pid) === 'Z');
    assert.equal(await isAlive(identity), false);
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    assert.ok(!isRunning(pid));
  });
});

describe('reading the table of processes', () => {
  it('reads a row of /proc whose name holds spaces and parentheses', () => {
    const row = '42 (a) R 1 (b)) S 7 41 40 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 3 0 56339 3133440 383';
    assert.deepEqual(parseProcStat(row), { pid: 42, ppid: 7, group: 41, session: 40, startTime: '56339', gone: false, stopped: false, name: 'a) R 1 (b)' });
    assert.equal(parseProcStat(''), undefined);
    assert.equal(parseProcStat('42 (half'), undefined);
  });

  it('takes a zombie whose other threads still run for alive', () => {
    const row = (threads: number) => `42 (a) Z 7 41 40 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 ${threads} 0 56339 0 0`;
    assert.equal(parseProcStat(row(1))?.gone, true);
    assert.equal(parseProcStat(row(2))?.gone, false);
  });

  it('reads the rows of ps', async () => {
    assert.deepEqual(parsePsRow('   42     7    41 Ss   Tue Nov  3 01:52:47 2026     /bin/a b'),
      { pid: 42, ppid: 7, group: 41, session: 0, startTime: 'Tue Nov 3 01:52:47 2026', gone: false, stopped: false, name: '/bin/a b' });
    assert.equal(parsePsRow('  43 42 41 T+ Tue Nov 24 01:52:47 2026 (a)')?.stopped, true);
    assert.equal(parsePsRow('  43 42 41 Z+ Tue Nov 24 01:52:47 2026 (a)')?.gone, true);
    assert.equal(parsePsRow('PID PPID'), undefined);
    const own = (await listWithPs()).find(({ pid }) => pid === process.pid);
    const { ppid, group } = parseProcStat(readFileSync('/proc/self/stat', 'latin1')) ?? {};
    assert.deepEqual({ ppid: own?.ppid, group: own?.group, gone: own?.gone }, { ppid, group, gone: false });
    assert.deepEqual(await listWithPs([process.pid]), [own]);
  });
});
