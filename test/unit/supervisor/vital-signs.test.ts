import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { KnownProcess } from '../../../src/supervisor/process-row';
import { vitalSigns, type VitalSigns } from '../../../src/supervisor/vital-signs';
import { childStartTime } from '../../../src/supervisor/child-start-time';
import { stateOf, until } from './bed';

/** Without a turn of the event loop, so that it cannot be collected: between its signal and its end a process shows neither for a moment. */
function signsOnceTold(known: KnownProcess): VitalSigns {
  for (const end = Date.now() + 50_000; Date.now() < end;) {
    const signs = vitalSigns(known);
    if (signs !== 'unknown') return signs;
  }
  return 'unknown';
}

describe('the vital signs of a process', function () {
  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  it('show that it sleeps, and that its end has begun; nothing of a later one of its pid', async () => {
    const child = spawn('sleep', ['1000'], { stdio: 'ignore' });
    const { pid = 0 } = child;
    const known = { pid, startTime: childStartTime(pid) };
    const ended = once(child, 'exit');
    try {
      await until('it sleeps', () => vitalSigns(known) === 'alive');
      assert.equal(vitalSigns({ pid, startTime: '1' }), 'unknown');
      child.kill('SIGSTOP');
      await until('it is stopped', () => stateOf(pid) === 'T');
      assert.equal(vitalSigns(known), 'unknown');
      child.kill('SIGCONT');
      await until('it sleeps again', () => vitalSigns(known) === 'alive');
    } finally {
      child.kill('SIGTERM');
      assert.equal(signsOnceTold(known), 'dying');
      await ended;
    }
    assert.equal(vitalSigns(known), 'unknown');
  });

  it('are unknown while it is at work', async () => {
    const child = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
    const { pid = 0 } = child;
    const known = { pid, startTime: childStartTime(pid) };
    try {
      await until('it works', () => stateOf(pid) === 'R');
      assert.notEqual(vitalSigns(known), 'dying');
    } finally {
      child.kill('SIGKILL');
      assert.equal(signsOnceTold(known), 'dying');
      await once(child, 'exit');
    }
  });
});
