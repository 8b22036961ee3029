import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { Births } from '../../../src/supervisor/births';

// The pids are counted by /proc.
if (process.platform === 'linux') describe('births of processes', () => {
  it('never tells that nothing lives while something does, whatever it does to hide', async () => {
    const births = new Births();
    // It leaves its session and its parent, and has no environment to be known by.
    const { stdout } = spawnSync('sh', ['-c', 'env -i setsid sh -c \'echo $$; exec sleep 60 >/dev/null 2>&1\' &'], { encoding: 'utf8' });
    const pid = Number(stdout);
    try {
      for (let times = 0; times < 100; times += 1) assert.equal(births.noneLives(), false);
    } finally {
      process.kill(pid, 'SIGKILL');
    }
  });

  it('tells that nothing lives once everything has ended', async () => {
    // Others start processes, too: a moment without them comes.
    for (let clean = false; !clean;) {
      const births = new Births();
      const child = spawn('sh', ['-c', 'sleep 0 & wait'], { stdio: 'ignore' });
      births.saw(child.pid ?? 0);
      await once(child, 'exit');
      clean = births.noneLives();
    }
  });

  it('cannot tell where the pids of its own children are not in what the system counts', () => {
    const births = new Births();
    births.saw(1);
    assert.equal(births.noneLives(), false);
  });
});
