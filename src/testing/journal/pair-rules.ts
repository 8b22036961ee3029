import { isEventOf, type BuiltInEvent } from '../../events';
import type { DirectRule, Finding } from '../rule';
import type { Attempt, JournalFacts } from './journal-facts';

/** What an event does to one of the things that are opened and closed. */
interface Turn {
  readonly of: string;
  readonly does: 'open' | 'close';
}

/** Each thing is opened before it is closed, never twice, and in the end all are closed. */
function* unpaired(test: string, attempt: Attempt, turnOf: (event: BuiltInEvent) => Turn | undefined, ended: boolean): Generator<Finding> {
  const open = new Map<string, number>();
  for (const event of attempt) {
    const turn = turnOf(event);
    if (turn === undefined) continue;
    const { seq, type } = event;
    if (turn.does === 'open') {
      if (open.has(turn.of)) yield { message: `${type}: ${turn.of} is begun already`, seq, test };
      open.set(turn.of, seq);
    } else if (!open.delete(turn.of)) {
      yield { message: `${type}: ${turn.of} was not begun`, seq, test };
    }
  }
  const over = ended || attempt.some(({ type }) => type === 'test_case.finished');
  if (over) for (const [of, seq] of open) yield { message: `${of} has no end`, seq, test };
}

const stepTurn = (event: BuiltInEvent): Turn | undefined =>
  event.type === 'step.started' || event.type === 'step.finished'
    ? { of: `step ${event.index} ${event.step}`, does: event.type === 'step.started' ? 'open' : 'close' } : undefined;
const serviceTurn = (event: BuiltInEvent): Turn | undefined =>
  event.type === 'service.starting' || event.type === 'service.stopped'
    ? { of: `service ${event.service ?? ''}`, does: event.type === 'service.starting' ? 'open' : 'close' } : undefined;
const networkTurn = (event: BuiltInEvent): Turn | undefined =>
  event.type === 'network.setup_started' || event.type === 'network.teardown_complete'
    ? { of: `network ${event.network}`, does: event.type === 'network.setup_started' ? 'open' : 'close' } : undefined;

/** A rule on single attempts. */
const ofAttempts = (rule: Omit<DirectRule<JournalFacts>, 'check'>, check: (test: string, attempt: Attempt, ended: boolean) => Iterable<Finding>): DirectRule<JournalFacts> => ({
  ...rule,
  *check(facts) {
    for (const [test, attempt] of facts.attempts()) yield* check(test, attempt, facts.ended);
  },
});

export const PAIR_RULES: readonly DirectRule<JournalFacts>[] = [
  ofAttempts({ id: 'R33', area: 'pairs', says: 'every step.started has exactly one step.finished' }, (test, attempt, ended) => unpaired(test, attempt, stepTurn, ended)),
  ofAttempts({ id: 'R34', area: 'pairs', says: 'every service.starting has exactly one service.stopped' }, (test, attempt, ended) => unpaired(test, attempt, serviceTurn, ended)),
  ofAttempts({ id: 'R35', area: 'teardown', says: 'every network.setup_started has exactly one network.teardown_complete' }, (test, attempt, ended) => unpaired(test, attempt, networkTurn, ended)),
  ofAttempts({ id: 'R36', area: 'pairs', says: 'a skipped step is neither started nor finished' }, function* (test, attempt) {
    const skipped = new Map(attempt.flatMap((event) => (isEventOf(event, 'step.skipped') ? [[`${event.index} ${event.step}`, event.seq] as const] : [])));
    for (const event of attempt) {
      if ((event.type === 'step.started' || event.type === 'step.finished') && skipped.has(`${event.index} ${event.step}`)) yield { message: `${event.type} of ${event.step}, which is skipped`, seq: event.seq, test };
    }
  }),
  ofAttempts({ id: 'R37', area: 'pairs', says: 'a service is ready, and is being stopped, only between its start and its end' }, function* (test, attempt) {
    const alive = new Set<string>();
    for (const event of attempt) {
      const service = event.service ?? '';
      if (event.type === 'service.starting') alive.add(service);
      else if (event.type === 'service.stopped') alive.delete(service);
      else if ((event.type === 'service.ready' || event.type === 'service.stopping') && !alive.has(service)) yield { message: `${event.type} of ${service}, which does not live`, seq: event.seq, test };
    }
  }),
  ofAttempts({ id: 'R38', area: 'order', says: 'the starts of a service count from 1, one by one' }, function* (test, attempt) {
    const starts = new Map<string, number>();
    for (const event of attempt) {
      if (!isEventOf(event, 'service.starting')) continue;
      const expected = (starts.get(event.service ?? '') ?? 0) + 1;
      if (event.start !== expected) yield { message: `expected start ${expected} of ${event.service ?? ''}, found ${event.start}`, seq: event.seq, test };
      starts.set(event.service ?? '', event.start);
    }
  }),
  ofAttempts({ id: 'R39', area: 'teardown', says: 'services live within their network: they start when it is ready, and have stopped before it is taken down' }, function* (test, attempt) {
    const alive = new Set<string>();
    let network: 'none' | 'ready' | 'going' = 'none';
    for (const event of attempt) {
      if (event.type === 'network.ready') network = 'ready';
      else if (event.type === 'network.teardown_started') {
        network = 'going';
        for (const service of alive) yield { message: `${service} is still alive`, seq: event.seq, test };
      } else if (event.type === 'service.starting') {
        alive.add(event.service ?? '');
        if (network !== 'ready') yield { message: `${event.service ?? ''} starts without a network`, seq: event.seq, test };
      } else if (event.type === 'service.stopped') alive.delete(event.service ?? '');
    }
  }),
  ofAttempts({ id: 'R40', area: 'order', says: 'execution environments are ready before the first service starts' }, function* (test, attempt) {
    const first = attempt.findIndex(({ type }) => type === 'service.starting');
    const late = first < 0 ? undefined : attempt.slice(first).find(({ type }) => type === 'execution.environment_ready');
    if (late !== undefined) yield { message: 'it comes after a service was started', seq: late.seq, test };
  }),
  ofAttempts({ id: 'R41', area: 'order', says: 'the output of a stream is told without a hole: each service.output begins where the last one ended' }, function* (test, attempt) {
    const ends = new Map<string, number>();
    for (const event of attempt) {
      if (!isEventOf(event, 'service.output')) continue;
      const { file, from, to, lines, seq } = event;
      const last = ends.get(file) ?? 0;
      if (from !== last) yield { message: `${file}: expected byte ${last}, found ${from}`, seq, test };
      if (to <= from || lines < 0 || lines > to - from) yield { message: `${file}: ${lines} lines from byte ${from} to ${to}`, seq, test };
      ends.set(file, to);
    }
  }),
  {
    id: 'R42', area: 'order', says: 'what announces another try names its number: test_case.retrying the next attempt, service.restarting the next start',
    *check({ cases }) {
      for (const [test, events] of cases) {
        const next = new Map<string, number>();
        for (const event of events) {
          const announced = isEventOf(event, 'test_case.retrying') ? event.attempt : isEventOf(event, 'service.restarting') ? event.start : undefined;
          const begun = isEventOf(event, 'test_case.started') ? event.attempt : isEventOf(event, 'service.starting') ? event.start : undefined;
          const what = event.service ?? '';
          if (announced !== undefined) next.set(what, announced);
          else if (begun !== undefined) {
            const expected = next.get(what) ?? begun;
            if (begun !== expected) yield { message: `${event.type}: ${expected} was announced, found ${begun}`, seq: event.seq, test };
            next.delete(what);
          }
        }
      }
    },
  },
];
