import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { findProcess, listProcesses } from '../../../src/supervisor/process-table';
import { untilClean } from '../../../src/supervisor/until-clean';
import { isRunning } from './bed';

describe('supervisor: a sweep', () => {
  it('kills whom it has found also where its time is over by then, as on a machine that is busy with others', async () => {
    const child = spawn('sleep', ['1000'], { stdio: 'ignore' });
    const pid = child.pid ?? 0;
    try {
      const row = (await listProcesses()).find((one) => one.pid === pid);
      assert.ok(row, 'it is there');
      const found = await untilClean(async () => ({ finds: isRunning(pid) ? [{ row, found_by: 'tag' }] : [] }), async () => { child.kill('SIGKILL'); }, 0);
      assert.equal(isRunning(pid), false);
      assert.deepEqual(found.map(({ pid: one, ended }) => [one, ended]), [[pid, true]]);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('does not go on for ever with one that cannot be ended', async () => {
    const row = (await listProcesses()).find(({ pid }) => pid === process.pid);
    assert.ok(row);
    const found = await untilClean(async () => ({ finds: [{ row, found_by: 'tag' }] }), async () => undefined, 0);
    assert.deepEqual(found.map(({ pid, ended }) => [pid, ended]), [[process.pid, false]]);
  });

  it('goes on until whoever it killed is gone, also when no look finds him any more', async () => {
    const child = spawn('sleep', ['1000'], { stdio: 'ignore' });
    const pid = child.pid ?? 0;
    try {
      const row = (await listProcesses()).find((one) => one.pid === pid);
      assert.ok(row, 'it is there');
      let [looks, kills] = [0, 0];
      const found = await untilClean(
        async () => ({ finds: (looks += 1) === 1 ? [{ row, found_by: 'descendant' }] : [] }),
        // On a busy machine a signal takes its time.
        async () => { if ((kills += 1) === 3) child.kill('SIGKILL'); });
      assert.equal(isRunning(pid), false);
      assert.deepEqual(found.map(({ pid: one, ended }) => [one, ended]), [[pid, true]]);
      assert.equal(await findProcess(pid).then((one) => one === undefined || one.gone), true);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
