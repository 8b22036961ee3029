import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { HostWatch } from '../../../src/supervisor/host-watch';
import { stateOf, until } from './bed';

// Whether a process is stopped is read from /proc.
if (process.platform === 'linux') describe('supervisor: the watch over its host', () => {
  let host: ChildProcess;
  let watch: HostWatch | undefined;
  beforeEach(async () => {
    host = spawn('sleep', ['60'], { stdio: 'ignore' });
    await once(host, 'spawn');
  });
  afterEach(() => {
    watch?.close();
    host.kill('SIGKILL');
  });

  const silenceOf = (limitMs: number): Promise<number> => new Promise((resolve) => {
    const began = performance.now();
    watch = new HostWatch({ host: { pid: host.pid ?? 0, startTime: '' }, limitMs, silent: () => resolve(performance.now() - began) });
  });

  it('tells a silent one once its time is over', async () => assert.ok(await silenceOf(40) >= 40));

  it('is content with one that speaks, and tells when it falls silent', async () => {
    let told = false;
    const silence = silenceOf(80).then(() => (told = true));
    // In each turn of the event loop: nothing that keeps this process from speaking lets it look.
    for (const end = performance.now() + 300; performance.now() < end;) {
      watch?.heard();
      await new Promise(setImmediate);
    }
    assert.equal(told, false);
    await silence;
  });

  it('waits for one that was stopped until it goes on', async () => {
    host.kill('SIGSTOP');
    await until('it has stopped', () => stateOf(host.pid ?? 0) === 'T');
    let told = false;
    const silence = silenceOf(20).then(() => (told = true));
    await new Promise((resolve) => setTimeout(resolve, 150));
    assert.equal(told, false);
    host.kill('SIGCONT');
    await silence;
  });
});
