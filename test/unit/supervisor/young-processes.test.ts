import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { parseProcStat } from '../../../src/supervisor/proc-stat';
import { listProcesses } from '../../../src/supervisor/process-table';
import { YoungProcesses } from '../../../src/supervisor/young-processes';

// Pids are counted by Linux alone.
if (process.platform === 'linux') describe('what was born after a process', () => {
  it('is all listed, whatever it does to hide, as the list of all processes shows it', async () => {
    // It leaves its session and its parent, and has no environment to be known by.
    for (let told = false; !told;) {
      const parent = spawn('sh', ['-c', 'env -i setsid sh -c \'echo $$; exec sleep 60\' & wait'], { stdio: ['ignore', 'pipe', 'ignore'] });
      const young = new YoungProcesses(parent.pid ?? 0);
      const [text] = await once(parent.stdout, 'data') as [Buffer];
      const hidden = Number(text.toString());
      try {
        const rows = young.list();
        // On a busy machine too much is born meanwhile: then a list of all is made.
        if (rows === undefined) continue;
        const all = new Map((await listProcesses()).map((row) => [row.pid, row]));
        for (const pid of [parent.pid ?? 0, hidden]) {
          assert.deepEqual(pick(rows.find((row) => row.pid === pid)), pick(all.get(pid)));
        }
        told = true;
      } finally {
        process.kill(hidden, 'SIGKILL');
        parent.kill('SIGKILL');
      }
    }
  });

  it('has no thread of a process as one', async () => {
    for (let told = false; !told;) {
      const server = spawn(process.execPath, ['-e', 'console.log("up"); setInterval(() => 0, 1000)'], { stdio: ['ignore', 'pipe', 'ignore'] });
      const young = new YoungProcesses(server.pid ?? 0);
      await once(server.stdout, 'data');
      try {
        const rows = young.list();
        if (rows === undefined) continue;
        const all = new Set((await listProcesses()).map(({ pid }) => pid));
        assert.ok(rows.some(({ pid }) => pid === server.pid));
        const threads = spawnSync('ls', [`/proc/${server.pid}/task`], { encoding: 'utf8' }).stdout.trim().split('\n').map(Number);
        assert.ok(threads.length > 1 && threads.every((pid) => pid === server.pid || !rows.some((row) => row.pid === pid)));
        assert.ok(rows.filter(({ group }) => group === server.pid).every(({ pid }) => all.has(pid)));
        told = true;
      } finally {
        server.kill('SIGKILL');
      }
    }
  });

  it('is not told where the system counts otherwise than it numbers that process', () => {
    const { stdout } = spawnSync('sh', ['-c', 'for i in 1 2 3; do sh -c "exit 0"; done; cat /proc/loadavg'], { encoding: 'utf8' });
    const last = Number(stdout.trim().split(' ').at(-1));
    assert.equal(new YoungProcesses(last + 1000).list(), undefined, 'its pid has not been given');
    assert.equal(new YoungProcesses(last > 5000 ? last - 4000 : last + 20_000).list(), undefined, 'it is too old to have just been born');
  });
});

it('a row of a thread is none of a process', () => {
  const row = (signal: number): string => `42 (a) b) S 1 42 42 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 7 0 1234 1 1 1 1 1 1 1 1 0 0 0 0 0 0 0 ${signal} 0 0 0 0 0 0 0`;
  assert.deepEqual({ ...parseProcStat(row(17)) }, { pid: 42, ppid: 1, group: 42, session: 42, startTime: '1234', gone: false, stopped: false, name: 'a) b' });
  assert.equal(parseProcStat(row(-1)), undefined);
});

/** What does not change while a process waits. */
const pick = (row: { readonly pid: number; readonly ppid: number; readonly group: number; readonly startTime: string } | undefined) =>
  row && { pid: row.pid, ppid: row.ppid, group: row.group, startTime: row.startTime };
