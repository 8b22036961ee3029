import assert from 'node:assert/strict';
import type { EnvironmentRequest, ExecutionEnvironment, Findings, PreparedEnvironment } from '../../../../src/engine/execution-environment';
import type { StepContext } from '../../../../src/engine/step-context';
import type { SupervisedProcess } from '../../../../src/supervisor/processes';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { draft, FakeRun, plan, serviceDraft, sourceAt } from './fakes';

/** An environment that does what the test says, and remembers what was asked of it. */
class FakeEnvironment implements ExecutionEnvironment {
  readonly requests: EnvironmentRequest[] = [];
  readonly started: [string, SupervisedProcess][] = [];
  closed = 0;
  collected = 0;
  prepareWith: (request: EnvironmentRequest) => Promise<void> = async () => undefined;
  findings: (request: EnvironmentRequest) => Findings | Promise<Findings> = () => ({ metrics: [] });
  needs: readonly string[] = [];
  /** Resolves with its first preparation. */
  readonly asked: Promise<void>;
  #ask: () => void = () => undefined;

  constructor(readonly type: string, readonly byDefault?: EnvironmentRequest['config']) {
    this.asked = new Promise((resolve) => (this.#ask = resolve));
  }

  programs(): readonly string[] {
    return this.needs;
  }

  async prepare(request: EnvironmentRequest): Promise<PreparedEnvironment> {
    this.requests.push(request);
    this.#ask();
    await this.prepareWith(request);
    return {
      wrap: ({ command }) => [this.type, '--', ...command],
      started: (service, process) => void this.started.push([service, process]),
      collect: async () => {
        this.collected += 1;
        return this.findings(request);
      },
      close: async () => {
        this.closed += 1;
      },
    };
  }
}

const entry = (value: { readonly type: string; readonly on?: readonly string[]; readonly config?: object }, index = 0) =>
  draft({ config: {}, ...value }, `tests[0].execution_environment[${index}]`);
const services = [serviceDraft('server', { command: ['/bin/sh'] }), serviceDraft('client', { command: ['/bin/sh'] }, [{ service: 'server', condition: 'ready' }])];
const environmentEvents = (run: FakeRun) => run.log.filter(({ type }) => type.startsWith('execution.')).map((event) => ('environment' in event ? `${event.type.slice(22)} ${event.environment}` : ''));

describe('engine life: execution environments', () => {
  it('are prepared after the network and before the services, wrap them with the first outermost, and tell their findings after them', async () => {
    const [strace, nice] = [new FakeEnvironment('strace'), new FakeEnvironment('nice')];
    strace.findings = async ({ artifactsDir }) => {
      await writeFile(path.join(artifactsDir, 'server', 'strace.txt'), '12345');
      return { metrics: [{ service: 'server', name: 'syscalls', value: 7, unit: 'calls' }], artifacts: ['server/strace.txt', 'client/strace.txt'] };
    };
    const run = new FakeRun([plan('t', { services, environments: [entry({ type: 'strace' }), entry({ type: 'nice', on: ['client'] }, 1)] })], { environments: [nice, strace] });
    assert.equal(await run.run(), 'passed');
    assert.deepEqual(run.types('t').filter((type) => type !== 'test_case.queued'), [
      'test_case.started', 'network.setup_started', 'network.ready', 'execution.environment_ready', 'execution.environment_ready',
      'service.starting server', 'service.ready server', 'service.starting client', 'service.ready client', 'test_case.setup_complete', 'test_case.execution_started',
      'service.stopping client', 'service.stopped client', 'service.stopping server', 'service.stopped server',
      'artifact.collected', 'metric.recorded server', 'test_case.results_collected', 'network.teardown_started', 'network.teardown_complete', 'test_case.finished',
    ]);
    assert.deepEqual(run.of('execution.environment_ready').map(({ environment, services: of, source }) => [environment, of, source?.path]),
      [['strace', ['server', 'client'], 'tests[0].execution_environment[0]'], ['nice', ['client'], 'tests[0].execution_environment[1]']]);
    assert.deepEqual(run.processes.started.map(({ request }) => request.command), [['strace', '--', '/bin/sh'], ['strace', '--', 'nice', '--', '/bin/sh']]);
    assert.deepEqual(run.of('service.starting').map(({ command }) => command[0]), ['strace', 'strace'], 'told as it is started');
    assert.deepEqual(run.of('metric.recorded').map(({ name, value, unit }) => [name, value, unit]), [['server.syscalls', 7, 'calls']]);
    assert.deepEqual(run.of('test_case.results_collected')[0]?.artifacts, ['server/strace.txt']);
    assert.deepEqual([strace.closed, nice.closed], [1, 1]);
  });

  it('that are there by default wrap all services of tests that have some and do not list them', async () => {
    const usage = new FakeEnvironment('usage', { samples: false });
    const run = new FakeRun([plan('a', { services }), plan('b'), plan('c', { services, environments: [entry({ type: 'usage', on: [], config: { samples: true } })] })], { environments: [usage] });
    assert.equal(await run.run(), 'passed');
    assert.deepEqual(usage.requests.map(({ test, services: of, config }) => [test, of, config]), [['a', ['server', 'client'], { samples: false }], ['c', [], { samples: true }]]);
    assert.equal(usage.started.length, 2);
  });

  it('a missing program is told with its name before any service starts, of each environment', async () => {
    const [first, second] = [new FakeEnvironment('first'), new FakeEnvironment('second')];
    first.needs = ['no-such-program'];
    second.needs = ['/no/such/tool'];
    const run = new FakeRun([plan('t', { services, environments: [entry({ type: 'first' }), entry({ type: 'second' }, 1)] })], { environments: [first, second] });
    assert.equal(await run.run(), 'error');
    assert.deepEqual(run.of('execution.environment_error').map(({ environment, message, source }) => [environment, message, source?.path]), [
      ['first', "first needs the program 'no-such-program': there is no program 'no-such-program' in PATH", 'tests[0].execution_environment[0]'],
      ['second', "second needs the program '/no/such/tool': there is no program /no/such/tool", 'tests[0].execution_environment[1]'],
    ]);
    assert.deepEqual(run.of('test_case.error').map(({ phase, kind }) => [phase, kind]), [['execution_environment', 'execution'], ['execution_environment', 'execution']]);
    assert.equal(run.processes.started.length, 0);
    assert.deepEqual(run.types('t').slice(-4), ['test_case.results_collected', 'network.teardown_started', 'network.teardown_complete', 'test_case.finished']);
  });

  it('a type that nobody brings, and a service that is not there, are mistakes in the file', async () => {
    const run = new FakeRun([plan('a', { services, environments: [entry({ type: 'strase' })] }), plan('b', { services, environments: [entry({ type: 'strace', on: ['servr'] })] })],
      { environments: [new FakeEnvironment('strace')] });
    assert.equal(await run.run(), 'error');
    assert.deepEqual(run.of('test_case.error').map(({ kind, message }) => [kind, message]), [
      ['config', 'There is no execution environment "strase". Did you mean "strace"?'], ['config', 'There is no service "servr" in this test. Did you mean "server"?'],
    ]);
  });

  it('one that throws, or takes longer than 30 s, breaks the test case; what it makes late is closed', async () => {
    const throwing = new FakeEnvironment('bad');
    throwing.prepareWith = () => Promise.reject(new Error('no ptrace here'));
    const environments = [entry({ type: 'bad' })];
    const run = new FakeRun([plan('t', { services, environments })], { environments: [throwing] });
    assert.equal(await run.run(), 'error');
    assert.deepEqual(environmentEvents(run), ['error bad']);
    assert.match(run.of('test_case.error')[0]?.message ?? '', /no ptrace here/);

    const slow = new FakeEnvironment('bad');
    let finish: () => void = () => undefined;
    slow.prepareWith = () => new Promise((resolve) => (finish = resolve));
    const waiting = new FakeRun([plan('t', { services, environments })], { environments: [slow] });
    const ended = waiting.run();
    await slow.asked;
    waiting.clock.advance(30_000);
    await waiting.seen('execution.environment_error');
    finish();
    assert.equal(await ended, 'error');
    assert.deepEqual(waiting.of('test_case.error').map(({ kind, message }) => [kind, message]), [['timeout', 'Preparing the execution environment bad took longer than its time limit of 30 s']]);
    assert.deepEqual([slow.closed, slow.collected], [1, 0]);
  });

  it('stopped during its preparation it is told as given up, and closed', async () => {
    const environment = new FakeEnvironment('slow');
    environment.prepareWith = ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const run = new FakeRun([plan('t', { services, environments: [entry({ type: 'slow' })] })], { environments: [environment] });
    const ended = run.run();
    await environment.asked;
    run.cancel('enough');
    assert.equal(await ended, 'cancelled');
    assert.deepEqual(run.of('execution.environment_error').map(({ message }) => message), ['enough']);
    assert.deepEqual(run.outcomes(), { t: 'cancelled' });
  });

  it('one that cannot tell its findings breaks the test case, and the others tell theirs', async () => {
    const [bad, good] = [new FakeEnvironment('bad'), new FakeEnvironment('good')];
    bad.findings = () => Promise.reject(new Error('the trace is torn'));
    good.findings = () => ({ metrics: [{ service: 'server', name: 'x', value: 1 }] });
    const run = new FakeRun([plan('t', { services, environments: [entry({ type: 'bad' }), entry({ type: 'good' }, 1)] })], { environments: [bad, good] });
    assert.equal(await run.run(), 'error');
    assert.deepEqual(environmentEvents(run), ['ready bad', 'ready good', 'error bad']);
    assert.deepEqual(run.of('metric.recorded').map(({ name }) => name), ['server.x']);
    assert.deepEqual([bad.closed, good.closed], [1, 1]);
  });

  it('what it claims of the services counts as assertions after those of the file', async () => {
    const memcheck = new FakeEnvironment('memcheck');
    memcheck.findings = () => ({ metrics: [], checks: [{ passed: false, message: 'valgrind found 2 errors in server', expected: '0 errors', found: '2 errors' }, { passed: true, message: 'valgrind found no error in client' }] });
    const assertions = [draft({}, 'tests[0].assertions[0]')];
    const run = new FakeRun([plan('t', { services, assertions, environments: [entry({ type: 'memcheck' })] })], { environments: [memcheck] });
    assert.equal(await run.run(), 'failed');
    assert.deepEqual(run.of('assertion.failed').map(({ index, assertion, expected, found, source }) => [index, assertion, expected, found, source.path]),
      [[1, 'memcheck', '0 errors', '2 errors', 'tests[0].execution_environment[0]']]);
    assert.deepEqual(run.of('assertion.passed').map(({ index }) => index), [2]);
  });

  it('assertions are evaluated twice: while the services run, and after the findings, with these at hand; not when the test broke', async () => {
    const usage = new FakeEnvironment('usage', {});
    usage.findings = () => ({ metrics: [{ service: 'server', name: 'cpu_seconds', value: 2 }] });
    const moments: (readonly [string, number | undefined])[] = [];
    const assertions = [draft({}, 'tests[0].assertions[0]')];
    const evaluateAssertions = async (_: unknown, context: StepContext, moment: string) => {
      moments.push([moment, context.metrics.get('server.cpu_seconds')]);
      if (moment === 'stopped') context.publish({ type: 'assertion.failed', index: 0, assertion: 'metric', message: 'high', source: sourceAt('x'), duration_ms: 1 });
    };
    const run = new FakeRun([plan('t', { services, assertions })], { environments: [usage], actions: { evaluateAssertions } });
    assert.equal(await run.run(), 'failed');
    assert.deepEqual(moments, [['running', undefined], ['stopped', 2]]);
    const types = run.types('t');
    assert.ok(types.indexOf('assertion.failed') > types.indexOf('metric.recorded server') && types.indexOf('assertion.failed') < types.indexOf('test_case.results_collected'));

    moments.length = 0;
    const breaking = async (_: unknown, __: unknown, moment: string) => {
      moments.push([moment, undefined]);
      throw new Error('no answer');
    };
    const broken = new FakeRun([plan('t', { services, assertions })], { environments: [usage], actions: { evaluateAssertions: breaking } });
    assert.equal(await broken.run(), 'error');
    assert.deepEqual(moments, [['running', undefined]]);
  });

  it('a service whose own program is missing is told as such, not by its wrapper', async () => {
    const run = new FakeRun([plan('t', { services: [serviceDraft('server', { command: ['no-such-server'] })], environments: [entry({ type: 'strace' })] })], { environments: [new FakeEnvironment('strace')] });
    assert.equal(await run.run(), 'error');
    assert.match(run.of('service.error')[0]?.message ?? '', /There is no program 'no-such-server' in PATH/);
    assert.deepEqual(run.types('t').filter((type) => type.startsWith('service.')), ['service.starting server', 'service.error server', 'service.stopped server']);
  });
});
