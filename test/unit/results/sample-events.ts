import fc from 'fast-check';
import type { BuiltInDraft, CustomDraft, PlannedTest, SourceRef } from '../../../src/events';

export const source: SourceRef = { file: '/x/a.experiment.yaml', path: 'tests[0]', range: { start: { line: 3, column: 5 }, end: { line: 4, column: 1 } } };

export const planned = (id: string): PlannedTest => ({
  id, name: id, base: id, matrix: { size: 1 }, iteration: 1, tags: ['t'], dir: id, source, services: [{ name: 'server', source }],
});

export const configured = (name = 'sample'): BuiltInDraft => ({
  type: 'experiment.configured', file: source.file, name, dir: '/out', settings: { parallel: 1, fail_fast: false },
  environment: { platform: 'linux', node: '20', host: 'h', owner: 'cli' }, source,
});

export const started = (ids: readonly string[]): BuiltInDraft => ({ type: 'experiment.started', tests: ids.map(planned) });

export const finished: BuiltInDraft = {
  type: 'experiment.finished', outcome: 'failed', success: false, duration_ms: 12,
  counts: { total: 2, flaky: 0, passed: 1, failed: 1, error: 0, skipped: 0, cancelled: 0, interrupted: 0 },
};

const text = fc.string({ unit: 'binary', maxLength: 12 });
const optional = fc.option(text, { nil: undefined });
const ms = fc.nat(1e6);
const failure = fc.record({
  phase: fc.constantFrom('steps' as const, 'assertions' as const), kind: fc.constantFrom('expectation' as const, 'timeout' as const),
  message: text, expected: optional, found: optional, source: fc.constantFrom(source, undefined),
}).map(({ source: at, expected, found, ...rest }) => ({ ...rest, expected, found, source: at }) as { phase: 'steps'; kind: 'timeout'; message: string });

/** Any event about a test case, sensible or not, with undefined where JSON would lose it. */
export const drafts = (ids: readonly string[]): fc.Arbitrary<BuiltInDraft | CustomDraft> => {
  const test = fc.constantFrom(...ids, 'unknown');
  const at = { index: fc.nat(3), source: fc.constant(source) };
  const service = fc.constantFrom('server', 'other');
  const of = <T extends string>(type: T) => ({ type: fc.constant(type), test });
  return fc.oneof<fc.Arbitrary<BuiltInDraft | CustomDraft>[]>(
    fc.record({ ...of('test_case.queued'), source: fc.constant(source) }),
    fc.record({ ...of('test_case.started'), attempt: fc.nat(2), dir: text, source: fc.constant(source) }),
    fc.record({ ...of('test_case.execution_started') }),
    fc.record({ ...of('test_case.results_collected'), artifacts: fc.array(text, { maxLength: 3 }), duration_ms: ms }),
    fc.record({ ...of('test_case.skipped'), reason: text, source: fc.constant(source) }),
    fc.record({ ...of('test_case.retrying'), attempt: fc.nat(3), reason: text }),
    fc.tuple(test, failure).map(([id, what]): BuiltInDraft => ({ type: 'test_case.error', test: id, ...what })),
    fc.tuple(test, fc.constantFrom('passed' as const, 'failed' as const, 'error' as const, 'cancelled' as const), optional, ms)
      .map(([id, outcome, reason, duration_ms]) => ({ type: 'test_case.finished', test: id, outcome, success: outcome === 'passed', duration_ms, attempt: 1, reason }) as BuiltInDraft),
    fc.record({ ...of('service.starting'), service, command: fc.array(text), start: fc.nat(3), ports: fc.dictionary(text, fc.nat(), { noNullPrototype: true }), source: fc.constant(source) }),
    fc.record({ ...of('service.ready'), service, pid: fc.nat(), ready_ms: ms, ports: fc.constant({ http: 80 }) }),
    fc.record({ ...of('service.stopping'), service, signal: text, reason: text }),
    fc.record({ ...of('service.stopped'), service, exit_code: fc.option(fc.nat()), signal: fc.option(text), killed: fc.boolean(), expected: fc.boolean(), duration_ms: ms }),
    fc.record({ ...of('service.error'), service, message: text, source: fc.constant(source) }),
    fc.record({ ...of('network.setup_started'), network: text }),
    fc.record({ ...of('network.teardown_started'), network: text }),
    fc.record({ ...of('step.started'), ...at, step: text, name: text, kind: fc.constant('run' as const) }),
    fc.tuple(test, fc.nat(3), text, fc.array(failure, { maxLength: 2 }), ms).map(([id, index, name, failures, duration_ms]) => (
      { type: 'step.finished', test: id, step: name, index, name, source, kind: 'run', outcome: 'failed', duration_ms, exit_code: undefined, tries: 1, failures, logs: undefined } as unknown as BuiltInDraft)),
    fc.record({ ...of('step.skipped'), ...at, step: text, name: text, reason: text }),
    fc.record({ ...of('assertion.passed'), ...at, assertion: text, message: text, duration_ms: ms }),
    fc.tuple(test, fc.nat(3), text, optional, optional).map(([id, index, message, expected, found]) => (
      { type: 'assertion.failed', test: id, index, assertion: 'metric', message, source, duration_ms: 1, expected, found } as BuiltInDraft)),
    fc.record({ ...of('metric.recorded'), name: text, value: fc.double({ noNaN: true, noDefaultInfinity: true }) }),
    fc.record({ ...of('artifact.collected'), path: text, size: fc.nat() }),
    fc.record({ ...of('leftover.found'), pid: fc.nat(), command: text, found_by: text, ended: fc.boolean() }),
    fc.record({ type: fc.constant('experiment.cancelling' as const), reason: text }),
    fc.record({ type: fc.constant('experiment.error' as const), message: text, kind: fc.constant('internal' as const) }),
    fc.record({ type: fc.constant('my.custom_event'), payload: fc.jsonValue() }),
  );
};
