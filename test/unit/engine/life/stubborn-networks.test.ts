import assert from 'node:assert/strict';
import type { Network, NetworkEnvironment } from '../../../../src/engine';
import { LocalhostNetwork } from '../../../../src/environments';
import { Bed, obedient, until } from '../../supervisor/bed';
import { endlessClock, hurriedClock, RealRun } from './real-run';

const never = (): Promise<never> => new Promise(() => undefined);

/** Localhost, but for what it is told to do otherwise; it never looks at a signal. */
class StubbornNetwork implements NetworkEnvironment {
  readonly type = 'localhost';
  readonly #real = new LocalhostNetwork();
  tornDown = 0;
  /** Its set-up goes on by this. */
  release: () => void = () => undefined;

  constructor(private readonly how: 'never set up' | 'set up late' | 'never torn down') {}

  async setUp(request: Parameters<NetworkEnvironment['setUp']>[0]): Promise<Network> {
    if (this.how === 'never set up') return never();
    if (this.how === 'set up late') await new Promise<void>((resolve) => (this.release = resolve));
    const made = await this.#real.setUp({ ...request, signal: new AbortController().signal });
    return {
      services: made.services,
      tearDown: async (signal) => {
        this.tornDown += 1;
        await made.tearDown(signal);
        if (this.how === 'never torn down') await never();
      },
    };
  }
}

/** Each of these would wait for half a minute or for ever if it waited for the network. */
describe('engine life: networks that do not listen, with real processes', function () {
  if (process.platform === 'win32') return;
  this.timeout(60_000);
  let bed: Bed;
  beforeEach(() => (bed = new Bed()));
  afterEach(() => bed.dispose());

  const runOn = (network: NetworkEnvironment, more = '', clock?: typeof hurriedClock): RealRun => new RealRun(bed, `
name: real
tests:
  - name: one
    services:
      server: { command: ${JSON.stringify(obedient(bed.file('pid')))}, ports: { http: auto }, ready: { file: ${JSON.stringify(bed.file('pid'))} } }
    steps: [{ wait: 1ms }]
${more}`, { network, ...(clock === undefined ? {} : { clock }) });

  function assertUndone(run: RealRun): void {
    assert.deepEqual(bed.tagged(), [], 'nobody lives on');
    assert.equal(run.of('network.teardown_complete').length, run.of('network.setup_started').length);
    assert.equal(run.of('service.stopped').length, run.of('service.starting').length);
    assert.equal(run.log.at(-1)?.type, 'experiment.finished');
  }
  const errors = (run: RealRun): readonly string[] => run.of('test_case.error').map(({ phase, kind, message }) => `${phase}, ${kind}: ${message}`);
  const durationOf = (run: RealRun): number => run.of('network.teardown_complete')[0]?.duration_ms ?? NaN;

  it('a set-up that never comes back: its limit fires, and nobody waits for it longer than for what undoes something', async () => {
    const run = runOn(new StubbornNetwork('never set up'), '', hurriedClock);
    assert.equal(await run.run(), 'error');
    assert.deepEqual(errors(run), ['network_setup, timeout: Setting up the network localhost took longer than its time limit of 1 min']);
    assert.ok(durationOf(run) >= 4900, `${durationOf(run)} ms: it could have undone what it had made`);
    assert.ok(durationOf(run) < 25_000, `${durationOf(run)} ms`);
    assertUndone(run);
  });

  it('a set-up that never comes back, in a test that has less time: the limit of the test fires', async () => {
    const run = runOn(new StubbornNetwork('never set up'), '    timeout: 100ms');
    assert.equal(await run.run(), 'error');
    assert.deepEqual(errors(run), ['network_setup, timeout: The test took longer than its time limit of 100 ms']);
    assertUndone(run);
  });

  for (const how of ['never set up', 'set up late'] as const) {
    it(`a second stop does not wait for one that is ${how}`, async () => {
      const network = new StubbornNetwork(how);
      const run = runOn(network, '', endlessClock);
      const ended = run.run();
      await run.seen('network.setup_started');
      run.cancel();
      await run.seen('network.teardown_started');
      assert.equal(run.of('network.teardown_complete').length, 0, 'it could undo what it has made');
      run.cancel();
      assert.equal(await ended, 'cancelled');
      assert.deepEqual(errors(run), []);
      assertUndone(run);
      network.release();
      await until('what comes later is torn down', () => network.tornDown === (how === 'set up late' ? 1 : 0));
    });
  }

  it('one that is set up late is torn down within its test, where it comes in time', async () => {
    const network = new StubbornNetwork('set up late');
    const run = runOn(network, '    timeout: 100ms');
    const ended = run.run();
    await run.seen('network.teardown_started');
    network.release();
    assert.equal(await ended, 'error');
    assert.equal(network.tornDown, 1);
    assertUndone(run);
  });

  it('a teardown that never comes back: its limit fires', async () => {
    const run = runOn(new StubbornNetwork('never torn down'), '', hurriedClock);
    assert.equal(await run.run(), 'error');
    assert.deepEqual(errors(run), ['network_teardown, timeout: Tearing down the network localhost took longer than its time limit of 30 s']);
    assertUndone(run);
  });

  it('a teardown that never comes back: a second stop does not wait for its limit', async () => {
    const network = new StubbornNetwork('never torn down');
    const run = runOn(network, '', endlessClock);
    const ended = run.run();
    await run.seen('network.teardown_started');
    run.cancel();
    run.cancel();
    assert.equal(await ended, 'cancelled');
    assert.equal(network.tornDown, 1);
    assertUndone(run);
  });
});
