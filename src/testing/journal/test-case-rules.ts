import { isEventOf, type BuiltInEvent, type BuiltInType } from '../../events';
import type { DirectRule } from '../rule';
import type { JournalFacts } from './journal-facts';
import { isInside } from './run-rules';

/** Milestones of one attempt, in their order; none need come, but none comes twice or late. */
const LIFE: readonly BuiltInType[] = [
  'test_case.started', 'network.setup_started', 'network.ready', 'test_case.setup_complete', 'test_case.execution_started',
  'test_case.results_collected', 'network.teardown_started', 'network.teardown_complete', 'test_case.finished',
];
const OF_NO_CASE = /^(observer|plugin)\./;

export const TEST_CASE_RULES: readonly DirectRule<JournalFacts>[] = [
  {
    id: 'R21', area: 'announced means told', says: 'events speak only of planned test cases',
    *check({ cases, planned }) {
      const known = new Set(planned.map(({ id }) => id));
      for (const [test, [first]] of cases) {
        if (first !== undefined && !known.has(test)) yield { message: `${first.type} is about a test case that was not planned`, seq: first.seq, test };
      }
    },
  },
  {
    id: 'R22', area: 'announced means told', says: 'every planned test case gets exactly one test_case.finished',
    *check({ cases, planned, ended }) {
      for (const { id } of planned) {
        const ends = (cases.get(id) ?? []).filter(({ type }) => type === 'test_case.finished');
        if (ends.length === 0 && ended) yield { message: 'it has no end', test: id };
        for (const { seq } of ends.slice(1)) yield { message: 'it ends again', seq, test: id };
      }
    },
  },
  {
    id: 'R23', area: 'order', says: 'after its test_case.finished nothing more happens to a test case',
    *check({ cases }) {
      for (const [test, events] of cases) {
        const end = events.findIndex(({ type }) => type === 'test_case.finished');
        const late = end < 0 ? [] : events.slice(end + 1).filter(({ type }) => type !== 'test_case.finished' && !OF_NO_CASE.test(type));
        for (const { type, seq } of late) yield { message: `${type} comes after its end`, seq, test };
      }
    },
  },
  {
    id: 'R24', area: 'order', says: 'a test case is queued once at most, before it starts',
    *check({ cases }) {
      for (const [test, events] of cases) {
        const queued = events.filter(({ type }) => type === 'test_case.queued');
        const started = events.find(({ type }) => type === 'test_case.started');
        for (const { seq } of queued.slice(1)) yield { message: 'it is queued again', seq, test };
        for (const { seq } of queued) if (started !== undefined && started.seq < seq) yield { message: 'it was started before', seq, test };
      }
    },
  },
  {
    id: 'R25', area: 'order', says: 'attempts count from 1, one by one, and the end names the last',
    *check({ cases }) {
      for (const [test, events] of cases) {
        let last = 0;
        for (const event of events) {
          if (isEventOf(event, 'test_case.kept')) last = event.result.attempt;
          else if (isEventOf(event, 'test_case.started')) {
            if (event.attempt !== last + 1) yield { message: `expected attempt ${last + 1}, found ${event.attempt}`, seq: event.seq, test };
            last = event.attempt;
          } else if (isEventOf(event, 'test_case.finished') && event.attempt !== Math.max(1, last)) {
            yield { message: `expected the end of attempt ${Math.max(1, last)}, found ${event.attempt}`, seq: event.seq, test };
          }
        }
      }
    },
  },
  {
    id: 'R26', area: 'order', says: 'an attempt goes through its life in order: network, services, steps, results, teardown, end',
    *check(facts) {
      for (const [test, attempt] of facts.attempts()) {
        let reached = -1;
        for (const { type, seq } of attempt) {
          const at = LIFE.indexOf(type);
          if (at < 0) continue;
          if (at <= reached) yield { message: `${type} comes ${at === reached ? 'again' : `after ${LIFE[reached] ?? ''}`}`, seq, test };
          reached = Math.max(reached, at);
        }
      }
    },
  },
  {
    id: 'R27', area: 'announced means told', says: 'a test case that is skipped says so, has that outcome, and is never started',
    *check({ cases }) {
      for (const [test, events] of cases) {
        const skipped = events.find(({ type }) => type === 'test_case.skipped');
        const started = events.find(({ type }) => type === 'test_case.started');
        const end = events.find((event) => isEventOf(event, 'test_case.finished'));
        if (skipped !== undefined && started !== undefined) yield { message: 'it was started and skipped', seq: started.seq, test };
        if (skipped !== undefined && end !== undefined && end.outcome === 'passed') yield { message: 'it was skipped, yet it passed', seq: end.seq, test };
        if (skipped === undefined && end?.outcome === 'skipped') yield { message: 'its outcome is skipped, but nothing said so', seq: end.seq, test };
      }
    },
  },
  {
    id: 'R28', area: 'announced means told', says: 'a test case that ends in error says why: a test_case.error, or a reason',
    *check({ cases }) {
      for (const [test, events] of cases) {
        const end = events.find((event) => isEventOf(event, 'test_case.finished'));
        if (end?.outcome !== 'error' || end.reason !== undefined || events.some(({ type }) => type === 'test_case.error' || type === 'test_case.kept')) continue;
        yield { message: 'nothing says why', seq: end.seq, test };
      }
    },
  },
  {
    id: 'R29', area: 'announced means told', says: 'a test case passes only without a failure in its last attempt, or says why it passed all the same',
    *check(facts) {
      for (const [test, attempt] of facts.attempts()) {
        const end = attempt.find((event) => isEventOf(event, 'test_case.finished'));
        const failure = attempt.find((event) => isEventOf(event, 'assertion.failed') || isEventOf(event, 'test_case.error') || (isEventOf(event, 'step.finished') && event.outcome !== 'passed'));
        if (end?.outcome === 'passed' && end.reason === undefined && failure !== undefined) yield { message: `it passed in spite of ${failure.type}`, seq: failure.seq, test };
      }
    },
  },
  {
    id: 'R30', area: 'order', says: 'steps run only after test_case.execution_started',
    *check(facts) {
      for (const [test, attempt] of facts.attempts()) yield* before(test, attempt, ({ type }) => type.startsWith('step.'), 'test_case.execution_started');
    },
  },
  {
    id: 'R31', area: 'order', says: 'no step starts after an assertion was evaluated',
    *check(facts) {
      for (const [test, attempt] of facts.attempts()) {
        const asserted = attempt.findIndex(({ type }) => type.startsWith('assertion.'));
        const late = asserted < 0 ? undefined : attempt.slice(asserted).find(({ type }) => type === 'step.started');
        if (late !== undefined) yield { message: 'it starts too late', seq: late.seq, test };
      }
    },
  },
  {
    id: 'R32', area: 'announced means told', says: 'what test_case.results_collected lists was collected, and lies in the test case\'s folder',
    *check(facts) {
      for (const [test, attempt] of facts.attempts()) {
        const told = new Set<string>();
        for (const event of attempt) {
          if (isEventOf(event, 'artifact.collected')) {
            told.add(event.path);
            if (!isInside(event.path)) yield { message: `${event.path} is not inside the test case's folder`, seq: event.seq, test };
          } else if (isEventOf(event, 'test_case.results_collected')) {
            const untold = event.artifacts.find((path) => !told.has(path));
            if (untold !== undefined) yield { message: `${untold} has no artifact.collected`, seq: event.seq, test };
          }
        }
      }
    },
  },
  {
    id: 'R88', area: 'announced means told', says: 'what is kept of an earlier run is neither queued nor started, and ends as it ended there',
    *check({ cases }) {
      for (const [test, events] of cases) {
        const [kept, ...again] = events.filter((event) => isEventOf(event, 'test_case.kept'));
        if (kept === undefined) continue;
        for (const { seq } of again) yield { message: 'it is kept again', seq, test };
        const other = events.find(({ type }) => type !== 'test_case.kept' && type !== 'test_case.finished');
        if (other !== undefined) yield { message: `it is kept, and there is ${other.type}`, seq: other.seq, test };
        const end = events.find((event) => isEventOf(event, 'test_case.finished'));
        if (end !== undefined && end.outcome !== kept.result.outcome) yield { message: `it ended in ${kept.result.outcome} and is told as ${end.outcome}`, seq: end.seq, test };
      }
    },
  },
];

/** Those of the kind that come before the milestone. */
function* before(test: string, attempt: readonly BuiltInEvent[], isKind: (event: BuiltInEvent) => boolean, milestone: BuiltInType) {
  for (const event of attempt) {
    if (event.type === milestone) return;
    if (isKind(event)) yield { message: `${event.type} comes before ${milestone}`, seq: event.seq, test };
  }
}
