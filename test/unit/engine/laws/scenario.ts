import fc from 'fast-check';
import { command, type Act } from './acting-processes';
import { CELLS, type Cell, type Fault, type LifePhase } from './faults';
import { LAST_STEP } from './phases';

/** A moment in a test case's life: the `nth` event (from 0) that it tells in this phase. */
export interface Moment {
  readonly fault: Fault;
  readonly phase: LifePhase;
  readonly nth: number;
}

export interface Scenario {
  /** As it stands in the file. */
  readonly experiment: Json;
  /** What happens to the test "victim", and when; or what its network does. */
  readonly moments: readonly Moment[];
  /** Observers that misbehave stand first, in the middle or last. */
  readonly position: -1 | 0 | 1;
}

type Json = { readonly [key: string]: unknown };

/** Faults that stand in the experiment itself; the others come at a moment. */
const ACTS: { readonly [fault in Fault]?: Act } = {
  'a start fails': { spawn: 'fails' }, 'a start hangs': { spawn: 'hangs' },
  'a service dies before it is ready': { exit: { code: 3, afterMs: 2 } }, 'a service is not ready in time': {},
  'a stop breaks': { stop: 'throws' }, 'a stop hangs': { stop: 'never' },
};
const READY = { log: 'listening', timeout: '1s', interval: '10ms' };
const SERVICES = ['alpha', 'beta', 'gamma'] as const;

const service = fc.record({
  stop: fc.constantFrom(undefined, undefined, undefined, 'ignores' as const), ready: fc.constantFrom('log', 'delay', 'none'), limited: fc.boolean(),
}).map(({ stop, ready, limited }): Json => ({
  command: command({ print: 'listening\n', ...(stop === undefined ? {} : { stop }) }), ports: { http: 'auto' },
  ...(ready === 'log' ? { ready: READY } : ready === 'delay' ? { ready: { delay: '5ms' } } : {}), ...(limited ? { timeout: '1h' } : {}),
}));
const dependency = fc.constantFrom('no', 'ready', 'started');
const services = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.tuple(service, service, service), fc.tuple(dependency, dependency)).map(([count, specs, depends]) => (
  Object.fromEntries(SERVICES.slice(0, count).map((name, index) => {
    const on = depends[index - 1] ?? 'no';
    return [name, { ...specs[index], ...(on === 'no' ? {} : { depends_on: { [SERVICES[index - 1] ?? '']: on } }) }];
  }))));

const run = (act: Act, rest: Json = {}): Json => ({ run: command({ exit: { code: 0, afterMs: 3 }, ...act }), ...rest });
const stepsOn = (name: string): readonly Json[] => [
  run({}), run({ print: 'rate: 5\n' }, { expect: { stdout: { contains: 'rate' } } }), { wait: '20ms' }, { wait_for: { service: name } }, { wait_for: { delay: '5ms' } },
  { http: { url: '${{ variables.url }}', expect: { body: { contains: 'up' } } } }, { signal: { service: name, signal: 'SIGUSR1' } },
  { signal: { service: name, signal: 'SIGTERM' }, continue_on_failure: true }, { stop: name }, { start: name, always: true }, { wait_for: { exited: name, timeout: '50ms' }, continue_on_failure: true },
];
const steps = fc.tuple(fc.constantFrom(...SERVICES), fc.array(fc.nat(stepsOn('').length - 1), { maxLength: 4 }));
const assertionsOn = (name: string): readonly Json[] => [
  { type: 'service_running', service: name }, { type: 'exit_code', service: name, equals: 0 }, { type: 'log_contains', service: name, text: 'listening' },
  { type: 'log_absent', service: name, pattern: '^panic' }, { type: 'metric', name: 'rate', above: 1 },
];
const assertions = fc.tuple(fc.constantFrom(...SERVICES), fc.array(fc.nat(assertionsOn('').length - 1), { maxLength: 3 }));

/** Any test case; `chosen` keeps services, steps and assertions that name only what it has. */
const ordinary = fc.record({ services: fc.option(services, { freq: 4, nil: {} }), steps, assertions, artifacts: fc.boolean(), skip: fc.nat(9), broken: fc.nat(9), retries: fc.nat(3), iterations: fc.integer({ min: 1, max: 2 }) })
  .map(({ services, steps: [on, kinds], assertions: [about, checks], artifacts, skip, broken, retries, iterations }): Json => ({
    services, iterations, ...(retries === 1 ? { retries } : {}),
    steps: Object.hasOwn(services, on) ? kinds.map((kind) => stepsOn(on)[kind]) : kinds.map(() => run({})),
    assertions: Object.hasOwn(services, about) ? checks.map((kind) => assertionsOn(about)[kind]) : [],
    ...(artifacts ? { artifacts: ['services/*.log'] } : {}), ...(skip === 0 ? { skip: 'not today' } : {}), ...(broken === 0 ? { timeout: 'soon' } : {}),
  }));

/** A test case in which every phase has its events, so that whatever is to happen can. */
const victim = fc.record({ services, extra: fc.array(fc.nat(6), { maxLength: 2 }), checks: fc.array(fc.nat(4), { maxLength: 2 }), retries: fc.nat(1) }).map(({ services, extra, checks, retries }) => ({
  name: 'victim', services, timeout: '5m', ...(retries === 1 ? { retries } : {}), artifacts: ['services/*.log', 'steps/*.log'],
  steps: [run({ print: 'rate: 7\n' }, { capture: { rate: String.raw`rate: (\d+)` } }), ...extra.map((kind) => stepsOn('alpha')[kind] ?? {}), run({}, { id: LAST_STEP })],
  assertions: [{ type: 'service_running', service: 'alpha' }, ...checks.map((kind) => assertionsOn('alpha')[kind] ?? {}), { type: 'metric', name: 'rate', equals: 7 }],
}));
type Victim = typeof victim extends fc.Arbitrary<infer T> ? T : never;

/** The victim as the cell wants it, where the fault stands in the experiment. */
function afflict(test: Victim, [fault, phase]: Cell): Json {
  const act = ACTS[fault];
  const [[first, spec] = ['alpha', {}]] = Object.entries(test.services);
  const insert = (step: Json): Json => ({ ...test, steps: [test.steps[0], step, ...test.steps.slice(1)] });
  switch (fault) {
    case 'a start fails': case 'a start hangs':
      return phase === 'steps' ? insert(run({ ...act })) : { ...test, timeout: '1m', services: { ...test.services, [first]: { ...spec, command: command({ ...act }) } } };
    case 'a service dies before it is ready': case 'a service is not ready in time':
      return { ...test, services: { ...test.services, [first]: { ...spec, command: command({ ...act }), ready: READY } } };
    case 'a stop breaks': case 'a stop hangs': {
      const afflicted = { ...test.services, [first]: { ...spec, command: command({ print: 'listening\n', ...act }) } };
      return { ...(phase === 'steps' ? insert({ stop: first, timeout: '1s' }) : test), services: afflicted };
    }
    case 'a step fails':
      return insert(run({ exit: { code: 1, afterMs: 1 } }));
    case 'a step hangs':
      return insert({ run: command({}), timeout: '1s' });
    case 'a step breaks':
      return insert(run({}, { expect: { stdout: { matches: 'break the matcher' } } }));
    case 'an assertion fails':
      return { ...test, assertions: [{ type: 'metric', name: 'rate', below: 1 }, ...test.assertions] };
    case 'an assertion breaks':
      return { ...test, assertions: [{ type: 'log_contains', service: first, pattern: 'break the matcher' }, ...test.assertions] };
    case 'the results cannot be collected':
      return insert(run({ blocksResults: true }));
    default:
      return test;
  }
}

const isMoment = ([fault]: Cell): boolean => ACTS[fault] === undefined;

/** Experiments in which this fault meets this phase; `alone`: nothing else goes wrong. */
export const scenarioOf = (cell: Cell, alone: boolean): fc.Arbitrary<Scenario> => fc.record({
  victim, others: fc.array(ordinary, { maxLength: 2 }), parallel: alone ? fc.constant(1) : fc.integer({ min: 1, max: 3 }), failFast: alone ? fc.constant(false) : fc.boolean(),
  more: alone ? fc.constant([]) : fc.array(fc.tuple(fc.constantFrom(...CELLS.filter(isMoment)), fc.nat(4)), { maxLength: 2 }), nth: alone ? fc.constant(0) : fc.nat(2),
  position: fc.constantFrom(-1 as const, 0 as const, 1 as const),
}).map(({ victim, others, parallel, failFast, more, nth, position }) => ({
  experiment: {
    name: 'laws', parallel, fail_fast: failFast, timeout: '1h', variables: { url: 'http://127.0.0.1:1/' },
    // It waits behind another one, so that something can happen before its life.
    tests: [...others.slice(0, 1), afflict(victim, cell), ...others.slice(1)].map((test, index) => ({ name: `test ${index}`, ...test })),
  },
  moments: [[cell, nth] as const, ...more].map(([[fault, phase], at]) => ({ fault, phase, nth: at })),
  position,
}));
