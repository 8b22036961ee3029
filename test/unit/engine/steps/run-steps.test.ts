import assert from 'node:assert/strict';
import { resolveStep } from '../../../../src/config';
import type { ExitStatus } from '../../../../src/supervisor';
import { headOf } from '../../../../src/engine/steps/step-head';
import { StepError } from '../../../../src/engine/step-context';
import { CaseBench, draftAt, serviceNamed, until } from './case-bench';

const bad = { run: ['bad'] };
const scripts = { bad: { code: 1 } };

describe('steps', () => {
  it('run in order, each started before it is finished', async () => {
    const bench = new CaseBench();
    assert.deepEqual(await bench.steps({ run: ['a'], id: 'a' }, { run: ['b'] }), { outcome: 'passed', failures: [] });
    assert.deepEqual(bench.told(), ['started a', 'passed a', 'started step-2', 'passed step-2']);
  });

  it('after one that did not pass the rest is skipped, but for those that always run', async () => {
    const bench = new CaseBench({ scripts });
    const { outcome } = await bench.steps({ ...bad, name: 'first' }, { run: ['b'] }, { run: ['c'], always: true }, { run: ['d'] });
    assert.equal(outcome, 'failed');
    assert.deepEqual(bench.told(), ['started step-1', 'failed step-1', 'skipped step-2', 'started step-3', 'passed step-3', 'skipped step-4']);
    assert.equal(bench.of('step.skipped')[0]?.reason, 'step "first" did not pass');
  });

  it('continue_on_failure goes on, and the failure still counts', async () => {
    const bench = new CaseBench({ scripts });
    const { outcome, failures } = await bench.steps({ ...bad, continue_on_failure: true }, { run: ['b'] });
    assert.deepEqual([outcome, failures.length], ['failed', 1]);
    assert.deepEqual(bench.told(), ['started step-1', 'failed step-1', 'started step-2', 'passed step-2']);
  });

  it('an error outweighs a failure', async () => {
    const bench = new CaseBench({ scripts: { ...scripts } });
    const { outcome } = await bench.steps({ ...bad, continue_on_failure: true }, { signal: { service: 'nobody' } });
    assert.equal(outcome, 'error');
  });

  it('a mistake in a step is an error of kind config, and the step has its beginning and its end', async () => {
    const bench = new CaseBench();
    const { outcome, failures } = await bench.steps({ run: ['x', '${{ steps.none.stdout }}'], id: 'x' }, { run: ['y'] });
    assert.equal(outcome, 'error');
    assert.deepEqual(failures.map(({ kind, phase, source }) => [kind, phase, source?.path]), [['config', 'steps', 'steps[0].run[1]']]);
    assert.deepEqual(bench.told(), ['started x', 'error x', 'skipped step-2']);
  });

  it('a wait lasts as long as it says', async () => {
    const bench = new CaseBench();
    const outcome = bench.steps({ wait: '10m' });
    await until(() => bench.clock.sleeping > 0);
    bench.clock.advance(600_000);
    assert.equal((await outcome).outcome, 'passed');
    assert.equal(bench.of('step.finished')[0]?.duration_ms, 600_000);
  });

  it('a wait ends at once when the test case is cancelled', async () => {
    const bench = new CaseBench();
    const outcome = bench.steps({ wait: '10m' });
    await until(() => bench.clock.sleeping > 0);
    bench.cancel.abort(new Error('stop'));
    assert.equal((await outcome).outcome, 'cancelled');
  });

  it('what the head says of a step is what it resolves to', () => {
    const values = [
      { run: ['a'] }, { run: 'echo', id: 'x' }, { wait: 1, name: 'pause' }, { wait_for: { tcp: 80 } }, { http: { url: 'http://x' } },
      { signal: { service: 's' }, always: true }, { stop: 's', continue_on_failure: true }, { start: 's' },
    ];
    for (const [index, value] of values.entries()) {
      const { id, kind, always, continueOnFailure } = headOf(draftAt(value, ''), index);
      const step = resolveStep(draftAt(value, ''), index, {});
      assert.deepEqual({ id, kind, always, continueOnFailure }, { id: step.id, kind: step.kind, always: step.always, continueOnFailure: step.continueOnFailure });
    }
  });
});

describe('steps on services', () => {
  it('signal, stop and start do what they say', async () => {
    const done: string[] = [];
    const control = (running: boolean) => serviceNamed('s', {
      running,
      signal: async (signal, { group }) => void done.push(`${signal} ${group}`),
      stop: async (reason) => {
        done.push(`stop: ${reason}`);
        return { code: 0, signal: null, killed: false };
      },
      start: async () => void done.push('start'),
    });
    await new CaseBench({ services: [control(true)] }).steps({ signal: { service: 's', signal: 'SIGHUP', group: true } }, { stop: 's' });
    await new CaseBench({ services: [control(false)] }).steps({ start: 's' }, { stop: 's' });
    assert.deepEqual(done, ['SIGHUP true', 'stop: step "stop s"', 'start', 'stop: step "stop s"']);
  });

  const messages = async (bench: CaseBench, step: unknown) => (await bench.steps(step)).failures.map(({ kind, message, source }) => [kind, message, source?.path]);

  it('what cannot be done is an error that says why', async () => {
    assert.deepEqual(await messages(new CaseBench(), { stop: 's' }), [['step', 'there is no service "s"', 'steps[0].stop']]);
    assert.deepEqual(await messages(new CaseBench({ services: [serviceNamed('s')] }), { start: 's' }), [['step', 'the service "s" is running already', 'steps[0].start']]);
    assert.deepEqual(await messages(new CaseBench({ services: [serviceNamed('s', { running: false })] }), { signal: { service: 's' } }),
      [['step', 'the service "s" is not running', 'steps[0].signal']]);
  });

  it('a service that does not become ready again is what broke', async () => {
    const failure = { phase: 'services', kind: 'service', message: 's ended before it was ready' } as const;
    const service = serviceNamed('s', { running: false, start: () => Promise.reject(new StepError(failure)) });
    assert.deepEqual((await new CaseBench({ services: [service] }).steps({ start: 's' })).failures, [failure]);
  });

  it('wait_for exited waits for the end, and not for ever', async () => {
    let resolve: (status: ExitStatus) => void = () => undefined;
    const promise = new Promise<ExitStatus>((settle) => (resolve = settle));
    const ending = new CaseBench({ services: [serviceNamed('s', { ended: promise })] });
    const outcome = ending.steps({ wait_for: { exited: 's', timeout: '3s' } });
    await until(() => ending.clock.sleeping > 0);
    resolve({ code: 0, signal: null, killed: false });
    assert.equal((await outcome).outcome, 'passed');

    const staying = new CaseBench({ services: [serviceNamed('s')] });
    const late = staying.steps({ wait_for: { exited: 's', timeout: '3s' } });
    await until(() => staying.clock.sleeping > 0);
    staying.clock.advance(3000);
    assert.deepEqual((await late).failures.map(({ kind, message }) => [kind, message]), [['timeout', 'wait for the end of s: s has not ended within 3 s']]);
  });

  it('wait_for a service alone waits for what makes it ready', async () => {
    const bench = new CaseBench({ services: [serviceNamed('s', { ready: { delayMs: 700, intervalMs: 10 } })] });
    const outcome = bench.steps({ wait_for: { service: 's' } });
    await until(() => bench.clock.sleeping > 0);
    bench.clock.advance(699);
    await new Promise(setImmediate);
    assert.deepEqual(bench.told(), ['started step-1']);
    bench.clock.advance(1);
    assert.equal((await outcome).outcome, 'passed');
  });

  it('wait_for gives up when the step has no more time, and when the service has ended', async () => {
    const slow = new CaseBench({ services: [serviceNamed('s')] });
    const outcome = slow.steps({ wait_for: { service: 's', delay: '20s' }, timeout: '5s', name: 'patience' });
    await until(() => slow.clock.sleeping > 0);
    slow.clock.advance(5000);
    assert.deepEqual((await outcome).failures.map(({ kind, message }) => [kind, message]), [['timeout', 'patience took longer than its time limit of 5 s']]);

    const dead = new CaseBench({ services: [serviceNamed('s', { running: false, lastExit: { code: 1, signal: null, killed: false } })] });
    assert.deepEqual((await dead.steps({ wait_for: { service: 's', delay: '20s' } })).failures.map(({ kind, message }) => [kind, message]),
      [['step', 's ended before it was ready: exit code 1']]);
  });
});
