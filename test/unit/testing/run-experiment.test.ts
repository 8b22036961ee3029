import assert from 'node:assert/strict';
import { AsyncObserver, type ExperimentEvent } from '../../../src/events';
import { FakeClock, runExperiment, type FakePrograms } from '../../../src/testing';

const PROGRAMS: FakePrograms = {
  server: { stdout: 'listening on 80\n', exit: 'never' },
  fetch: { stdout: 'hello\n' },
  slow: { exit: { code: 0, afterMs: 3_600_000 } },
  stubborn: { exit: 'never', stop: 'ignores' },
  broken: { stderr: 'no such host\n', exit: { code: 7 } },
};
const SERVED = {
  name: 'served', tests: [{
    name: 'serves', services: { server: { command: ['server'], ports: { http: 'auto' } } },
    steps: [{ name: 'fetch', run: ['fetch'], expect: { stdout: { contains: 'hello' } } }],
    assertions: [{ log_contains: { service: 'server', text: 'listening' } }],
  }],
};

describe('experiments in memory', () => {
  it('run with the real engine, and their events are compared', async () => {
    const { events, state, problems, processes } = await runExperiment(SERVED, { programs: PROGRAMS });
    assert.deepEqual(problems, []);
    assert.equal(state.outcome, 'passed');
    assert.deepEqual(processes.started.map(({ request }) => request.command), [['server'], ['fetch']]);
    assert.ok(processes.started.every(({ alive }) => !alive));
    events.assertSound()
      .assertStatistics({ test_cases: { started: 1, passed: 1 }, services: { started: 1, stopped: 1 }, steps: { passed: 1 }, assertions: { passed: 1, failed: 0 } })
      .assertEventsMatchLooselyInOrder('experiment.configured', { type: 'service.ready', service: 'server' }, { type: 'step.finished', outcome: 'passed', exit_code: 0 }, 'experiment.finished')
      .assertEventsMatchLoosely('network.ready', (event) => event.type === 'service.stopped');
    events.matching('step.*', 'assertion.*').assertEventsMatchExactly({ type: 'step.started', name: 'fetch' }, { type: 'step.finished', name: 'fetch' }, { type: 'assertion.passed', message: /listening/ });
  });

  it('take no time, however long they wait', async () => {
    const began = performance.now();
    const clock = new FakeClock();
    clock.start();
    const { state, events } = await runExperiment({ name: 'slow', tests: [{ name: 'slow', timeout: '2h', steps: [{ run: ['slow'], timeout: '90m' }, { wait: '10m' }] }] }, { programs: PROGRAMS, clock });
    assert.equal(state.outcome, 'passed');
    assert.deepEqual(events.of('step.finished').map(({ duration_ms }) => duration_ms), [3_600_000, 600_000]);
    assert.ok(performance.now() - began < 20_000);
  });

  it('meet time limits, stubborn services and missing programs as real ones do', async () => {
    const { state, events } = await runExperiment({
      name: 'faults', tests: [
        { name: 'limit', timeout: '1m', services: { stubborn: { command: ['stubborn'], stop: { grace: '5s' } } }, steps: [{ wait: '10m' }] },
        { name: 'missing', steps: [{ run: ['nothing'] }] }, { name: 'fails', steps: [{ run: ['broken'] }] },
      ],
    }, { programs: PROGRAMS });
    events.assertSound().assertStatistics({ test_cases: { finished: 3, error: 2, failed: 1 } });
    events.test('limit').assertEventsMatchLooselyInOrder({ type: 'test_case.error', kind: 'timeout' }, { type: 'service.stopped', killed: true });
    assert.equal(state.outcome, 'error');
    assert.match(events.of('test_case.error').find(({ test }) => test === 'missing')?.message ?? '', /there is no fake program "nothing"; there is server, fetch/);
  });

  it('end after what asynchronous observers still have to say', async () => {
    const { events } = await runExperiment(SERVED, {
      programs: PROGRAMS,
      before: (run) => {
        const late = new (class extends AsyncObserver {
          override async onEventAsync({ seq }: ExperimentEvent): Promise<void> {
            await new Promise((resolve) => setTimeout(resolve, 300));
            run.events.publishEvent({ type: 'late.word', cause: seq });
          }
        })();
        run.events.registerObserver('network.teardown_complete', late);
      },
    });
    events.assertSound().assertEventsMatchLooselyInOrder('test_case.finished', 'late.word', 'experiment.finished');
  });

  it('can be cancelled, and observed, while they go on', async () => {
    const seen: string[] = [];
    const { events } = await runExperiment({ name: 'long', tests: [{ name: 'long', steps: [{ wait: '10m' }] }, { name: 'never', steps: [{ wait: 1 }] }] }, {
      observers: [{ pattern: 'test_case.finished', observer: ({ test }) => { seen.push(test ?? ''); } }],
      before: (run) => { run.events.registerObserver('step.started', () => run.cancel('enough')); },
    });
    events.assertSound().assertStatistics({ test_cases: { cancelled: 2 } });
    assert.deepEqual(seen, ['long', 'never']);
  });

  it('say line by line what is different', async () => {
    const { events } = await runExperiment(SERVED, { programs: PROGRAMS });
    const steps = events.matching('step.*', 'network.*');
    assert.throws(() => steps.assertEventsMatchExactly('network.setup_started', { type: 'step.started', name: 'get' }, { type: 'step.finished', outcome: 'passed' }, 'network.teardown_started', 'network.teardown_complete'), {
      name: 'AssertionError',
      message: [
        'Expected exactly 5 events, found 6:', '  network.setup_started test="serves"', '+ network.ready test="serves"', '+ step.started test="serves" name="fetch"', '- step.started name="get"',
        '  step.finished test="serves" name="fetch" outcome="passed"', '  network.teardown_started test="serves"', '  network.teardown_complete test="serves"',
      ].join('\n'),
    });
    assert.throws(() => steps.assertEventsMatchLooselyInOrder('step.finished', 'step.started'), /1 of 2 conditions were met in order:\n[^]*✓ step\.finished[^]*- step\.started/);
    assert.throws(() => steps.assertEventsMatchLoosely('service.ready'), /Some events are missing:\n- service\.ready/);
    assert.throws(() => events.assertStatistics({ steps: { failed: 1 } }), /steps\.failed: expected 1, found 0/);
  });
});
