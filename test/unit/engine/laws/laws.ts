import assert from 'node:assert/strict';
import type { BuiltInEvent, ExperimentEvent, Outcome } from '../../../../src/events';
import { exitCodeOf } from '../../../../src/cli/exit-code';
import { failedObservers, reduceEvents } from '../../../../src/results';
import { checkJournal, JOURNAL_RULES, violationsText } from '../../../../src/testing';
import { REQUIRED, type WholeRun } from './whole-run';

/** What must be true of every run, whatever has happened to it: the rules of the journal, and what only the stage knows. */
export function checkLaws(run: WholeRun): void {
  const events = run.events as readonly BuiltInEvent[];
  assert.equal(violationsText(checkJournal(events), JOURNAL_RULES), '');
  checkOutcome(events);
  checkPlaces(events);
  for (const plan of run.tests) for (const attempt of attemptsOf(events, plan.id)) checkAttempt(plan.steps.length, attempt);
  checkTraces(run);
}

function checkOutcome(events: readonly BuiltInEvent[]): void {
  const ends = events.filter((event) => event.type === 'test_case.finished');
  const count = (wanted: Outcome) => ends.filter(({ outcome }) => outcome === wanted).length;
  const broken = events.some((event) => event.type === 'experiment.error' && !event.message.startsWith('The journal'));
  const expected = broken ? 'error' : events.some(({ type }) => type === 'experiment.cancelling') ? 'cancelled' : count('error') > 0 ? 'error' : count('failed') > 0 ? 'failed' : 'passed';
  assert.equal(events.find((event) => event.type === 'experiment.finished')?.outcome, expected, 'the outcome of the run follows');
}

function attemptsOf(events: readonly BuiltInEvent[], id: string): readonly (readonly BuiltInEvent[])[] {
  const attempts: BuiltInEvent[][] = [];
  for (const event of events.filter(({ test }) => test === id)) {
    if (event.type === 'test_case.started') attempts.push([]);
    attempts.at(-1)?.push(event);
  }
  return attempts;
}

function checkAttempt(planned: number, mine: readonly BuiltInEvent[]): void {
  const told = mine.flatMap((event) => (event.type === 'step.finished' || event.type === 'step.skipped' ? [event.index] : []));
  const begun = mine.some(({ type }) => type === 'test_case.execution_started');
  assert.deepEqual([...told].sort((a, b) => a - b), begun ? Array.from({ length: planned }, (_, index) => index) : [], 'once steps have begun, each is finished or skipped');
  const output = mine.findLastIndex(({ type }) => type === 'service.output');
  const stopped = mine.findLastIndex(({ type }) => type === 'service.stopped');
  assert.ok(output <= stopped, 'no output is told after all have stopped');
}

/** From every line about a test case there is a way to the file; a service's leads to the service. */
function checkPlaces(events: readonly BuiltInEvent[]): void {
  for (const event of events) {
    if (event.test === undefined || event.type.startsWith('observer.')) continue;
    const path = 'source' in event ? event.source?.path : undefined;
    assert.match(path ?? 'no place', /^tests\[\d+\]/, `the source of ${event.type}`);
    if (event.type.startsWith('service.')) assert.ok(path?.includes(`.services.${event.service}`), `the source of ${event.type}: ${path}`);
  }
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
