import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { findProcess, listProcesses } from '../../../src/supervisor/process-table';
import { untilClean } from '../../../src/supervisor/until-clean';
import { isRunning } from './bed';

describe('supervisor: a sweep', () => {
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
