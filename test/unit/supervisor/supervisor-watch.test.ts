import assert from 'node:assert/strict';
import { Bed, isRunning, obedient, until } from './bed';

/** A supervisor that a busy machine keeps waiting is not silent for so long. */
const SILENCE_MS = 3000;

if (process.platform !== 'win32') describe('supervisor: one that hangs', function () {
  this.timeout(60_000);
  let bed: Bed;
  beforeEach(() => { bed = new Bed(); });
  afterEach(() => bed.dispose());

  it('is ended after its time, and with it whatever it had started; who waits for it hears why', async () => {
    const client = await bed.start({ silenceMs: SILENCE_MS });
    const child = await client.spawn(bed.sh(obedient('latch')));
    const pid = await bed.pidIn('latch');
    process.kill(client.pid ?? 0, 'SIGSTOP');
    const asked = client.spawn(bed.sh('exit 0'));
    await assert.rejects(asked, /The supervisor process hung: it said nothing for 3 s/);
    assert.match((await client.lost).message, /hung/);
    assert.equal((await child.ended).killed, true);
    assert.ok(!isRunning(pid));
  });

  it('is not taken for one that has nothing to tell', async () => {
    const client = await bed.start({ silenceMs: SILENCE_MS });
    const child = await client.spawn(bed.sh('sleep 5; echo done'));
    assert.equal((await child.ended).code, 0);
    await until('it is told', () => child.hasEnded === true);
  });
});
