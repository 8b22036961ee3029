import assert from 'node:assert/strict';
import { EventManager, Observer, type RegistrationWarning, type TracedDelivery } from '../../../src/events';
import { field, recorded, Slow, turn } from './recording';

const note = { type: 'custom.note' } as const;
const publish = (events: EventManager, count: number): void => {
  for (let i = 0; i < count; i += 1) events.publishEvent(note);
};
/** Works, as seen from outside: nothing else runs meanwhile. */
/** So long that a machine busy with others seldom takes as much from a quick observer. */
const SLOW_MS = 30;
const spin = (ms: number): void => {
  for (const end = performance.now() + ms; performance.now() < end;);
};
const statusOf = (events: EventManager, name: string) => events.observers().find(({ observer }) => observer === name);

describe('slow observers', () => {
  it('are found among quick ones, timed call by call, and reported', () => {
    const { events, past } = recorded();
    events.registerObserver('custom.*', () => undefined, { name: 'quick' });
    events.registerObserver('custom.*', () => spin(SLOW_MS), { name: 'slow' });
    publish(events, 1);
    assert.equal(statusOf(events, 'slow')?.samples, 0, 'the first delivery is timed as a whole');
    publish(events, 3);
    const reports = past.filter(({ type }) => type === 'observer.slow');
    assert.deepEqual(reports.map((event) => field(event, 'observer')), ['slow']);
    assert.ok(Number(field(reports[0], 'worst_ms')) >= SLOW_MS && Number(field(reports[0], 'mean_ms')) >= SLOW_MS);
    const status = statusOf(events, 'slow');
    assert.deepEqual([status?.samples, (status?.worst_ms ?? 0) >= SLOW_MS, status?.delivered], [3, true, 4]);
    assert.ok((statusOf(events, 'quick')?.worst_ms ?? Infinity) < SLOW_MS);
  });

  it('with one very long call are reported at once, and then only at each tenfold', () => {
    const { events, past } = recorded();
    events.registerObserver('custom.*', () => spin(past.length < 3 ? 55 : 1.1), { name: 'slow' });
    publish(events, 40);
    assert.equal(past.filter(({ type }) => type === 'observer.slow').length, 2);
    assert.equal(past.findIndex(({ type }) => type === 'observer.slow'), 2, 'right after its first timed call');
  });

  it('are found also in a flood, in which not every delivery is timed', () => {
    const { events, past } = recorded();
    let slow = false;
    events.registerObserver('custom.*', () => { if (slow) spin(2); }, { name: 'late' });
    for (let seq = 1; seq <= 20_000; seq += 1) events.deliverEvent({ schema: 1, seq, time: '', type: 'custom.note' });
    slow = true;
    publish(events, 140);
    assert.ok(past.some((event) => event.type === 'observer.slow' && field(event, 'observer') === 'late'));
  });
});

describe('suspending observers', () => {
  it('suspends after so many errors in a row, visibly, and resumes', () => {
    const { events, past } = recorded();
    let calls = 0;
    const registration = events.registerObserver('custom.*', () => { calls += 1; throw new Error('broken'); }, { name: 'broken', suspendAfter: 3 });
    publish(events, 5);
    assert.equal(calls, 3);
    assert.equal(registration.suspended, true);
    assert.deepEqual(past.filter(({ type }) => type === 'observer.suspended').map((event) => field(event, 'errors')), [3]);
    assert.equal(statusOf(events, 'broken')?.suspended, true);
    registration.resume();
    publish(events, 1);
    assert.deepEqual([calls, registration.suspended], [4, false]);
  });

  it('one success between errors starts the count again', () => {
    const events = new EventManager();
    let calls = 0;
    const registration = events.registerObserver('custom.*', () => { calls += 1; if (calls % 3 !== 0) throw new Error('often'); }, { suspendAfter: 3 });
    publish(events, 9);
    assert.deepEqual([calls, registration.suspended], [9, false]);
  });

  it('counts the rejections of promises, too', async () => {
    const { events } = recorded();
    const rejecting = () => Promise.reject(new Error('later'));
    const registration = events.registerObserver('custom.*', rejecting as () => void, { suspendAfter: 2 });
    for (let i = 0; i < 4; i += 1) {
      publish(events, 1);
      await turn();
    }
    assert.deepEqual([registration.suspended, events.errorCount(rejecting as () => void)], [true, 2]);
  });

  it('an asynchronous one gives up what waited, counted, and goes on when it is resumed', async () => {
    const { events } = recorded();
    const slow = new Slow();
    const registration = events.registerObserver('custom.*', slow, { name: 'slow' });
    publish(events, 3);
    await turn();
    registration.suspend();
    publish(events, 2);
    slow.allow(10);
    await events.settled();
    registration.resume();
    publish(events, 1);
    await events.settled();
    assert.equal(statusOf(events, 'slow')?.dropped, 2);
    assert.equal(slow.heard.length, 2, 'the one it was at, and the one after');
  });
});

describe('required observers', () => {
  it('are the only ones whose failure is told as one, also after they were removed', () => {
    const events = new EventManager();
    const fails = (text: string) => () => { throw new Error(text); };
    const required = events.registerObserver('custom.*', fails('no report'), { name: 'report', required: true });
    events.registerObserver('custom.*', fails('whatever'), { name: 'other' });
    events.registerObserver('custom.*', () => undefined, { name: 'sound', required: true });
    publish(events, 2);
    required.dispose();
    assert.deepEqual(events.requiredFailures(), [{ observer: 'report', message: 'no report' }]);
  });
});

describe('warnings at registration', () => {
  const warningsOf = (pattern: string, events = new EventManager()): readonly RegistrationWarning[] => events.registerObserver(pattern, () => undefined, { name: 'mine' }).warnings;

  for (const [pattern, meant] of [['test_case.start', 'test_case.started'], ['testcase.*', 'test_case.*'], ['*.eror', '*.error'], ['service.redy', 'service.ready']] as const) {
    it(`'${pattern}' can match nothing: did you mean '${meant}'?`, () => {
      const [warning, ...more] = warningsOf(pattern);
      assert.deepEqual(more, []);
      assert.ok(warning?.kind === 'matches_nothing' && warning.didYouMean === meant, JSON.stringify(warning));
      assert.match(warning.message, /Observer 'mine'.*Did you mean/);
    });
  }

  it('none for patterns that match a built-in, a defined or a published type', () => {
    const events = new EventManager();
    events.publishEvent({ type: 'quic.packet_lost' });
    for (const pattern of ['**', '*', 'service.*', '*.error']) assert.deepEqual(warningsOf(pattern), [], pattern);
    assert.deepEqual(warningsOf('quic.*', events).map(({ kind }) => kind), ['too_late']);
    assert.deepEqual(warningsOf('tcp.*', events).map(({ kind }) => kind), ['matches_nothing']);
  });

  it('says how many events of its kind have passed, and tells the callback, too', () => {
    const told: RegistrationWarning[] = [];
    const { events } = recorded({ onWarning: (warning) => told.push(warning) });
    publish(events, 3);
    const { warnings } = events.registerObserver('custom.*', () => undefined, { name: 'late' });
    assert.deepEqual(warnings.map((warning) => warning.kind === 'too_late' && warning.missed), [3]);
    assert.deepEqual(told, warnings);
    assert.deepEqual(events.registerObserver('custom.*', () => undefined, { replay: true }).warnings, []);
    assert.deepEqual(events.registerObserver('service.*', () => undefined).warnings, []);
  });
});

describe('explain, observers and trace', () => {
  class OnlyReady extends Observer {
    override onServiceReady(): void { /* It is there, that is all. */ }
  }

  it('explain says who gets a type, through which pattern, in which order, and why others do not', () => {
    const events = new EventManager();
    const twice = () => undefined;
    events.registerObserver(['step.*', 'service.*'], twice, { name: 'twice' });
    events.registerObserver('**', twice, { name: 'again' });
    events.registerObserver('**', () => undefined, { name: 'first', priority: 5 });
    events.registerObserver('step.*', () => undefined, { name: 'steps' });
    events.registerObserver('**', new OnlyReady());
    events.registerObserver('**', () => undefined, { name: 'asleep' }).suspend();
    const { known, receivers, others } = events.explain('service.stopped');
    assert.equal(known, true);
    assert.deepEqual(receivers.map(({ observer, pattern }) => `${observer} ${pattern}`), ['first **', 'twice service.*']);
    assert.deepEqual(others.map(({ observer, reason }) => `${observer}: ${reason}`), [
      'again: it is called once, through its registration that comes first',
      "steps: 'step.*' does not match 'service.stopped'",
      'OnlyReady: it has neither onServiceStopped nor onEvent',
      'asleep: it is suspended',
    ]);
    assert.deepEqual([events.explain('service.stoped').known, events.explain('service.stoped').didYouMean], [false, 'service.stopped']);
  });

  it('observers counts deliveries exactly, through registrations, removals and suspensions', () => {
    const events = new EventManager();
    const counted = new Map<string, number>();
    const counting = (name: string) => () => { counted.set(name, (counted.get(name) ?? 0) + 1); };
    events.registerObserver('custom.*', (event) => {
      if (event.seq === 3) late.dispose();
      if (event.seq === 5) resting.suspend();
      if (event.seq === 7) resting.resume();
      if (event.seq % 4 === 0) events.registerObserver('custom.*', counting(`new ${event.seq}`), { name: `new ${event.seq}` });
    }, { priority: 1, name: 'director' });
    events.registerObserver(['custom.note', 'other.*'], counting('steady'), { name: 'steady' });
    const resting = events.registerObserver('custom.*', counting('resting'), { name: 'resting' });
    const late = events.registerObserver('custom.*', counting('late'), { name: 'late' });
    for (let i = 0; i < 10; i += 1) {
      publish(events, 1);
      if (i % 2 === 0) events.publishEvent({ type: 'other.note' });
    }
    const told = Object.fromEntries(events.observers().filter(({ observer }) => observer !== 'director').map(({ observer, delivered }) => [observer, delivered]));
    counted.delete('late');
    assert.deepEqual(told, Object.fromEntries(counted));
  });

  it('trace tells every call with its duration and error, and can be switched on and off while running', () => {
    const events = new EventManager();
    const traced: TracedDelivery[] = [];
    events.registerObserver('custom.*', () => spin(2), { name: 'slow' });
    events.registerObserver('custom.*', () => { throw new Error('broken'); }, { name: 'broken' });
    publish(events, 1);
    const tracing = events.trace((delivery) => {
      traced.push(delivery);
      throw new Error('ignored');
    });
    publish(events, 1);
    tracing.dispose();
    publish(events, 1);
    assert.deepEqual(traced.map(({ observer, event, error }) => [observer, event.seq, error]), [['slow', 3, undefined], ['broken', 3, 'broken']]);
    assert.ok((traced[0]?.duration_ms ?? 0) >= 2);
    assert.equal(statusOf(events, 'broken')?.lastError, 'broken');
  });

  it('suspends and resumes by the id of a registration, but none that is vital', () => {
    const events = new EventManager();
    const heard: string[] = [];
    events.registerObserver('custom.*', () => heard.push('a'), { name: 'a' });
    events.registerObserver('custom.*', () => heard.push('b'), { name: 'b', vital: true, source: { kind: 'plug-in', name: 'p', file: '/p.mjs' } });
    const [a, b] = events.observers();
    assert.deepEqual([a?.vital, b?.vital, b?.source?.file], [false, true, '/p.mjs']);
    assert.deepEqual([events.suspendObserver(a?.id ?? 0), events.suspendObserver(b?.id ?? 0), events.suspendObserver(99)], [true, false, false]);
    publish(events, 1);
    assert.deepEqual(heard, ['b']);
    assert.deepEqual([events.resumeObserver(a?.id ?? 0), events.resumeObserver(b?.id ?? 0)], [true, false]);
    publish(events, 1);
    assert.deepEqual(heard, ['b', 'a', 'b']);
  });

  it('keeps the warnings and the last stack of an observer', () => {
    const events = new EventManager();
    events.registerObserver('servce.ready', () => undefined, { name: 'misspelt' });
    events.registerObserver('custom.*', () => { throw new Error('broken'); }, { name: 'broken' });
    publish(events, 2);
    const [misspelt, broken] = events.observers();
    assert.deepEqual(misspelt?.warnings.map(({ kind }) => kind), ['matches_nothing']);
    assert.deepEqual(broken?.warnings, [], 'its kind of event has come meanwhile');
    assert.equal(broken?.errors, 2);
    assert.match(broken?.lastStack ?? '', /^Error: broken\n +at /);
  });

  it('an event that nobody hears is still counted for those who ask why', () => {
    const events = new EventManager();
    publish(events, 2);
    assert.deepEqual(events.explain('custom.note'), { type: 'custom.note', known: true, receivers: [], others: [] });
  });
});
