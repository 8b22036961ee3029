import type { BuiltInEvent } from '../../src/events';

/** A time limit that a file can set, or that is there by default, put to the test with real processes. */
export interface LimitLevel {
  readonly level: string;
  /** How long it lets things last, in milliseconds. */
  readonly limitMs: number;
  /** The experiment that runs into it. */
  readonly file: object;
  readonly code: number;
  /** What names the limit, somewhere in the run's events. */
  readonly says: RegExp;
  /** The events at which its time begins and at which it is over. */
  readonly from: (event: BuiltInEvent) => boolean;
  readonly to: (event: BuiltInEvent) => boolean;
  /** A module that is loaded before the command line, and takes away what it relies on. */
  readonly breaks?: string;
}

const LIMIT = '1s';
const LIMIT_MS = 1000;
/** A service that hears connections and never says a word. */
const SILENT = { command: ['node', '-e', "require('net').createServer(() => {}).listen(+process.argv[1], '127.0.0.1', () => console.log('up'))", '${{ services.server.ports.http }}'], ports: { http: 'auto' }, ready: { log: 'up' }, stop: { grace: '500ms' } };
const UP = { command: ['sh', '-c', 'echo up; exec sleep 1000'], ready: { log: 'up', timeout: '20s' }, stop: { grace: '500ms' } };

const test = (parts: object, top: object = {}): object => ({ name: 'limits', ...top, tests: [{ name: 'too long', ...parts }] });
const is = (type: BuiltInEvent['type']) => (event: BuiltInEvent): boolean => event.type === type;
/** The service that comes after another: when the first one starts, so does the supervisor. */
export const ofServer = (type: BuiltInEvent['type']) => (event: BuiltInEvent): boolean => event.type === type && event.service === 'server';
const stepOf = (type: 'step.started' | 'step.finished', step: string) => (event: BuiltInEvent): boolean => event.type === type && event.step === step;
/** A step named `late`, told from its start to its end. */
const ofStep = { from: stepOf('step.started', 'late'), to: stepOf('step.finished', 'late'), limitMs: LIMIT_MS, code: 1 };
/** Assertions begin when the step before them has ended. */
const ofAssertion = { from: stepOf('step.finished', 'before'), limitMs: LIMIT_MS, code: 1 };
const BEFORE = [{ id: 'before', wait: '1ms' }];

export const LIMIT_LEVELS: readonly LimitLevel[] = [
  { level: 'run', limitMs: LIMIT_MS, code: 1, file: test({ services: { server: UP }, steps: [{ run: ['sleep', '1000'] }] }, { timeout: LIMIT }), says: /The run took longer than its time limit of 1 s/, from: is('experiment.started'), to: is('experiment.error') },
  // What has a service and a step has time to come so far, however busy the machine is.
  { level: 'test', limitMs: 5000, code: 1, file: test({ timeout: '5s', services: { server: UP }, steps: [{ id: 'late', run: ['sleep', '1000'] }] }), says: /The test took longer than its time limit of 5 s/, from: is('test_case.started'), to: stepOf('step.finished', 'late') },
  { level: "service's life", limitMs: LIMIT_MS, code: 1, file: test({ services: { first: UP, server: { ...UP, timeout: LIMIT, depends_on: ['first'] } }, steps: [{ run: ['sleep', '1000'] }] }), says: /server lived longer than its time limit of 1 s/, from: ofServer('service.starting'), to: is('service.error') },
  { level: 'readiness', limitMs: LIMIT_MS, code: 1, file: test({ services: { first: UP, server: { ...UP, ready: { log: 'never', timeout: LIMIT }, depends_on: ['first'] } }, steps: [{ wait: '10m' }] }), says: /Waiting for server took longer than its time limit of 1 s/, from: ofServer('service.starting'), to: is('service.error') },
  { level: 'step', ...ofStep, file: test({ steps: [{ id: 'late', run: ['sleep', '1000'], timeout: LIMIT }] }), says: /sleep 1000 took longer than its time limit of 1 s/ },
  { level: 'one try', ...ofStep, file: test({ steps: [{ run: ['true'] }, { id: 'late', run: ['sh', '-c', 'test -e again && exec sleep 1000; touch again; exit 1'], cwd: '.', timeout: LIMIT, retry: { max: 3, delay: '10ms' } }] }), says: /took longer than its time limit of 1 s/ },
  { level: 'wait_for', ...ofStep, file: test({ steps: [{ id: 'late', wait_for: { file: 'never', timeout: LIMIT } }] }), says: /Waiting took longer than its time limit of 1 s/ },
  { level: 'wait_for an end', ...ofStep, file: test({ services: { server: UP }, steps: [{ id: 'late', wait_for: { exited: 'server', timeout: LIMIT } }] }), says: /server has not ended within 1 s/ },
  { level: 'http', ...ofStep, file: test({ services: { server: SILENT }, steps: [{ id: 'late', http: { url: 'http://127.0.0.1:${{ services.server.ports.http }}/' }, timeout: LIMIT }] }), says: /took longer than its time limit of 1 s/ },
  { level: 'group of steps', ...ofStep, file: test({ steps: [{ id: 'late', parallel: [{ run: ['sleep', '1000'] }, { run: ['sleep', '1001'] }], timeout: LIMIT }] }), says: /took longer than its time limit of 1 s/ },
  { level: 'regular expression', ...ofStep, limitMs: 5000, file: test({ steps: [{ id: 'late', run: ['node', '-e', "console.log('x'.repeat(60))"], expect: { stdout: { matches: '^(x+x+)+y' } } }] }), says: /took longer than 5 s/ },
  { level: 'assertion, command', ...ofAssertion, file: test({ steps: BEFORE, assertions: [{ command: { command: ['sleep', '1000'], timeout: LIMIT } }] }), says: /The assertion sleep 1000 took longer than its time limit of 1 s/, to: is('test_case.error') },
  { level: 'assertion, answer', ...ofAssertion, file: test({ services: { server: SILENT }, steps: BEFORE, assertions: [{ service_responsive: { service: 'server', endpoint: 'http://127.0.0.1:${{ services.server.ports.http }}/', timeout: LIMIT } }] }), says: /no answer within 1 s/, to: is('assertion.failed') },
  { level: 'grace of a stop', limitMs: LIMIT_MS, code: 0, file: test({ services: { server: { command: ['sh', '-c', "trap '' TERM; echo up; while :; do sleep 0.05; done"], ready: { log: 'up' }, stop: { grace: LIMIT } } }, steps: BEFORE }), says: /"killed":true/, from: is('service.stopping'), to: is('service.stopped') },
  // Not in a file's hands: asynchronous observers together have 5 s at the end.
  { level: 'observers', limitMs: 5000, code: 0, file: test({ steps: BEFORE }, { plugins: ['./hanging.mjs'] }), says: /It did not settle within 5000 ms/, from: is('network.teardown_complete'), to: is('observer.error') },
];

const hanging = (in_: string): object => test({ execution_environment: [{ type: 'hanging', plugin_config: { in: in_ } }], services: { server: UP }, steps: BEFORE }, { plugins: ['./environment.mjs'] });
const environmentSays = (event: BuiltInEvent): boolean => event.type === 'execution.environment_error' && event.environment === 'hanging';

/** As a disk of the network does that has gone away: what is asked of it there gets no answer. */
const NO_ANSWER = { ports: "['writeFile', /experiment-observer-ports-/]", artifacts: "['copyFile', /kept\\.txt$/]" };
const noAnswer = (asked: string): string => `
const fs = require('node:fs/promises');
const [name, file] = ${asked};
const real = fs[name];
fs[name] = (...args) => (file.test(String(args[0])) ? new Promise(() => {}) : real(...args));
`;

/** Limits of half a minute and more, that no file can set: of what is done around a test case. They need `environment.mjs`. */
export const LONG_LEVELS: readonly LimitLevel[] = [
  { level: 'setting up the network', limitMs: 60_000, code: 1, breaks: noAnswer(NO_ANSWER.ports), file: test({ services: { server: { ...UP, ports: { http: 'auto' } } }, steps: BEFORE }), says: /Setting up the network localhost took longer than its time limit of 1 min/, from: is('network.setup_started'), to: is('network.error') },
  { level: 'collecting the results', limitMs: 60_000, code: 1, breaks: noAnswer(NO_ANSWER.artifacts), file: test({ services: { server: UP }, steps: [{ run: ['sh', '-c', 'echo kept > "$VAR_DIR/kept.txt"'], env: { VAR_DIR: '${{ test.dir }}' } }], artifacts: ['*.txt'] }), says: /Collecting the results took longer than its time limit of 1 min/, from: is('service.stopped'), to: is('test_case.error') },
  { level: 'preparing an execution environment', limitMs: 30_000, code: 1, file: hanging('prepare'), says: /Preparing the execution environment hanging took longer than its time limit of 30 s/, from: is('network.ready'), to: environmentSays },
  { level: 'collecting what an execution environment found', limitMs: 30_000, code: 1, file: hanging('collect'), says: /Collecting what hanging found took longer than its time limit of 30 s/, from: is('service.stopped'), to: environmentSays },
  { level: 'ending an execution environment', limitMs: 30_000, code: 1, file: hanging('close'), says: /Ending hanging took longer than its time limit of 30 s/, from: is('service.stopped'), to: environmentSays },
  { level: 'validating the results', limitMs: 60_000, code: 1, file: hanging('validate'), says: /Validating the results with .* took longer than its time limit of 1 min/, from: is('service.stopped'), to: is('test_case.error') },
];

/** Loaded before the command line it lets timers of half a minute and more ring so many times as soon. */
export const HURRY = { times: 10, module: `
const real = setTimeout;
globalThis.setTimeout = (call, ms, ...args) => real(call, ms >= 25_000 ? ms / 10 : ms, ...args);
` };

/** An execution environment, and a validator of results, that never come back from what they are told to hang in. */
export const HANGING_ENVIRONMENT = `
const never = () => new Promise(() => {});
let where;
export default {
  name: 'environment',
  setup(plugin) {
    plugin.addEnvironment({
      type: 'hanging',
      async prepare({ config }) {
        where = config.in;
        if (where === 'prepare') await never();
        return { collect: () => (where === 'collect' ? never() : Promise.resolve({ metrics: [] })), close: () => (where === 'close' ? never() : undefined) };
      },
    });
    plugin.addValidator({ validateResults: () => (where === 'validate' ? never() : []) });
  },
};
`;

export const HANGING_PLUGIN = `export default {
  name: 'hanging',
  setup(plugin) {
    plugin.registerObserver('**', new (class extends plugin.AsyncObserver { onEventAsync() { return new Promise(() => {}); } })());
  },
};
`;

/** How much later than its limit something may end, in milliseconds. */
export const allowedMs = (limitMs: number): number => Math.max(250, limitMs * 0.05);

/** By how many milliseconds a limit was late; NaN when it has not fired. */
export function latenessOf({ from, to, limitMs }: LimitLevel, events: readonly BuiltInEvent[]): number {
  const begun = events.find(from);
  const over = events.find((event) => to(event) && event.seq > (begun?.seq ?? Infinity));
  return begun === undefined || over === undefined ? NaN : Date.parse(over.time) - Date.parse(begun.time) - limitMs;
}
