import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import { StepError } from '../../../../src/engine/step-context';
import { SpawnError } from '../../../../src/supervisor/processes';
import { draft, FakeRun, plan, serviceDraft, sourceAt } from './fakes';

const waitStep = [draft({ wait: 1 }, 'steps[0]')];
/** Steps that last until the test case is aborted. */
const endlessSteps = { runSteps: (_: unknown, { signal }: { readonly signal: AbortSignal }) => new Promise<void>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))) };

describe('engine life: services', () => {
  it('start in the order of their dependencies, independent ones together, and stop in reverse', async () => {
    let ready: () => void = () => undefined;
    const latch = new Promise<void>((resolve) => (ready = resolve));
    const services = [
      serviceDraft('web', {}, [{ service: 'database', condition: 'ready' }]),
      serviceDraft('database', { ready: { log: 'up', intervalMs: 1 } }),
      serviceDraft('cache'),
    ];
    const run: FakeRun = new FakeRun([plan('t', { services })], { actions: { waitUntilReady: () => latch } });
    const ended = run.run();
    await run.seen('service.starting', { service: 'cache' });
    await run.seen('service.starting', { service: 'database' });
    assert.equal(run.of('service.starting').length, 2, 'web waits for the database');
    ready();
    await ended;
    const order = run.types('t').filter((type) => /^service\.(ready|stopped) (web|database)/.test(type));
    assert.deepEqual(order, ['service.ready database', 'service.ready web', 'service.stopped web', 'service.stopped database']);
  });

  it('depending on a service that has started or ended waits for just that', async () => {
    const services = [
      serviceDraft('migration', { expectExit: { code: 0 } }),
      serviceDraft('slow', { ready: { log: 'up', intervalMs: 1 } }),
      serviceDraft('web', {}, [{ service: 'migration', condition: 'ended' }, { service: 'slow', condition: 'started' }]),
    ];
    const run: FakeRun = new FakeRun([plan('t', { services })], {
      actions: { waitUntilReady: (_, service) => run.seen('service.starting', { service: 'web' }).then(() => void service) },
    });
    const ended = run.run();
    await run.seen('service.ready', { service: 'migration' });
    assert.equal(run.of('service.starting').some(({ service }) => service === 'web'), false);
    run.processes.of('migration').exit({ code: 0 });
    assert.equal(await ended, 'passed');
  });

  it('that depend on each other in a ring are a config error, and nothing is started', async () => {
    const services = [serviceDraft('a', {}, [{ service: 'b', condition: 'ready' }]), serviceDraft('b', {}, [{ service: 'a', condition: 'started' }])];
    const run: FakeRun = new FakeRun([plan('t', { services })]);
    assert.equal(await run.run(), 'error');
    const [error] = run.of('test_case.error');
    assert.equal(error?.kind, 'config');
    assert.match(error?.message ?? '', /a → b → a/);
    assert.deepEqual(error?.source, sourceAt('tests[0].services.a.depends_on'));
    assert.deepEqual(run.processes.started, []);
  });

  it('one that dies ends its test at once, in error, with its last lines', async () => {
    const run: FakeRun = new FakeRun([plan('t', { services: [serviceDraft('server')], steps: waitStep, assertions: waitStep })], {
      actions: { ...endlessSteps, evaluateAssertions: async () => assert.fail('not in error') },
    });
    const ended = run.run();
    await run.seen('test_case.execution_started');
    await appendFile(run.processes.of('server').request.stdoutFile, 'one\ntwo\n');
    run.processes.of('server').exit({ code: 3 });
    assert.equal(await ended, 'error');
    assert.deepEqual(run.of('service.error').map(({ message, last_lines }) => ({ message, last_lines })), [{ message: 'server ended before the test did: exit code 3', last_lines: ['one', 'two'] }]);
    const errors = run.of('test_case.error');
    assert.deepEqual(errors.map(({ kind, phase, message, found }) => ({ kind, phase, message, found })),
      [{ kind: 'service', phase: 'steps', message: 'server ended before the test did: exit code 3: two', found: 'exit code 3' }]);
    assert.deepEqual(run.of('service.stopped').map(({ exit_code, expected }) => ({ exit_code, expected })), [{ exit_code: 3, expected: false }]);
  });

  it('one that dies during the assertions is found before the verdict', async () => {
    const run: FakeRun = new FakeRun([plan('t', { services: [serviceDraft('server')], assertions: waitStep })], {
      actions: { evaluateAssertions: async () => run.processes.of('server').exit({ signal: 'SIGSEGV' }) },
    });
    assert.equal(await run.run(), 'error');
    assert.match(run.of('test_case.error')[0]?.message ?? '', /SIGSEGV/);
  });

  it('are asked once more before the verdict: what the supervisor knows then counts', async () => {
    const run: FakeRun = new FakeRun([plan('t', { services: [serviceDraft('server')] })]);
    const ended = run.run();
    await run.seen('service.starting');
    await run.seen('service.ready');
    const server = run.processes.of('server');
    server.signal = async () => server.exit({ code: 1 });
    assert.equal(await ended, 'error');
  });

  it('one that dies after the end of the test harms nobody', async () => {
    const services = [serviceDraft('server'), serviceDraft('client', {}, [{ service: 'server', condition: 'ready' }])];
    const run: FakeRun = new FakeRun([plan('t', { services })]);
    const ended = run.run();
    await run.seen('service.stopped', { service: 'client' });
    run.processes.of('server').exit({ code: 1 });
    assert.equal(await ended, 'passed');
  });

  it('those with expect_exit are waited for, and their exit code counts', async () => {
    for (const [code, outcome] of [[0, 'passed'], [2, 'error']] as const) {
      const run: FakeRun = new FakeRun([plan('t', { services: [serviceDraft('server'), serviceDraft('client', { expectExit: { code: 0 } })] })]);
      const ended = run.run();
      await run.seen('test_case.execution_started');
      run.processes.of('client').exit({ code });
      assert.equal(await ended, outcome);
      assert.equal(run.of('service.stopped').find(({ service }) => service === 'client')?.expected, code === 0);
    }
  });

  it('one that has ended by itself is not stopped, though the end of its group is told a moment later', async () => {
    const run: FakeRun = new FakeRun([plan('t', { services: [serviceDraft('job', { expectExit: { code: 0 } })] })]);
    const ended = run.run();
    await run.seen('test_case.execution_started');
    run.processes.of('job').exit({ code: 0 }, false);
    await run.clock.asleep(200);
    run.processes.of('job').exit({ code: 0 });
    assert.equal(await ended, 'passed');
    assert.equal(run.of('service.stopping').length, 0);
    assert.deepEqual(run.processes.of('job').stops, []);
  });

  it('one that is killed because it does not stop says so and changes no outcome', async () => {
    const run: FakeRun = new FakeRun([plan('t', { services: [serviceDraft('server')] })]);
    run.processes.behaviours = { server: { stop: { code: null, signal: 'SIGKILL', killed: true } } };
    assert.equal(await run.run(), 'passed');
    assert.deepEqual(run.of('service.stopped').map(({ killed, signal }) => ({ killed, signal })), [{ killed: true, signal: 'SIGKILL' }]);
  });

  it('one that cannot be started is an error that names why, and gets its end', async () => {
    const run: FakeRun = new FakeRun([plan('t', { services: [serviceDraft('server')] })]);
    run.processes.behaviours = { server: { spawn: new SpawnError('program-missing', 'there is no program nginx') } };
    assert.equal(await run.run(), 'error');
    assert.deepEqual(run.types('t').filter((type) => type.startsWith('service.')), ['service.starting server', 'service.error server', 'service.stopped server']);
    assert.match(run.of('test_case.error')[0]?.message ?? '', /there is no program nginx/);
  });

  it('one whose start is never answered is an error that names it, within the time of its readiness', async () => {
    const run: FakeRun = new FakeRun([plan('t', { services: [serviceDraft('server', { ready: { timeoutMs: 7000, intervalMs: 1 } })] })]);
    run.processes.behaviours = { server: { spawn: 'never' } };
    const ended = run.run();
    await run.clock.asleep(7000);
    run.clock.advance(7000);
    await run.seen('service.stopped', { service: 'server' });
    await run.seen('test_case.error');
    const [error] = run.of('test_case.error');
    assert.deepEqual([error?.kind, error?.message], ['timeout', 'server could not be started: The answer of the supervisor took longer than its time limit of 7 s']);
    // What was asked for may still come: the teardown waits for it, too.
    await run.clock.asleep(30_000);
    run.clock.advance(30_000);
    assert.equal(await ended, 'error');
  });

  it('one whose start is answered too late is killed, and nothing else is told of it', async () => {
    let answer: () => void = () => undefined;
    const run: FakeRun = new FakeRun([plan('t', { services: [serviceDraft('server', { ready: { timeoutMs: 200, intervalMs: 1 } })] })]);
    run.processes.behaviours = { server: { spawn: new Promise((resolve) => (answer = resolve)) } };
    const ended = run.run();
    await run.clock.asleep(5000);
    run.clock.advance(5000);
    await run.seen('service.stopped', { service: 'server' });
    answer();
    assert.equal(await ended, 'error');
    assert.equal(run.processes.of('server').stops[0]?.signal, 'SIGKILL');
    assert.deepEqual(run.types('t').filter((type) => type.startsWith('service.')), ['service.starting server', 'service.error server', 'service.stopped server']);
  });

  it('one that does not become ready is an error of the kind that the wait says', async () => {
    const failure = { phase: 'services' as const, kind: 'timeout' as const, message: 'not ready within 30 s' };
    const run: FakeRun = new FakeRun([plan('t', { services: [serviceDraft('server', { ready: { tcp: 1, intervalMs: 1 } })] })], {
      actions: { waitUntilReady: async () => Promise.reject(new StepError(failure)) },
    });
    assert.equal(await run.run(), 'error');
    assert.deepEqual(run.of('test_case.error').map(({ kind, message }) => ({ kind, message })), [{ kind: 'timeout', message: 'not ready within 30 s' }]);
    assert.equal(run.of('service.ready').length, 0);
    assert.equal(run.of('service.stopped').length, 1);
  });

  it('one that dies before it is ready is told as that', async () => {
    const run: FakeRun = new FakeRun([plan('t', { services: [serviceDraft('server', { ready: { log: 'up', intervalMs: 1 } })] })], {
      actions: { waitUntilReady: async (_, service) => service.ended.then(() => Promise.reject(new Error('dead'))) },
    });
    run.processes.behaviours = { server: { exit: { code: 1 } } };
    assert.equal(await run.run(), 'error');
    assert.deepEqual(run.of('test_case.error').map(({ kind, message }) => ({ kind, message })), [{ kind: 'service', message: 'server ended before it was ready: exit code 1' }]);
    assert.equal(run.of('service.error').length, 1);
  });

  it('a fatal signal of a step makes the end intended, and a new start keeps the ports and appends to the logs', async () => {
    const run: FakeRun = new FakeRun([plan('t', { services: [serviceDraft('server', { ports: { http: 'auto' } })], steps: waitStep })], {
      actions: {
        runSteps: async (_, { service }) => {
          const server = service('server');
          assert.ok(server);
          await appendFile(server.stdoutLog, 'first\n');
          await server.signal('SIGKILL', { group: false });
          assert.equal(server.running, false);
          await server.start();
          assert.equal(server.running, true);
          assert.equal(server.logStart.stdout, 6);
        },
      },
    });
    assert.equal(await run.run(), 'passed');
    assert.deepEqual(run.of('service.starting').map(({ start, ports }) => ({ start, ports })), [{ start: 1, ports: { http: 5000 } }, { start: 2, ports: { http: 5000 } }]);
    assert.deepEqual(run.of('service.stopped').map(({ expected }) => expected), [true, true]);
    assert.equal(run.processes.started[0]?.request.stdoutFile, run.processes.started[1]?.request.stdoutFile);
  });

  it('a group that outlives its killed main process is stopped before the next start', async () => {
    const run: FakeRun = new FakeRun([plan('t', { services: [serviceDraft('server')], steps: waitStep })], {
      actions: {
        runSteps: async (_, { service }) => {
          const server = service('server');
          const first = run.processes.of('server');
          first.signal = async () => first.exit({ signal: 'SIGKILL' }, false);
          const killed = server?.signal('SIGKILL', { group: false });
          await first.exited;
          await run.clock.asleep(200);
          run.clock.advance(200);
          await killed;
          await server?.start();
          assert.equal(first.stops.length, 1);
        },
      },
    });
    assert.equal(await run.run(), 'passed');
    assert.deepEqual(run.types('t').filter((type) => /starting|stopped/.test(type)), ['service.starting server', 'service.stopped server', 'service.starting server', 'service.stopped server']);
  });

  it('one that lives longer than it may is an error of kind timeout', async () => {
    const run: FakeRun = new FakeRun([plan('t', { services: [serviceDraft('server', { timeoutMs: 5000 })], steps: waitStep })], { actions: endlessSteps });
    const ended = run.run();
    await run.seen('test_case.execution_started');
    run.clock.advance(5000);
    assert.equal(await ended, 'error');
    assert.deepEqual(run.of('test_case.error').map(({ kind }) => kind), ['timeout']);
  });

  it('get the environment of host, matrix, variables, test and service, in this order', async () => {
    const services = [serviceDraft('server', { env: { D: 'service', PATH: null } })];
    const run: FakeRun = new FakeRun([plan('t', { services, matrix: { 'a-b': { x: 1 } }, env: { C: 'test', D: 'test' } })], { hostEnv: { PATH: '/bin', C: 'host' }, variables: { size: 2 } });
    await run.run();
    assert.deepEqual(run.processes.of('server').request.env, { C: 'test', MATRIX_A_B: '{"x":1}', VAR_SIZE: '2', D: 'service' });
  });

  it('a command given as a text goes to the shell, a list does not', async () => {
    const services = [serviceDraft('text', { command: 'a | b' }), serviceDraft('list', { command: ['a', '|', 'b'] })];
    const run: FakeRun = new FakeRun([plan('t', { services })]);
    await run.run();
    assert.equal(run.processes.of('text').request.command.at(-1), 'a | b');
    assert.equal(run.processes.of('text').request.command.length > 1, true);
    assert.deepEqual(run.processes.of('list').request.command, ['a', '|', 'b']);
  });
});
