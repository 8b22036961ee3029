import type { ExperimentEvent } from '../../../src/events';

type Fields = { readonly [key: string]: unknown };
type Break = (events: readonly ExperimentEvent[]) => readonly ExperimentEvent[];

const altered = (event: ExperimentEvent, fields: Fields): ExperimentEvent => ({ ...event, ...fields }) as ExperimentEvent;
const numbered = (events: readonly ExperimentEvent[]): readonly ExperimentEvent[] => {
  const seqs = new Map(events.map(({ seq }, index) => [seq, index + 1]));
  return events.map((event, index) => altered(event, { seq: index + 1, ...(event.cause === undefined ? {} : { cause: seqs.get(event.cause) ?? event.cause }) }));
};
const indexOf = (events: readonly ExperimentEvent[], type: string, fields: Fields): number => {
  const found = events.findIndex((event) => event.type === type && Object.entries(fields).every(([key, value]) => Reflect.get(event, key) === value));
  if (found < 0) throw new Error(`the sound journal has no ${type}`);
  return found;
};

/** Changes fields of the first event of this type (and these fields). */
const change = (type: string, fields: Fields, of: Fields = {}): Break => (events) => {
  const found = indexOf(events, type, of);
  return events.map((event, index) => (index === found ? altered(event, fields) : event));
};
const without = (type: string, of: Fields = {}): Break => (events) => {
  const found = indexOf(events, type, of);
  return numbered(events.filter((_, index) => index !== found));
};
/** Says the first event of this type again, right after another one. */
const again = (type: string, after: string, fields: Fields = {}, of: Fields = {}): Break => (events) => {
  const said = events[indexOf(events, type, of)];
  const place = indexOf(events, after, {});
  return said === undefined ? events : numbered([...events.slice(0, place + 1), altered(said, fields), ...events.slice(place + 1)]);
};
const move = (type: string, after: string): Break => (events) => {
  const said = events[indexOf(events, type, {})];
  const rest = events.filter((event) => event !== said);
  const place = indexOf(rest, after, {});
  return said === undefined ? events : numbered([...rest.slice(0, place + 1), said, ...rest.slice(place + 1)]);
};
/** Puts an event of a type that the sound journal lacks after another one. */
const insert = (after: string, fields: Fields): Break => (events) => {
  const place = indexOf(events, after, {});
  const [first] = events;
  if (first === undefined) return events;
  const { schema, time, run } = first;
  return numbered([...events.slice(0, place + 1), { schema, seq: 0, time, run, ...fields } as unknown as ExperimentEvent, ...events.slice(place + 1)]);
};
/** Changes what was planned as the second test case. */
const plan = (fields: Fields): Break => (events) => events.map((event) => {
  const tests: unknown = Reflect.get(event, 'tests');
  return Array.isArray(tests) ? altered(event, { tests: tests.map((test: Fields, index) => (index === 1 ? { ...test, ...fields } : test)) }) : event;
});
const counts = { total: 5, flaky: 0, passed: 1, failed: 2, error: 1, skipped: 1, cancelled: 0, interrupted: 0 };

/** For each law of the journal, journals that break it. */
export const JOURNAL_SPECIMENS: { readonly [rule: string]: readonly Break[] } = {
  R01: [(events) => events.filter((_, index) => index !== 9), (events) => [...events.slice(0, 4), ...events.slice(3)]],
  R02: [change('test_case.queued', { schema: 2 }), change('sample.counted', { type: 'counted' }), change('test_case.queued', { time: '1970-01-01 00:00' })],
  R03: [change('test_case.queued', { run: 'another' })],
  R04: [change('sample.counted', { cause: 100_000 })],
  R05: [change('service.ready', { pid: 'seven' }), change('network.ready', { network: undefined })],
  R06: [change('sample.counted', { at: new Date(0) }), change('sample.counted', { value: Number.NaN })],
  R07: [change('network.ready', { duration_ms: -1 })],
  R08: [
    change('step.started', { source: { file: '/x', path: '', range: { start: { line: 3, column: 1 }, end: { line: 2, column: 9 } } } }),
    change('step.started', { source: { file: '', path: '', range: { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } } } }),
  ],
  R09: [without('experiment.configured'), again('experiment.configured', 'test_case.started')],
  R10: [move('experiment.started', 'test_case.queued'), again('experiment.started', 'test_case.started'), without('experiment.started')],
  R11: [plan({ id: 'a' }), plan({ dir: 'A-1' }), plan({ dir: '../b' }), plan({ dir: '/b' })],
  R12: [without('experiment.finished'), again('experiment.finished', 'experiment.finished')],
  R13: [insert('experiment.finished', { type: 'late.word' })],
  R14: [again('experiment.cancelling', 'experiment.killing'), without('experiment.cancelling'), again('experiment.killing', 'experiment.killing')],
  R15: [change('experiment.finished', { counts: { ...counts, passed: 2 } }), change('experiment.finished', { counts: { ...counts, total: 3 } })],
  R16: [change('test_case.finished', { success: false }), change('experiment.finished', { success: true })],
  R17: [change('experiment.finished', { outcome: 'passed' })],
  R18: [change('test_case.finished', { outcome: 'failed' }, { test: 'c' })],
  R19: [without('plugin.loaded'), move('plugin.discovered', 'plugin.loaded')],
  R20: [change('observer.error', { event_seq: 1000 })],
  R21: [change('test_case.queued', { test: 'unknown' })],
  R22: [without('test_case.finished'), again('test_case.finished', 'test_case.skipped')],
  R23: [again('step.started', 'test_case.finished')],
  R24: [again('test_case.queued', 'test_case.queued'), move('test_case.queued', 'network.ready')],
  R25: [change('test_case.started', { attempt: 2 }), change('test_case.finished', { attempt: 1 }, { attempt: 2 })],
  R26: [move('test_case.setup_complete', 'step.started'), again('test_case.execution_started', 'step.finished'), move('network.ready', 'test_case.results_collected')],
  R27: [
    again('test_case.skipped', 'test_case.started', { test: 'a' }), without('test_case.skipped'),
    change('test_case.finished', { outcome: 'passed', success: true }, { test: 'b' }),
  ],
  R28: [without('test_case.error')],
  R29: [
    (events) => change('step.finished', { outcome: 'failed' }, { seq: events.findLast(({ type }) => type === 'step.finished')?.seq })(events),
  ],
  R30: [move('step.skipped', 'network.ready')],
  R31: [move('assertion.passed', 'test_case.execution_started')],
  R32: [without('artifact.collected'), change('artifact.collected', { path: '../../etc/passwd' })],
  R33: [without('step.finished'), again('step.started', 'step.started'), again('step.finished', 'step.finished')],
  R34: [without('service.stopped'), without('service.starting'), again('service.stopped', 'service.stopped')],
  R35: [without('network.teardown_complete'), without('network.setup_started')],
  R36: [again('step.skipped', 'step.finished', { step: 'get', index: 0 })],
  R37: [move('service.ready', 'service.stopped'), move('service.stopping', 'network.ready')],
  R38: [change('service.starting', { start: 2 })],
  R39: [move('service.starting', 'network.setup_started'), move('service.stopped', 'network.teardown_started')],
  R40: [move('execution.environment_ready', 'service.ready')],
  R41: [change('service.output', { from: 5 }), change('service.output', { to: 0 }), change('service.output', { lines: 11 })],
  R42: [
    change('test_case.retrying', { attempt: 3 }),
    insert('execution.environment_ready', { type: 'service.restarting', test: 'a', service: 'server', start: 2, delay_ms: 0, reason: 'it ended' }),
  ],
  R43: [insert('experiment.finished', { type: 'test_case.finished', test: 'nobody', outcome: 'passed', success: true, duration_ms: 1, attempt: 1 })],
  R88: [
    change('test_case.queued', { test: 'e' }), again('test_case.kept', 'test_case.kept'),
    change('test_case.finished', { outcome: 'passed', success: true }, { test: 'e' }),
  ],
  R44: [change('test_case.queued', { schema: 2 }), (events) => [...events.slice(0, 4), ...events.slice(3)]],
};
