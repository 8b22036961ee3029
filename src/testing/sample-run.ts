import { EventManager, type BuiltInDraft, type CaseResult, type ExperimentEvent, type PlannedTest, type SourceRef } from '../events';

const at = (path: string): SourceRef => ({ file: '/x/a.experiment.yaml', path, range: { start: { line: 1, column: 1 }, end: { line: 2, column: 1 } } });
const planned = (id: string): PlannedTest => ({ id, name: id, base: id, matrix: {}, iteration: 1, tags: [], dir: `${id}-1`, source: at(`tests.${id}`), services: [] });
const plugin = { name: 'tracer', file: '/x/tracer.mjs' };
const step = { step: 'get', index: 0, name: 'get', source: at('steps[0]'), kind: 'run' as const };

function attempt(number: number): BuiltInDraft[] {
  const test = 'a';
  const service = 'server';
  return [
    { type: 'test_case.started', test, attempt: number, dir: 'a-1', source: at('tests.a') },
    { type: 'network.setup_started', test, network: 'localhost' },
    { type: 'network.ready', test, network: 'localhost', duration_ms: 1 },
    { type: 'execution.environment_ready', test, environment: 'usage', services: ['server'], duration_ms: 1 },
    { type: 'service.starting', test, service, command: ['server'], start: 1, ports: { http: 20_001 }, source: at('tests.a.services.server') },
    { type: 'service.output', test, service, stream: 'stdout', file: 'services/server.stdout.log', from: 0, to: 10, lines: 1 },
    { type: 'service.ready', test, service, pid: 7, ready_ms: 3, ports: { http: 20_001 } },
    { type: 'test_case.setup_complete', test, duration_ms: 5 },
    { type: 'test_case.execution_started', test },
    { type: 'step.started', test, ...step },
    { type: 'service.output', test, service, stream: 'stdout', file: 'services/server.stdout.log', from: 10, to: 25, lines: 2 },
    { type: 'resource.sampled', test, service, start: 1, cpu_seconds: 0.2, memory_bytes: 40_000_000, processes: 2, elapsed_ms: 1000 },
    { type: 'metric.recorded', test, name: 'rps', value: 12 },
    { type: 'step.finished', test, ...step, outcome: 'passed', duration_ms: 3, tries: 1, exit_code: 0, failures: [] },
    { type: 'step.skipped', test, step: 'late', index: 1, name: 'late', source: at('steps[1]'), reason: 'not now' },
    { type: 'assertion.passed', test, index: 0, assertion: 'metric', message: 'rps is enough', source: at('assertions[0]'), duration_ms: 0 },
    { type: 'service.stopping', test, service, signal: 'SIGTERM', reason: 'the test is over' },
    { type: 'service.stopped', test, service, exit_code: 0, signal: null, killed: false, expected: true, duration_ms: 9 },
    { type: 'artifact.collected', test, path: 'artifacts/a.txt', size: 3 },
    { type: 'test_case.results_collected', test, artifacts: ['artifacts/a.txt'], duration_ms: 1 },
    { type: 'network.teardown_started', test, network: 'localhost' },
    { type: 'network.teardown_complete', test, network: 'localhost', duration_ms: 1 },
  ];
}

const KEPT: CaseResult = {
  outcome: 'failed', attempt: 1, earlier: [], dir: 'e-1', duration_ms: 20, services: {}, assertions: [], metrics: { rps: 3 }, artifacts: [], leftovers: [],
  failures: [{ phase: 'steps', kind: 'expectation', message: 'exit code is 1', source: at('tests.e.steps[0]') }],
  steps: [{ id: 'get', index: 0, name: 'get', kind: 'run', source: at('tests.e.steps[0]'), status: 'failed', duration_ms: 3, exit_code: 1, tries: 1, logs: ['steps/01-get.stdout.log'] }],
};

const BEGINNING: readonly BuiltInDraft[] = [
  {
    type: 'experiment.configured', file: '/x/a.experiment.yaml', name: 'a', dir: '/x/outputs/a/1', settings: { parallel: 1, fail_fast: false },
    environment: { platform: 'linux', node: '20.0.0', host: 'h', owner: 'cli' }, source: at(''),
  },
  { type: 'plugin.discovered', ...plugin }, { type: 'plugin.loaded', ...plugin, duration_ms: 4 }, { type: 'plugin.initialized', ...plugin },
  { type: 'experiment.started', tests: ['a', 'b', 'c', 'd', 'e'].map(planned) },
  { type: 'test_case.queued', test: 'a', source: at('tests.a') }, { type: 'test_case.queued', test: 'b', source: at('tests.b') },
  ...attempt(1),
  { type: 'test_case.retrying', test: 'a', attempt: 2, reason: 'once more' },
  ...attempt(2),
  { type: 'test_case.finished', test: 'a', outcome: 'passed', success: true, duration_ms: 30, attempt: 2 },
  { type: 'test_case.skipped', test: 'b', reason: 'not today', source: at('tests.b') },
  { type: 'test_case.finished', test: 'b', outcome: 'skipped', success: false, duration_ms: 0, attempt: 1, reason: 'not today' },
  { type: 'test_case.kept', test: 'e', from: '20260101T000000000Z-ab12', result: KEPT, source: at('tests.e') },
  { type: 'test_case.finished', test: 'e', outcome: 'failed', success: false, duration_ms: 20, attempt: 1, source: at('tests.e') },
];

const END: readonly BuiltInDraft[] = [
  { type: 'experiment.cancelling', reason: 'enough' }, { type: 'experiment.killing', reason: 'enough!' },
  { type: 'observer.error', observer: 'alert', message: 'no network', event_type: 'experiment.killing', event_seq: 4 },
  { type: 'test_case.error', test: 'c', phase: 'network_setup', kind: 'network', message: 'no port is free' },
  { type: 'test_case.finished', test: 'c', outcome: 'error', success: false, duration_ms: 0, attempt: 1 },
  { type: 'experiment.finished', outcome: 'error', success: false, duration_ms: 40, counts: { total: 5, flaky: 0, passed: 1, failed: 2, error: 1, skipped: 1, cancelled: 0, interrupted: 0 } },
];

/** A test case in which much goes wrong. */
function mishaps(): BuiltInDraft[] {
  const test = 'd';
  const service = 'server';
  const source = at('tests.d.services.server');
  return [
    { type: 'test_case.started', test, attempt: 1, dir: 'd-1', source },
    { type: 'network.setup_started', test, network: 'localhost', source }, { type: 'network.ready', test, network: 'localhost', duration_ms: 1, source },
    { type: 'execution.environment_error', test, environment: 'strace', message: 'it is not installed', source },
    { type: 'service.starting', test, service, command: ['server'], start: 1, ports: {}, source },
    { type: 'service.error', test, service, message: 'it died', source, last_lines: ['out of memory'] },
    { type: 'service.stopped', test, service, exit_code: 1, signal: null, killed: false, expected: false, duration_ms: 2, source },
    { type: 'service.restarting', test, service, start: 2, delay_ms: 1, reason: 'it died', source },
    { type: 'service.starting', test, service, command: ['server'], start: 2, ports: {}, source },
    { type: 'service.warning', test, service, message: 'it did not end within 5 s of SIGTERM: it was ended with SIGKILL', source },
    { type: 'service.stopped', test, service, exit_code: null, signal: 'SIGKILL', killed: true, expected: true, duration_ms: 2, source },
    { type: 'assertion.failed', test, index: 0, assertion: 'exit_code', message: 'it is 1', source, duration_ms: 0, expected: '0', found: '1' },
    { type: 'leftover.found', test, pid: 9, command: 'sleep 1000', found_by: 'group', ended: true },
    { type: 'network.error', test, network: 'localhost', message: 'it is busy', source },
    { type: 'network.teardown_started', test, network: 'localhost', source }, { type: 'network.teardown_complete', test, network: 'localhost', duration_ms: 1, source },
  ];
}

/** What else a run may say. */
const OTHERS: readonly BuiltInDraft[] = [
  { type: 'plugin.error', name: 'other', file: '/x/other.mjs', message: 'it is no module', phase: 'load' },
  { type: 'experiment.error', message: 'the disk is full', kind: 'internal' },
  { type: 'observer.slow', observer: 'alert', mean_ms: 3, worst_ms: 60 }, { type: 'observer.dropped', observer: 'alert', count: 3 },
  { type: 'observer.suspended', observer: 'alert', errors: 4 },
];

/** What the made-up run says before it gets its envelope; each built-in type at least once when `all`. */
export function sampleDrafts(all: boolean): readonly BuiltInDraft[] {
  const end: BuiltInDraft = { type: 'test_case.finished', test: 'd', outcome: 'failed', success: false, duration_ms: 9, attempt: 1, source: at('tests.d') };
  return [...BEGINNING, ...(all ? [...mishaps(), ...OTHERS] : []), end, ...END];
}

/** The events of a made-up run with a bit of everything, which keeps all laws. */
export function sampleRun(all = true): readonly ExperimentEvent[] {
  const events = new EventManager({ run: 'r', now: () => new Date(0) });
  const journal: ExperimentEvent[] = [];
  events.registerObserver('**', (event) => {
    journal.push(event);
    if (event.type === 'metric.recorded') events.publishEvent({ type: 'sample.counted', test: 'a', value: 1 });
  });
  for (const draft of sampleDrafts(all)) events.publishEvent(draft);
  return journal;
}
