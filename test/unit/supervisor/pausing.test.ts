import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { untilStanding } from '../../../src/supervisor/standing';
import { Bed, isRunning, stateOf, until } from './bed';

/** Of all threads: the first may stand before the others do. */
const statesOf = (pid: number): string =>
  readdirSync(`/proc/${pid}/task`).map((thread) => readFileSync(`/proc/${pid}/task/${thread}/stat`, 'latin1').replace(/^.*\) /s, '').charAt(0)).join('');

describe('supervisor: pausing processes', function () {
  if (process.platform !== 'linux') return;
  this.timeout(60_000);
  let bed: Bed;
  beforeEach(() => (bed = new Bed()));
  afterEach(() => bed.dispose());

  it('is done once the whole group stands, however busy it is', async () => {
    const client = await bed.start();
    const child = await client.spawn(bed.sh('for i in 1 2 3 4 5 6 7 8; do (while :; do :; done) & echo $! > m$i; done; echo $$ > pid; wait'));
    const pids = [await bed.pidIn('pid')];
    for (let member = 1; member <= 8; member += 1) pids.push(await bed.pidIn(`m${member}`));
    for (let round = 0; round < 20; round += 1) {
      await child.signal('SIGSTOP', { group: true });
      assert.equal(pids.map(stateOf).join(''), 'TTTTTTTTT', `round ${round}`);
      await child.signal('SIGCONT', { group: true });
      assert.doesNotMatch(pids.map(stateOf).join(''), /T/, `round ${round}`);
    }
  });

  it('is done once all threads of a process stand: a signal that comes then waits until it goes on', async () => {
    const client = await bed.start();
    for (let round = 0; round < 10; round += 1) {
      const busy = "for (let n = 0; n < 3; n += 1) new (require('worker_threads').Worker)('for (;;);', { eval: true });";
      const child = await client.spawn(bed.node(`${busy} require('fs').writeFileSync('pid${round}', String(process.pid)); setInterval(() => {}, 1000)`));
      const pid = await bed.pidIn(`pid${round}`);
      await child.signal('SIGSTOP');
      assert.match(statesOf(pid), /^T+$/, `round ${round}`);
      await child.signal('SIGTERM');
      assert.ok(isRunning(pid), `round ${round}`);
      await child.signal('SIGCONT');
      assert.deepEqual(await child.ended, { code: null, signal: 'SIGTERM', killed: false });
    }
  });

  it('is done with what ends meanwhile', async () => {
    const client = await bed.start();
    const child = await client.spawn(bed.sh('echo $$ > pid; exec sleep 1000'));
    await bed.pidIn('pid');
    await Promise.all([child.signal('SIGKILL'), child.signal('SIGSTOP', { group: true })]);
    await child.ended;
    await child.signal('SIGSTOP', { group: true });
  });

  it('names who does not come to a stand', async () => {
    const row = { pid: 42, ppid: 1, group: 42, session: 42, startTime: '1', gone: false, name: 'a b' };
    const never = new AbortController().signal;
    await assert.rejects(untilStanding(() => Promise.resolve([row]), { ms: 20, giveUp: never }), /^Error: It has not come to a stand within 0\.02 s: process 42 \(a b\) goes on$/);
    let looks = 0;
    await untilStanding(() => Promise.resolve((looks += 1) < 5 ? [row] : []), { ms: 60_000, giveUp: never });
    assert.equal(looks, 5);
    await untilStanding(() => Promise.resolve([row]), { ms: 60_000, giveUp: AbortSignal.abort() });
  });

  it('does not keep the supervisor from being ended', async () => {
    const client = await bed.start();
    // What has made a child by vfork goes on only when that has become a program, and this one waits for somebody to write.
    const stuck = "import os; os.mkfifo('fifo'); open('pid', 'w').write(str(os.getpid())); os.posix_spawn('/bin/true', ['true'], {}, file_actions=[(os.POSIX_SPAWN_OPEN, 0, 'fifo', os.O_RDONLY, 0)])";
    const child = await client.spawn(bed.request(['python3', '-c', stuck])).catch(() => undefined);
    if (child === undefined) return;
    const pid = await bed.pidIn('pid');
    await until('it is stuck, or has ended where there is no such child', () => ['D', '', 'Z'].includes(stateOf(pid)));
    if (stateOf(pid) !== 'D') return;
    const asked = child.signal('SIGSTOP', { group: true }).catch(() => undefined);
    await client.dispose();
    await asked;
    assert.ok(!isRunning(pid));
  });
});
