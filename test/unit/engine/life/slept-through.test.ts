import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CaseProcesses } from '../../../../src/engine/case-processes';
import { FakeClock } from '../../../../src/testing';
import { FakeProcesses, type FakeProcess, type ProcessBehaviour } from './fakes';

const LADDER = { signal: 'SIGTERM', graceMs: 2000 };

/** A machine that sleeps while a service is stopped has gone through its time limit without having tried much. */
describe('engine life: a process whose stop took too long', () => {
  const clock = new FakeClock();
  before(() => clock.start());
  after(() => clock.stop());

  async function closed(behaviour: ProcessBehaviour): Promise<FakeProcess | undefined> {
    const processes = new FakeProcesses();
    processes.behaviours = { server: behaviour };
    const all = new CaseProcesses(processes, 'test');
    const { pid } = await all.spawn({ id: 'test/server#1', command: ['server'], cwd: '/', env: {}, stdoutFile: path.join(tmpdir(), 'out'), stderrFile: path.join(tmpdir(), 'err') });
    await all.close(LADDER, clock, new Set([pid]));
    return processes.started[0];
  }

  it('is killed once more when the test case ends', async () => {
    const process = await closed({});
    assert.deepEqual(process?.stops, [{ signal: 'SIGKILL', graceMs: 0 }]);
    assert.equal((await process.ended).signal, 'SIGKILL');
  });

  it('is not waited for when it cannot be ended', async () => {
    assert.equal((await closed({ stop: 'never' }))?.stops.length, 1);
  });
});
