import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import type { TestCasePlan } from '../../../../src/config';
import type { StepContext } from '../../../../src/engine/step-context';
import { draft, FakeRun, plan, serviceDraft, sourceAt } from './fakes';

const steps = [draft({ wait: 1 }, 'steps[0]')];
const untilAborted = ({ signal }: StepContext) => new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
/** Announces a step and lasts until the test case is aborted. */
const longStep = async (_: unknown, context: StepContext) => {
  const id = { step: 's', index: 0, name: 's', source: sourceAt('steps[0]'), kind: 'wait' as const };
  context.publish({ type: 'step.started', ...id });
  await untilAborted(context).catch(() => undefined);
  context.publish({ type: 'step.finished', ...id, outcome: 'cancelled', duration_ms: 1, tries: 1, failures: [] });
};
const running = (id: string, parts: Partial<TestCasePlan> = {}) => plan(id, { services: [serviceDraft('server')], steps, ...parts });

describe('engine life: how test cases and runs end', () => {
  it('skips with the reason', async () => {
    const run = new FakeRun([plan('t', { skip: 'not on Mondays' })]);
    assert.equal(await run.run(), 'passed');
    assert.deepEqual(run.types('t'), ['test_case.queued', 'test_case.skipped', 'test_case.finished']);
    assert.equal(run.of('test_case.finished')[0]?.outcome, 'skipped');
    assert.deepEqual(run.of('experiment.finished')[0]?.counts, { total: 1, flaky: 0, passed: 0, failed: 0, error: 0, skipped: 1, cancelled: 0, interrupted: 0 });
  });

  it('a large plan is told whole, also when it is stopped while it is prepared: each is told once', async () => {
    const ids = Array.from({ length: 2100 }, (_, index) => `case ${index}`);
    const run = new FakeRun(ids.map((id) => plan(id, { skip: 'not now' })));
    const ended = run.runIn(tmpdir());
    assert.deepEqual(run.log, [], 'the plan is being prepared');
    run.cancel('enough');
    assert.equal(await ended, 'cancelled');
    assert.deepEqual(run.of('experiment.started').map(({ tests }) => tests.map(({ id }) => id)), [ids]);
    assert.deepEqual(run.of('experiment.cancelling').map(({ reason }) => reason), ['enough']);
    assert.deepEqual(run.of('test_case.finished').map(({ test }) => test), ids);
    assert.equal(run.of('experiment.finished')[0]?.counts.cancelled, ids.length);
  });

  it('a test with a problem is in error at its place, nothing of it is started, and its neighbours run', async () => {
    const { file, path, range } = sourceAt('tests[0].services');
    const problem = { file, path, range, severity: 'error' as const, code: 'unknown-key' as const, message: 'no such key', found: 'x' };
    const run = new FakeRun([plan('broken', { services: [serviceDraft('server')], errors: [problem] }), plan('sound')]);
    assert.equal(await run.run(), 'error');
    assert.deepEqual(run.types('broken'), ['test_case.queued', 'test_case.error', 'test_case.finished']);
    assert.deepEqual(run.of('test_case.error').map(({ phase, kind, message, found, source }) => ({ phase, kind, message, found, source })),
      [{ phase: 'config', kind: 'config', message: 'no such key', found: 'x', source: { file, path, range } }]);
    assert.deepEqual(run.outcomes(), { broken: 'error', sound: 'passed' });
  });

  it('stopped before its start and, by an observer that hears of that, again: each is told once', async () => {
    const run = new FakeRun([running('a')]);
    run.onEvent = () => {
      const type = run.log.at(-1)?.type;
      if (type === 'experiment.configured') run.cancel('early');
      else if (type === 'experiment.cancelling') run.cancel('now');
    };
    assert.equal(await run.run(), 'cancelled');
    assert.deepEqual([...run.of('experiment.cancelling'), ...run.of('experiment.killing')].map(({ reason }) => reason), ['early', 'now']);
  });

  it('stopped once: the running test is torn down and cancelled, the rest never starts', async () => {
    const run = new FakeRun([running('a'), running('b')], { actions: { runSteps: longStep } });
    const ended = run.run();
    await run.seen('step.started');
    run.cancel('enough');
    assert.equal(run.log.at(-1)?.type, 'experiment.cancelling', 'told at once');
    assert.equal(await ended, 'cancelled');
    assert.deepEqual(run.outcomes(), { a: 'cancelled', b: 'cancelled' });
    assert.deepEqual(run.of('test_case.finished').map(({ reason }) => reason), ['enough', 'enough']);
    assert.deepEqual(run.processes.of('server').stops, [{ signal: 'SIGTERM', graceMs: 5000 }]);
    assert.deepEqual(run.types('b'), ['test_case.queued', 'test_case.finished']);
    assert.equal(run.processes.killed, 0);
    assert.equal(run.network.tornDown, 1);
  });

  it('stopped twice: everything is killed; a third time changes nothing', async () => {
    const run = new FakeRun([running('a')], { actions: { runSteps: longStep } });
    run.processes.behaviours = { server: { stop: 'never' } };
    const ended = run.run();
    await run.seen('step.started');
    run.cancel();
    await run.seen('service.stopping');
    run.cancel('now');
    run.cancel('again');
    assert.equal(await ended, 'cancelled');
    assert.equal(run.processes.killed, 1);
    assert.deepEqual(run.of('experiment.killing').map(({ reason }) => reason), ['now']);
    assert.equal(run.of('service.stopped')[0]?.killed, true);
    run.cancel('after the end');
    assert.equal(run.log.at(-1)?.type, 'experiment.finished');
  });

  it('stopped while a service starts: it is stopped, too', async () => {
    let wait: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => (wait = resolve));
    const waitUntilReady = () => {
      wait();
      return new Promise(() => undefined);
    };
    const run = new FakeRun([running('a', { services: [serviceDraft('server', { ready: { tcp: 1, intervalMs: 1 } })] })], { actions: { waitUntilReady } });
    const ended = run.run();
    await waiting;
    run.cancel();
    assert.equal(await ended, 'cancelled');
    assert.deepEqual(run.types('a').filter((type) => type.startsWith('service.')), ['service.starting server', 'service.stopping server', 'service.stopped server']);
  });

  it('stopped while the supervisor does not answer a start: the test ends all the same', async () => {
    const run = new FakeRun([running('a')]);
    run.processes.behaviours = { server: { spawn: 'never' } };
    const ended = run.run();
    await run.seen('service.starting');
    run.cancel();
    await run.clock.asleep(35_000);
    run.clock.advance(35_000);
    await run.clock.asleep(30_000);
    run.clock.advance(30_000);
    await ended;
    assert.equal(run.of('service.stopped').length, 1);
  });

  it('stopped after the verdict: the verdict stands', async () => {
    const run = new FakeRun([running('a')]);
    const ended = run.run();
    await run.seen('service.stopping');
    run.cancel();
    await ended;
    assert.deepEqual(run.outcomes(), { a: 'passed' });
  });

  it('a test that takes longer than it may is an error of kind timeout in the phase it was in', async () => {
    const run = new FakeRun([running('a', { timeoutMs: 3000 })], { actions: { runSteps: longStep } });
    const ended = run.run();
    await run.seen('step.started');
    run.clock.advance(3000);
    assert.equal(await ended, 'error');
    assert.deepEqual(run.of('test_case.error').map(({ kind, phase, message }) => ({ kind, phase, message })),
      [{ kind: 'timeout', phase: 'steps', message: 'The test took longer than its time limit of 3 s' }]);
    assert.equal(run.of('service.stopped').length, 1);
  });

  it('a service that starts only after it was given up is told no more, and killed', async () => {
    let start: () => void = () => undefined;
    const run = new FakeRun([running('a')]);
    run.processes.behaviours = { server: { spawn: new Promise((resolve) => (start = resolve)) } };
    const ended = run.run();
    await run.seen('service.starting');
    run.cancel();
    await run.clock.asleep(35_000);
    run.clock.advance(35_000);
    await run.seen('service.stopped');
    start();
    await run.until(() => run.processes.started[0]?.stops[0]);
    await ended;
    assert.deepEqual(run.types('a').filter((type) => type.startsWith('service.')), ['service.starting server', 'service.stopped server']);
  });

  it('steps that do not heed the abort are given up, and told as cancelled; those that never came, as skipped', async () => {
    const run = new FakeRun([running('a', { steps: [...steps, draft({ id: 'never', wait: 1 }, 'steps[1]')] })], {
      actions: {
        runSteps: (_, context) => {
          context.publish({ type: 'step.started', step: 's', index: 0, name: 's', source: sourceAt('steps[0]'), kind: 'run' });
          return new Promise(() => undefined);
        },
      },
    });
    const ended = run.run();
    await run.seen('step.started');
    run.cancel();
    await run.clock.asleep(30_000);
    run.clock.advance(30_000);
    await ended;
    assert.deepEqual(run.of('step.finished').map(({ outcome }) => outcome), ['cancelled']);
    assert.deepEqual(run.of('step.skipped').map(({ step, index, reason }) => ({ step, index, reason })), [{ step: 'never', index: 1, reason: 'the test case ended before' }]);
  });

  it('the time limit of the run ends it in error, the running test and the rest are cancelled with the reason', async () => {
    const run = new FakeRun([running('a'), plan('b')], { actions: { runSteps: longStep }, timeoutMs: 9000 });
    const ended = run.run();
    await run.seen('step.started');
    run.clock.advance(9000);
    assert.equal(await ended, 'error');
    assert.deepEqual(run.outcomes(), { a: 'cancelled', b: 'cancelled' });
    assert.match(run.of('test_case.finished')[1]?.reason ?? '', /time limit of 9 s/);
    assert.deepEqual(run.of('experiment.error').map(({ kind }) => kind), ['timeout']);
  });

  it('fail_fast cancels what has not begun, with the reason', async () => {
    const failing = plan('a', { network: 'docker' });
    const run = new FakeRun([failing, plan('b')], { failFast: true });
    assert.equal(await run.run(), 'error');
    assert.deepEqual(run.outcomes(), { a: 'error', b: 'cancelled' });
    assert.match(run.of('test_case.finished')[1]?.reason ?? '', /fail_fast/);
  });

  it('a network that throws, or takes too long, is an error; the test is torn down all the same', async () => {
    const throwing = new FakeRun([plan('a')]);
    throwing.network.setUpWith = async () => Promise.reject(new Error('no bridge'));
    assert.equal(await throwing.run(), 'error');
    assert.deepEqual(throwing.types('a').slice(2), ['network.setup_started', 'network.error', 'test_case.error', 'test_case.results_collected', 'network.teardown_started', 'network.teardown_complete', 'test_case.finished']);
    assert.equal(throwing.of('test_case.error')[0]?.kind, 'network');

    const slow = new FakeRun([plan('a')]);
    let finish: () => void = () => undefined;
    slow.network.setUpWith = () => new Promise((resolve) => (finish = resolve));
    const ended = slow.run();
    await slow.clock.asleep(60_000);
    slow.clock.advance(60_000);
    await slow.seen('network.teardown_started');
    finish();
    assert.equal(await ended, 'error');
    assert.equal(slow.of('test_case.error')[0]?.kind, 'timeout');
    assert.equal(slow.network.tornDown, 1, 'what came too late is undone');
  });

  it('a teardown that throws makes the test an error', async () => {
    const run = new FakeRun([plan('a')]);
    run.network.tearDownWith = async () => Promise.reject(new Error('busy'));
    assert.equal(await run.run(), 'error');
    assert.deepEqual(run.of('test_case.error').map(({ phase, kind, message }) => ({ phase, kind, message })), [{ phase: 'network_teardown', kind: 'network', message: 'busy' }]);
    assert.equal(run.of('network.teardown_complete').length, 1);
  });

  it('a service that cannot be stopped in time is an error, and its end is told', async () => {
    const run = new FakeRun([running('a')]);
    run.processes.behaviours = { server: { stop: 'never' } };
    const ended = run.run();
    await run.clock.asleep(35_000);
    run.clock.advance(35_000);
    await run.clock.asleep(30_000);
    run.clock.advance(30_000);
    assert.equal(await ended, 'error');
    assert.equal(run.of('service.stopped').length, 1);
    assert.deepEqual(run.of('test_case.error').map(({ kind, message }) => [kind, /^Stopping (server|what steps left behind) took longer/.exec(message)?.[1]]), [['timeout', 'server'], ['timeout', 'what steps left behind']]);
  });

  it('the death of the supervisor ends the run in error, running tests too, the rest is cancelled', async () => {
    const run = new FakeRun([running('a'), plan('b')], { actions: { runSteps: longStep } });
    run.processes.behaviours = { server: { stop: 'never' } };
    const ended = run.run();
    await run.seen('step.started');
    run.processes.die();
    // Those who sweep in its place may take a while; a process that they cannot end is not waited for.
    await run.clock.asleep(5000);
    run.clock.advance(5000);
    assert.equal(await ended, 'error');
    assert.deepEqual(run.outcomes(), { a: 'error', b: 'cancelled' });
    assert.equal(run.of('experiment.error')[0]?.kind, 'internal');
    assert.equal(run.of('service.stopped').length, 1);
    assert.deepEqual([...new Set(run.of('test_case.error').map(({ kind }) => kind))], ['internal']);
  });

  it('as many test cases run at once as are asked for', async () => {
    let active = 0;
    let most = 0;
    const tests = ['a', 'b', 'c', 'd', 'e'].map((id) => plan(id, { steps }));
    const run: FakeRun = new FakeRun(tests, {
      parallel: 3,
      actions: {
        runSteps: async () => {
          most = Math.max(most, ++active);
          await run.until(() => (run.of('test_case.execution_started').length >= 3 ? true : undefined));
          active -= 1;
        },
      },
    });
    assert.equal(await run.run(), 'passed');
    assert.equal(most, 3);
  });

  it('what steps left alive is stopped, and what escaped is named', async () => {
    const run = new FakeRun([plan('a', { steps })], {
      actions: {
        runSteps: async (_, { processes }) => {
          await processes.spawn({ id: 'a/step#1', command: ['x'], cwd: '/', env: {}, stdoutFile: '/dev/null', stderrFile: '/dev/null' });
        },
      },
    });
    run.processes.leftovers = [{ pid: 9, command: 'escaped', found_by: 'tag', ended: true }];
    await run.run();
    assert.equal(run.processes.started[0]?.stops.length, 1);
    assert.equal(run.of('leftover.found')[0]?.test, 'a');
  });

  it('a part of the engine that throws is an error of its test, not the end of the run', async () => {
    const run = new FakeRun([plan('a', { steps }), plan('b')], { actions: { runSteps: () => { throw new Error('bug'); } } });
    assert.equal(await run.run(), 'error');
    assert.deepEqual(run.outcomes(), { a: 'error', b: 'passed' });
    assert.equal(run.of('test_case.error')[0]?.kind, 'internal');
  });
});
