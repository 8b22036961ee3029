import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { ConfigError, type ServiceSpec, type TestCasePlan } from '../../../../src/config';
import type { ExecutionEnvironment } from '../../../../src/engine/execution-environment';
import type { CaseActions } from '../../../../src/engine/case-actions';
import { StepError, type StepContext } from '../../../../src/engine/step-context';
import { SpawnError } from '../../../../src/supervisor/processes';
import { checkJournal, FakeClock, JOURNAL_RULES, violationsText } from '../../../../src/testing';
import { draft, fakeActions, FakeRun, plan, serviceDraft, sourceAt, type ProcessBehaviour } from './fakes';
import { resourcesAtRest } from '../../../../src/testing/fake-clock';

type Fault = 'none' | 'throws' | 'config' | 'hangs' | 'until aborted';
const fault = fc.oneof({ weight: 6, arbitrary: fc.constant<Fault>('none') }, { weight: 1, arbitrary: fc.constantFrom<Fault>('throws', 'config', 'hangs', 'until aborted') });
const throwing = fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });

const { file, path, range } = sourceAt('tests[0]');
const problem = { file, path, range, severity: 'error' as const, code: 'wrong-value' as const, message: 'bad' };

/** Does what the fault says. */
async function suffer(what: Fault, signal: AbortSignal): Promise<void> {
  switch (what) {
    case 'none':
      return;
    case 'throws':
      throw new Error('boom');
    case 'config':
      throw new ConfigError([problem]);
    case 'hangs':
      return new Promise(() => undefined);
    case 'until aborted':
      return new Promise((_, reject) => {
        if (signal.aborted) reject(signal.reason);
        else signal.addEventListener('abort', () => reject(signal.reason));
      });
    default:
      return what satisfies never;
  }
}

const behaviour: fc.Arbitrary<ProcessBehaviour> = fc.record({
  spawn: fc.oneof({ weight: 12, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constantFrom('never' as const, new SpawnError('spawn-failed', 'no')) }),
  stop: fc.oneof({ weight: 8, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constantFrom('never' as const, 'throws' as const, { code: null, signal: 'SIGKILL', killed: true }) }),
  exit: fc.oneof({ weight: 8, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constantFrom({ code: 0 }, { code: 1 }, { signal: 'SIGSEGV' }) }),
}) as fc.Arbitrary<ProcessBehaviour>;

const SERVICES = ['alpha', 'beta', 'gamma'] as const;
const services = fc.uniqueArray(fc.constantFrom(...SERVICES), { maxLength: 3 }).chain((names) => fc.tuple(...names.map((name, index) => fc.record({
  spec: fc.record({ ready: fc.constantFrom({ intervalMs: 1 }, { tcp: 1, intervalMs: 1 }), expectExit: fc.option(fc.constant({ code: 0 }), { nil: undefined }), timeoutMs: fc.option(fc.constant(700), { nil: undefined, freq: 8 }) }) as fc.Arbitrary<Partial<ServiceSpec>>,
  on: fc.subarray(names.slice(0, index)), condition: fc.constantFrom('ready' as const, 'started' as const, 'ended' as const),
}).map(({ spec, on, condition }) => serviceDraft(name, spec, on.map((service) => ({ service, condition })))))));

const testCase = (id: string): fc.Arbitrary<TestCasePlan> => fc.record({
  services: services.map((list) => [...list]), steps: fc.array(fc.constant(draft({}, 'steps[0]')), { maxLength: 2 }), assertions: fc.array(fc.constant(draft({}, 'assertions[0]')), { maxLength: 1 }),
  artifacts: fc.constantFrom([], ['**'], ['../x']), timeoutMs: fc.option(fc.constantFrom(10, 1000), { nil: undefined }),
  skip: fc.option(fc.constant('no'), { nil: undefined, freq: 12 }), errors: fc.constantFrom([], [], [], [], [problem]), network: fc.constantFrom('localhost', 'localhost', 'localhost', 'localhost', 'localhost', 'docker'),
}).map((parts) => plan(id, parts));

const scenario = fc.record({
  tests: fc.tuple(testCase('a'), testCase('b'), testCase('c')), parallel: fc.integer({ min: 1, max: 3 }), failFast: fc.boolean(),
  timeoutMs: fc.option(fc.constantFrom(5, 2000), { nil: undefined, freq: 6 }),
  faults: fc.record({ prepare: fault, collect: fault, close: fault, setUp: fault, tearDown: fault, steps: fault, assertions: fault, ready: fault, env: throwing, ports: throwing, service: throwing, string: throwing }),
  behaviours: fc.record({ alpha: behaviour, beta: behaviour, gamma: behaviour }),
  /** After how many events this happens to the run. */
  cancelAt: fc.option(fc.nat(60), { nil: undefined }), killAt: fc.option(fc.nat(60), { nil: undefined, freq: 4 }), loseAt: fc.option(fc.nat(60), { nil: undefined, freq: 8 }),
  exitAt: fc.option(fc.nat(60), { nil: undefined, freq: 3 }), stepOutcome: fc.constantFrom('passed' as const, 'failed' as const, 'error' as const), stepsEnd: fc.boolean(),
});
type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

const actionsOf = ({ faults, stepOutcome, stepsEnd }: Scenario, run: () => FakeRun): Partial<CaseActions> => {
  const orThrow = <T>(bad: boolean, value: T): T => {
    if (bad) throw new ConfigError([problem]);
    return value;
  };
  return {
    resolveEnv: (env) => orThrow(faults.env, env),
    resolvePorts: () => orThrow(faults.ports, {}),
    resolveService: (one, scope) => orThrow(faults.service, fakeActions.resolveService(one, scope)),
    resolveString: (text) => orThrow(faults.string, text),
    waitUntilReady: (_, __, context) => suffer(faults.ready, context.signal),
    runSteps: async (drafts, context: StepContext) => {
      for (const [index, { source }] of drafts.entries()) {
        const id = { step: `s${index}`, index, name: 's', source, kind: 'run' as const };
        context.publish({ type: 'step.started', ...id });
        await context.processes.spawn({ id: 'x/step#1', command: ['x'], cwd: '/', env: {}, stdoutFile: '', stderrFile: '' });
        const kind = stepOutcome === 'failed' ? 'expectation' as const : 'step' as const;
        const failures = stepOutcome === 'passed' ? [] : [{ phase: 'steps' as const, kind, message: 'no' }];
        await suffer(faults.steps, context.signal).catch((error: unknown) => {
          if (!stepsEnd) throw error;
        });
        context.publish({ type: 'step.finished', ...id, outcome: context.signal.aborted ? 'cancelled' : stepOutcome, duration_ms: 0, tries: 1, failures: context.signal.aborted ? [] : failures });
      }
    },
    evaluateAssertions: async (_, context) => {
      await suffer(faults.assertions, context.signal);
      if (run().log.length % 2 === 0) throw new StepError({ phase: 'assertions', kind: 'internal', message: 'no' });
    },
  };
};

/** Prepared for all services, by default. */
const environmentOf = ({ faults }: Scenario): ExecutionEnvironment => ({
  type: 'usage', byDefault: {},
  prepare: async ({ signal, services: of }) => {
    await suffer(faults.prepare, signal);
    return {
      collect: async (inner) => {
        await suffer(faults.collect, inner);
        return { metrics: of.map((service) => ({ service, name: 'x', value: 1 })) };
      },
      close: () => suffer(faults.close, new AbortController().signal),
    };
  },
});

/** Runs the scenario and everything that happens to it on the way. */
async function live(given: Scenario, openAtRest: number): Promise<FakeRun> {
  const clock = new FakeClock();
  clock.start(openAtRest);
  const run: FakeRun = new FakeRun(given.tests, {
    parallel: given.parallel, failFast: given.failFast, actions: actionsOf(given, () => run), environments: [environmentOf(given)], ...(given.timeoutMs === undefined ? {} : { timeoutMs: given.timeoutMs }),
  }, clock);
  run.processes.behaviours = given.behaviours;
  run.network.setUpWith = ({ signal }) => suffer(given.faults.setUp, signal);
  run.network.tearDownWith = () => suffer(given.faults.tearDown, new AbortController().signal);
  run.onEvent = () => {
    const seen = run.log.length;
    if (seen === given.cancelAt) run.cancel('first');
    if (seen === given.killAt) run.cancel('second');
    if (seen === given.loseAt) run.processes.die();
    if (seen === given.exitAt) run.processes.started.at(-1)?.exit({ code: 7 });
  };
  await run.run();
  for (let turn = 0; turn < 30; turn += 1) await nextTurn();
  clock.stop();
  return run;
}

function check(run: FakeRun, tests: readonly TestCasePlan[]): void {
  const { log } = run;
  assert.equal(violationsText(checkJournal(log), JOURNAL_RULES), '');
  assert.deepEqual(log.slice(0, 2).map(({ type }) => type), ['experiment.configured', 'experiment.started']);
  assert.deepEqual(log.flatMap(({ type }, index) => (type === 'experiment.finished' ? [index] : [])), [log.length - 1], 'nothing after experiment.finished');
  const finished = run.of('test_case.finished');
  assert.deepEqual(finished.map(({ test }) => test).sort(), tests.map(({ id }) => id), 'each planned case has exactly one end');
  const counts = run.of('experiment.finished')[0]?.counts;
  for (const outcome of ['passed', 'failed', 'error', 'skipped', 'cancelled'] as const) assert.equal(counts?.[outcome], finished.filter((event) => event.outcome === outcome).length);
  for (const { id } of tests) {
    const mine = log.filter(({ test }) => test === id);
    assert.equal(mine.at(-1)?.type, 'test_case.finished', 'nothing of a test after its end');
    const outcome = finished.find(({ test }) => test === id)?.outcome;
    assert.equal(mine.some(({ type }) => type === 'test_case.error'), outcome === 'error', 'an error is told, and only an error');
    const [ready, broke] = [mine.filter(({ type }) => type === 'execution.environment_ready').length, mine.some(({ type }) => type === 'execution.environment_error')];
    assert.ok(ready <= 1, 'an environment is ready once');
    if (mine.some(({ type }) => type === 'service.starting')) assert.ok(ready === 1 || broke, 'no service starts before it is known whether its environment is ready');
    const open = new Map<string, number>();
    const add = (key: string, by: number) => {
      const now = (open.get(key) ?? 0) + by;
      assert.ok(now === 0 || now === 1, `${key} is opened ${now} times`);
      open.set(key, now);
    };
    for (const event of mine) {
      if (event.type === 'service.starting' || event.type === 'service.stopped') add(`service ${event.service}`, event.type === 'service.starting' ? 1 : -1);
      else if (event.type === 'step.started' || event.type === 'step.finished') add(`step ${event.index}`, event.type === 'step.started' ? 1 : -1);
      else if (event.type === 'network.setup_started' || event.type === 'network.teardown_complete') add('network', event.type === 'network.setup_started' ? 1 : -1);
    }
    for (const [key, count] of open) assert.equal(count, 0, `${key} of ${id} has no end`);
  }
}

describe('engine life: announced means told', () => {
  it('whatever breaks, hangs, dies or is cancelled, everything announced gets exactly one end', async () => {
    const openAtRest = await resourcesAtRest();
    await fc.assert(fc.asyncProperty(scenario, async (given) => check(await live(given, openAtRest), given.tests)), { numRuns: 150 });
  }).timeout(60_000);
});
