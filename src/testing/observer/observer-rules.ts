import { setImmediate as nextTurn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { BUILT_IN_TYPES, compilePattern, didYouMean, EventManager, handlerName, warnOfNoMatch, type ExperimentEvent, type ObserverLike } from '../../events';
import { checkJournal } from '../journal/check-journal';
import { leftOpenBy } from '../open-resources';
import type { Finding, Rule } from '../rule';
import { sampleRun } from '../sample-run';
import { copyOf, hear, patternsOf, type ObserverSubject, type Trial } from './trial';

const HANDLERS: readonly string[] = [...BUILT_IN_TYPES.map(handlerName), 'onEvent', 'onEventAsync', 'onGap'];

const errorsOf = ({ status }: Trial): readonly Finding[] => (status.errors === 0 ? [] : [{ message: `${status.errors} errors, the last: ${status.lastError ?? ''}` }]);
const plain = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));
const isAnswer = (event: ExperimentEvent, told: readonly ExperimentEvent[]): boolean => !told.some(({ seq, type }) => seq === event.seq && type === event.type);

function methodsOf(observer: ObserverLike): readonly string[] {
  const names = new Set<string>();
  for (let one: object | null = observer; one !== null && one !== Object.prototype && one !== Function.prototype; one = Object.getPrototypeOf(one) as object | null) {
    for (const name of Object.getOwnPropertyNames(one)) if (/^on[A-Z]/.test(name)) names.add(name);
  }
  return [...names];
}

/** What is made of a run told otherwise must be what is made of it told plainly. */
const sameResult = (id: string, area: Rule<ObserverSubject>['area'], says: string, otherwise: (subject: ObserverSubject, run: readonly ExperimentEvent[]) => Promise<ObserverLike>): Rule<ObserverSubject> => ({
  id, area, says,
  async check(subject) {
    const { result } = subject;
    if (result === undefined) return [];
    const plainly = plain(result((await hear(subject)).observer));
    const found = plain(result(await otherwise(subject, sampleRun())));
    return isDeepStrictEqual(found, plainly) ? [] : [{ message: `expected ${JSON.stringify(plainly)}, found ${JSON.stringify(found)}` }];
  },
});

/** What every observer must keep. */
export const OBSERVER_RULES: readonly Rule<ObserverSubject>[] = [
  {
    id: 'R45', area: 'delivery', says: 'an observer has a name, and the same one each time',
    check({ make }) {
      const [first, second] = [make(new EventManager()), make(new EventManager())];
      if (typeof first.name !== 'string' || first.name.trim() === '') return [{ message: 'it has no name: messages about it name nobody' }];
      return first.name === second.name ? [] : [{ message: `it is called ${first.name}, then ${second.name}` }];
    },
  },
  {
    id: 'R46', area: 'delivery', says: 'its patterns are sound, and each can match something',
    check(subject) {
      const observer = subject.make(new EventManager());
      const patterns = patternsOf(subject, observer);
      patterns.forEach(compilePattern);
      return warnOfNoMatch(observer.name, patterns, subject.types ?? []).map(({ message }) => ({ message }));
    },
  },
  {
    id: 'R47', area: 'delivery', says: 'each of its methods on… is told of some type of event',
    check({ make }) {
      return methodsOf(make(new EventManager())).filter((name) => !HANDLERS.includes(name)).map((name) => ({ message: `${name} is never called.${didYouMean(name, HANDLERS)}` }));
    },
  },
  {
    id: 'R48', area: 'isolation', says: 'it throws and rejects at nothing that a run can say',
    check: async (subject) => errorsOf(await hear(subject)),
  },
  {
    id: 'R49', area: 'isolation', says: 'it bears to hear of a run from its middle on',
    async check(subject) {
      const run = sampleRun();
      const findings: Finding[] = [];
      for (let from = 1; from < run.length; from += 1) findings.push(...errorsOf(await hear(subject, run.slice(from))).map(({ message }) => ({ message: `from ${run[from]?.type ?? ''} on: ${message}` })));
      return findings;
    },
  },
  {
    id: 'R50', area: 'isolation', says: 'it bears a run that breaks off, and another one after it',
    async check(subject) {
      const run = sampleRun();
      const second = run.map((event) => ({ ...event, run: 'r2', seq: event.seq + run.length }));
      return errorsOf(await hear(subject, [...run.slice(0, Math.floor(run.length / 2)), ...second]));
    },
  },
  {
    id: 'R51', area: 'isolation', says: 'it bears events and fields that a later version may add',
    async check(subject) {
      const run = sampleRun().map((event) => ({ ...event, of_later: { a: [1] } }));
      const last = run.at(-1)?.seq ?? 0;
      const unknown = ['later.added', 'test_case.of_later', 'x.y.z'].map((type, index) => ({ schema: 1 as const, seq: last + 1 + index, time: new Date(0).toISOString(), type, test: 'a' }));
      return errorsOf(await hear(subject, [...run, ...unknown]));
    },
  },
  {
    id: 'R52', area: 'isolation', says: 'it changes no event',
    async check(subject) {
      const run = copyOf(sampleRun());
      await hear(subject, run);
      const original = sampleRun();
      return run.flatMap((event, index) => (isDeepStrictEqual(event, copyOf(original.slice(index, index + 1))[0]) ? [] : [{ message: `${event.type} has been changed`, seq: event.seq }]));
    },
  },
  {
    id: 'R53', area: 'order', says: 'the others hear the same in the same order, with it and without it',
    async check(subject) {
      const run = sampleRun();
      const { before, after } = await hear(subject, run);
      const heard = (events: readonly ExperimentEvent[]) => events.filter((event) => !isAnswer(event, run)).map(({ seq, type }) => `${seq} ${type}`);
      const told = run.map(({ seq, type }) => `${seq} ${type}`);
      if (!isDeepStrictEqual(heard(before), told) || !isDeepStrictEqual(heard(after), told)) return [{ message: 'another observer heard something else' }];
      return isDeepStrictEqual(before, after) ? [] : [{ message: 'those before it and those after it heard different events' }];
    },
  },
  {
    id: 'R54', area: 'isolation', says: 'what it publishes is sound, ends, and comes before the end of the run',
    async check(subject) {
      const run = sampleRun();
      const manager = new EventManager({ run: 'r', now: () => new Date(0) });
      const all: ExperimentEvent[] = [];
      manager.registerObserver('**', (event) => { all.push(event); }, { priority: Infinity });
      const observer = subject.make(manager);
      manager.registerObserver(patternsOf(subject, observer), observer);
      for (const { schema: _, seq: __, time: ___, run: ____, ...draft } of run) if (!draft.type.startsWith('observer.')) manager.publishEvent(draft);
      await manager.settled({ timeoutMs: subject.settleMs ?? 2000 });
      const refused = manager.observers().filter((one) => one.errors > 0).map(({ lastError = '' }) => ({ message: lastError }));
      return [...refused, ...checkJournal(all).filter(({ rule }) => ['R01', 'R02', 'R04', 'R06', 'R13'].includes(rule)).map(({ message, seq }) => ({ message, ...(seq === undefined ? {} : { seq }) }))];
    },
  },
  {
    id: 'R55', area: 'delivery', says: 'a call takes no longer than it may, so that nobody waits for it',
    async check(subject) {
      const run = sampleRun();
      const { callMs = 1 } = subject;
      const calls: number[] = [];
      const manager = new EventManager();
      const observer = subject.make(manager);
      manager.registerObserver(patternsOf(subject, observer), observer);
      manager.trace(({ how, duration_ms }) => { if (how !== 'handled') calls.push(duration_ms); });
      for (const event of run) manager.deliverEvent(event);
      await manager.settled({ timeoutMs: subject.settleMs ?? 2000 });
      // The middle one: the pauses of the machine are nobody's.
      const median = calls.sort((a, b) => a - b)[Math.floor(calls.length / 2)] ?? 0;
      return median <= callMs ? [] : [{ message: `a call takes ${median.toFixed(1)} ms; ${callMs} ms at most are expected` }];
    },
  },
  {
    id: 'R56', area: 'teardown', says: 'it has finished soon after the run\'s end',
    check: async (subject) => (await hear(subject)).unsettled.map(({ message }) => ({ message })),
  },
  {
    id: 'R57', area: 'teardown', says: 'it leaves no timer and nothing else behind that keeps a program from ending',
    async check(subject) {
      await hear(subject, []);
      return leftOpenBy(async () => {
        await hear(subject);
        for (let turn = 0; turn < 5; turn += 1) await nextTurn();
      }, 0);
    },
  },
  sameResult('R58', 'isolation', 'two of its kind do not know of each other', async (subject, run) => {
    const [one, other] = [new EventManager(), new EventManager()];
    const [first, second] = [subject.make(one), subject.make(other)];
    one.registerObserver(patternsOf(subject, first), first);
    other.registerObserver(patternsOf(subject, second), second);
    for (const event of run) {
      other.deliverEvent({ ...event, run: 'other' });
      one.deliverEvent(event);
    }
    await Promise.all([one.settled({ timeoutMs: 2000 }), other.settled({ timeoutMs: 2000 })]);
    return first;
  }),
  sameResult('R59', 'delivery', 'registered late, with a replay, it makes the same of a run as from its start', async (subject, run) => (await hear(subject, run, run.length - 1)).observer),
  sameResult('R60', 'reducer', 'it makes the same of a run that is read back from its journal', async (subject, run) => (await hear(subject, run.map((event) => JSON.parse(JSON.stringify(event)) as ExperimentEvent))).observer),
];
