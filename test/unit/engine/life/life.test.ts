import assert from 'node:assert/strict';
import { FakeRun, draft, plan, serviceDraft } from './fakes';

describe('engine life: one test case', () => {
  it('tells its whole life in order', async () => {
    const run = new FakeRun([plan('t', { services: [serviceDraft('server', { ports: { http: 'auto' } })] })]);
    assert.equal(await run.run(), 'passed');
    assert.deepEqual(run.log.slice(0, 3).map(({ type }) => type), ['experiment.configured', 'experiment.started', 'test_case.queued']);
    assert.deepEqual(run.types('t'), [
      'test_case.queued', 'test_case.started', 'network.setup_started', 'network.ready', 'service.starting server', 'service.ready server',
      'test_case.setup_complete', 'test_case.execution_started', 'service.stopping server', 'service.stopped server',
      'test_case.results_collected', 'network.teardown_started', 'network.teardown_complete', 'test_case.finished',
    ]);
    assert.equal(run.log.at(-1)?.type, 'experiment.finished');
    assert.deepEqual(run.of('service.starting')[0]?.ports, { http: 5000 });
    assert.equal(run.of('service.stopped')[0]?.expected, true);
    assert.equal(run.network.tornDown, 1);
  });

  it('fails by a failed assertion and by an unmet expectation, and is in error when a step broke', async () => {
    const steps = [draft({ run: 'x' }, 'steps[0]')];
    const finishing = (kind: 'expectation' | 'step') => new FakeRun([plan('t', { steps, assertions: steps })], {
      actions: {
        runSteps: async ([step], context) => {
          const id = { step: 's', index: 0, name: 's', source: (step ?? steps[0] ?? draft({}, '')).source, kind: 'run' as const };
          context.publish({ type: 'step.started', ...id });
          context.publish({ type: 'step.finished', ...id, outcome: kind === 'step' ? 'error' : 'failed', duration_ms: 1, tries: 1, failures: [{ phase: 'steps', kind, message: 'no' }] });
        },
        evaluateAssertions: async ([one], context) => {
          context.publish({ type: 'assertion.failed', index: 0, assertion: 'metric', message: 'low', source: (one ?? draft({}, '')).source, duration_ms: 1 });
        },
      },
    });
    const failed = finishing('expectation');
    assert.equal(await failed.run(), 'failed');
    assert.equal(failed.of('assertion.failed').length, 1);
    assert.equal(failed.of('test_case.error').length, 0);
    const broken = finishing('step');
    assert.equal(await broken.run(), 'error');
    assert.equal(broken.of('assertion.failed').length, 0, 'a test in error has no assertions evaluated');
    assert.deepEqual(broken.of('test_case.error').map(({ kind, message, phase }) => ({ kind, message, phase })), [{ kind: 'step', message: 'no', phase: 'steps' }]);
  });
});
