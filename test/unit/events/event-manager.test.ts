import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EventManager, Observer, type EventOf, type ExperimentEvent } from '../../../src/events';

const note = (text: string) => ({ type: 'custom.note', text }) as const;
const texts = (events: readonly ExperimentEvent[]) => events.map((event) => ('text' in event ? event.text : event.type));

describe('EventManager', () => {
  it('numbers events without gaps and completes the envelope', () => {
    const events = new EventManager({ run: 'r1', now: () => new Date('2026-01-02T03:04:05.678Z') });
    const first = events.publishEvent(note('a'));
    const second = events.publishEvent(note('b'));
    assert.deepEqual([first.seq, second.seq], [1, 2]);
    assert.equal(first.schema, 1);
    assert.equal(first.run, 'r1');
    assert.equal(first.time, '2026-01-02T03:04:05.678Z');
  });

  it('freezes an event to its depth, so that no observer changes it for another', () => {
    const events = new EventManager();
    const event = events.publishEvent({ type: 'custom.deep', inner: { list: [1] } }) as unknown as { inner: { list: number[] } };
    assert.throws(() => event.inner.list.push(2), TypeError);
  });

  it('lets an event reach all observers before one published meanwhile, and names its cause', () => {
    const events = new EventManager();
    const heard: string[] = [];
    events.registerObserver('custom.*', (event) => {
      heard.push(`first ${event.type}`);
      if (event.type === 'custom.a') events.publishEvent({ type: 'custom.b' });
    });
    const causes: (number | undefined)[] = [];
    events.registerObserver('custom.*', (event) => { heard.push(`second ${event.type}`); causes.push(event.cause); });
    events.publishEvent({ type: 'custom.a' });
    assert.deepEqual(heard, ['first custom.a', 'second custom.a', 'first custom.b', 'second custom.b']);
    assert.deepEqual(causes, [undefined, 1]);
  });

  it('calls by priority, then by order of registration', () => {
    const events = new EventManager();
    const heard: string[] = [];
    events.registerObserver('*', () => heard.push('plain 1'));
    events.registerObserver('*', () => heard.push('high'), { priority: 5 });
    events.registerObserver('*', () => heard.push('plain 2'));
    events.registerObserver('*', () => heard.push('journal'), { priority: Infinity });
    events.publishEvent(note('x'));
    assert.deepEqual(heard, ['journal', 'high', 'plain 1', 'plain 2']);
  });

  it('refuses a built-in event whose subject is no text, and leaves no gap', () => {
    const events = new EventManager();
    const metric = { type: 'metric.recorded', name: 'm', value: 1 };
    for (const subject of ['test', 'service', 'plugin']) {
      assert.throws(() => events.publishEvent({ ...metric, [subject]: globalThis } as never), new RegExp(`expected ${subject} to be a string`));
    }
    assert.ok(!Object.isFrozen(globalThis));
    assert.equal(events.publishEvent({ ...metric, service: 'server' } as never).seq, 1);
  });

  it('refuses options of another type, as plain JavaScript may give them', () => {
    const events = new EventManager();
    for (const [options, message] of [[{ priority: '7' }, /expected priority to be a number, found a string/], [{ priority: NaN }, /found NaN/], [{ required: null }, /expected required to be a boolean, found null/], [null, /expected options, found null/]] as const) {
      assert.throws(() => events.registerObserver('**', () => undefined, options as never), message);
    }
    assert.deepEqual(events.publishEvent({ type: 'a.b' }).seq, 1);
  });

  it('calls an observer once for an event that several of its patterns match', () => {
    const events = new EventManager();
    let calls = 0;
    const observer = () => { calls += 1; };
    events.registerObserver(['custom.*', '*'], observer);
    events.registerObserver('custom.note', observer);
    events.publishEvent(note('x'));
    assert.equal(calls, 1);
  });

  it('isolates an observer that throws, reports each error once and counts all', () => {
    const events = new EventManager();
    const broken = () => { throw new Error('broken'); };
    const heard: ExperimentEvent[] = [];
    events.registerObserver('*', broken, { name: 'the broken one' });
    events.registerObserver('*', (event) => { heard.push(event); });
    for (const text of ['a', 'b', 'c']) events.publishEvent(note(text));
    assert.deepEqual(texts(heard), ['a', 'observer.error', 'b', 'c']);
    const report = heard[1] as EventOf<'observer.error'>;
    assert.equal(report.observer, 'the broken one');
    assert.equal(report.event_seq, 1);
    assert.equal(events.errorCount(broken), 4);
  });

  it('reports an observer whose promise rejects', async () => {
    const events = new EventManager();
    const reported = new Promise<ExperimentEvent>((resolve) => { events.registerObserver('observer.error', resolve); });
    events.registerObserver('custom.*', () => Promise.reject(new Error('later')) as never);
    events.publishEvent(note('x'));
    assert.equal((await reported as EventOf<'observer.error'>).message, 'later');
  });

  it('calls no observer that was removed while the event was being delivered', () => {
    const events = new EventManager();
    const heard: string[] = [];
    events.registerObserver('*', () => { second.dispose(); });
    const second = events.registerObserver('*', () => heard.push('second'));
    events.publishEvent(note('x'));
    assert.deepEqual(heard, []);
  });

  it('unregisters by pattern and observer', () => {
    const events = new EventManager();
    let calls = 0;
    const observer = () => { calls += 1; };
    events.registerObserver('custom.*', observer);
    events.registerObserver('*', observer);
    events.unregisterObserver('custom.*', observer);
    events.publishEvent(note('x'));
    events.unregisterObserver('*', observer);
    events.publishEvent(note('y'));
    assert.equal(calls, 1);
  });

  it('tells an Observer by its method for the type, and by onEvent of the rest', () => {
    class Watcher extends Observer {
      readonly heard: string[] = [];
      override onTestCaseExecutionStarted(event: EventOf<'test_case.execution_started'>) { this.heard.push(`method ${event.test}`); }
      override onEvent(event: ExperimentEvent) { this.heard.push(`other ${event.type}`); }
    }
    const events = new EventManager();
    const watcher = new Watcher();
    events.registerObserver(watcher.interests(), watcher);
    events.publishEvent({ type: 'test_case.execution_started', test: 't' });
    events.publishEvent({ type: 'test_case.setup_complete', test: 't', duration_ms: 1 });
    assert.deepEqual(watcher.heard, ['method t', 'other test_case.setup_complete']);
  });

  it('delivers everything to everybody in the same order, however observers publish from inside (property)', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(4), fc.boolean()), { maxLength: 20 }), (script) => {
      const events = new EventManager();
      const left: number[] = [];
      const right: number[] = [];
      events.registerObserver('*', (event) => { left.push(event.seq); });
      events.registerObserver('step.*', (event) => {
        const [children, fails] = script[event.seq - 1] ?? [0, false];
        for (let i = 0; i < children && event.seq < 200; i += 1) events.publishEvent({ type: 'child.note' });
        if (fails) throw new Error(`fault ${event.seq}`);
      });
      events.registerObserver('**', (event) => { right.push(event.seq); });
      script.forEach(() => events.publishEvent({ type: 'step.x' }));
      assert.deepEqual(left, right);
      assert.deepEqual(left, left.map((_, index) => index + 1));
    }));
  });
});
