import assert from 'node:assert/strict';
import type { BuiltInEvent, ExperimentEvent, Outcome } from '../../../../src/events';
import { OUTCOMES } from '../../../../src/events';
import { exitCodeOf } from '../../../../src/cli/exit-code';
import { failedObservers, reduceEvents } from '../../../../src/results';
import { REQUIRED, type WholeRun } from './whole-run';

/** What is opened and closed, by the thing it is about. */
const PAIRS: { readonly [type in BuiltInEvent['type']]?: readonly ['opens' | 'closes', thing: (event: { readonly service?: string; readonly network?: string; readonly index?: number }) => string] } = {
  'service.starting': ['opens', ({ service }) => `service ${service}`], 'service.stopped': ['closes', ({ service }) => `service ${service}`],
  'network.setup_started': ['opens', ({ network }) => `network ${network}`], 'network.teardown_complete': ['closes', ({ network }) => `network ${network}`],
  'step.started': ['opens', ({ index }) => `step ${index}`], 'step.finished': ['closes', ({ index }) => `step ${index}`],
};

const OF_THE_RUNNING: ReadonlySet<string> = new Set(['service.ready', 'service.output', 'service.stopping']);

/** What must be true of every run, whatever has happened to it. */
export function checkLaws(run: WholeRun): void {
  const events = run.events as readonly BuiltInEvent[];
  checkNumbers(events);
  checkFrame(events);
  checkEnds(run, events);
  for (const { id } of run.tests) checkTest(run, id, events.filter(({ test }) => test === id));
  checkTraces(run);
}

function checkNumbers(events: readonly ExperimentEvent[]): void {
  events.forEach(({ seq, cause, type }, index) => {
    assert.equal(seq, index + 1, 'no gap in seq');
    assert.ok(cause === undefined || cause < seq, `the cause of ${type} comes before it`);
  });
}

function checkFrame(events: readonly BuiltInEvent[]): void {
  assert.deepEqual(events.filter(({ type }) => !isOfObservers(type)).slice(0, 2).map(({ type }) => type), ['experiment.configured', 'experiment.started']);
  assert.equal(events.filter(({ type }) => type === 'experiment.finished').length, 1, 'one end of the run');
  const last = events.findIndex(({ type }) => type === 'experiment.finished');
  for (const { type } of events.slice(last + 1)) assert.ok(isOfObservers(type), `${type} after the end of the run`);
  const [cancelling, killing] = ['experiment.cancelling', 'experiment.killing'].map((wanted) => events.findIndex(({ type }) => type === wanted));
  if (killing !== undefined && killing >= 0) assert.ok(cancelling !== undefined && cancelling >= 0 && cancelling < killing, 'killing comes after cancelling');
}

function checkEnds({ tests }: WholeRun, events: readonly BuiltInEvent[]): void {
  const ends = events.filter((event) => event.type === 'test_case.finished');
  assert.deepEqual(ends.map(({ test }) => test).sort(), tests.map(({ id }) => id).sort(), 'one end for each planned test case');
  const finished = events.find((event) => event.type === 'experiment.finished');
  const count = (wanted: Outcome) => ends.filter(({ outcome }) => outcome === wanted).length;
  for (const outcome of OUTCOMES) assert.equal(finished?.counts[outcome], count(outcome), `the count of ${outcome}`);
  assert.equal(finished?.counts.total, tests.length);
  for (const { outcome, success } of ends) assert.equal(success, outcome === 'passed');
  const broken = events.some((event) => event.type === 'experiment.error' && !event.message.startsWith('The journal'));
  const expected = broken ? 'error' : events.some(({ type }) => type === 'experiment.cancelling') ? 'cancelled' : count('error') > 0 ? 'error' : count('failed') > 0 ? 'failed' : 'passed';
  assert.equal(finished?.outcome, expected, 'the outcome of the run follows');
}

function checkTest({ tests }: WholeRun, id: string, mine: readonly BuiltInEvent[]): void {
  const end = mine.findIndex(({ type }) => type === 'test_case.finished');
  for (const { type } of mine.slice(end + 1)) assert.equal(type, 'custom.answer', 'nothing of a test case after its end');
  const outcome = mine.find((event) => event.type === 'test_case.finished')?.outcome;
  assert.equal(mine.some(({ type }) => type === 'test_case.error'), outcome === 'error', 'an error is told before the end, and only one that counts');
  assert.equal(mine.some(({ type }) => type === 'test_case.skipped'), outcome === 'skipped');
  const open = new Set<string>();
  for (const event of mine) {
    const [what, thing] = PAIRS[event.type] ?? [];
    const key = thing?.(event) ?? '';
    if (what === 'opens') assert.ok(!open.has(key) && open.add(key), `${key} begins twice`);
    if (what === 'closes') assert.ok(open.delete(key), `${key} ends without a beginning`);
    if (OF_THE_RUNNING.has(event.type)) assert.ok(open.has(`service ${event.service}`), `${event.type} of what is not running`);
  }
  assert.deepEqual([...open], [], 'whatever began has ended');
  checkSteps(tests.find((plan) => plan.id === id)?.steps.length ?? 0, mine);
  for (const event of mine) if ('duration_ms' in event) assert.ok(event.duration_ms >= 0, `the duration of ${event.type}`);
}

/** Once its steps have begun, each of them is told: done, or skipped. */
function checkSteps(planned: number, mine: readonly BuiltInEvent[]): void {
  const told = mine.flatMap((event) => (event.type === 'step.finished' || event.type === 'step.skipped' ? [event.index] : []));
  const begun = mine.some(({ type }) => type === 'test_case.execution_started');
  assert.deepEqual([...told].sort((a, b) => a - b), begun ? Array.from({ length: planned }, (_, index) => index) : [], 'each step is finished or skipped, once');
}

function checkTraces({ events, journal, written, state, summary, networks, alive, requiredFailed }: WholeRun): void {
  const heard = JSON.parse(JSON.stringify(events)) as ExperimentEvent[];
  if (written) assert.deepEqual(journal, heard, 'the journal holds what was heard');
  assert.deepEqual(reduceEvents(heard), { ...state }, 'the state follows from the events');
  assert.deepEqual(failedObservers(state), requiredFailed ? [REQUIRED] : [], 'only a required observer counts');
  if (state.outcome === 'passed' && written) assert.equal(exitCodeOf(state, false), requiredFailed ? 4 : 0);
  assert.deepEqual(summary.counts, state.counts);
  assert.equal(summary.outcome, state.outcome);
  assert.equal(networks.tornDown, networks.setUp, 'each network that was set up is torn down');
  assert.deepEqual(alive, [], 'nothing lives on');
}

const isOfObservers = (type: string): boolean => type.startsWith('observer.') || type === 'custom.answer';
