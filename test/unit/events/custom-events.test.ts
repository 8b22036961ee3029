import assert from 'node:assert/strict';
import * as z from 'zod';
import { BUILT_IN_TYPES, defineEvent, EventManager, PAYLOAD_FIELDS, type BuiltInDraft, type ExperimentEvent } from '../../../src/events';

/** What a caller without types may hand in. */
const publish = (draft: unknown, events = new EventManager()): ExperimentEvent => events.publishEvent(draft as BuiltInDraft);

const packetLost = defineEvent('quic.packet_lost', (payload: unknown): { readonly packet: number } => {
  const packet: unknown = Reflect.get(Object(payload) as object, 'packet');
  if (typeof packet !== 'number') throw new Error(`expected packet to be a number, found ${typeof packet}`);
  return { packet };
});

describe('what is published', () => {
  const cyclic: Record<string, unknown> = { type: 'custom.cyclic' };
  cyclic['inner'] = { list: [cyclic] };
  const deep: Record<string, unknown> = { type: 'custom.deep' };
  for (let i = 0, at = deep; i < 100; i += 1) at = (at['inner'] = {}) as Record<string, unknown>;

  const bad: readonly [what: string, draft: unknown, message: RegExp][] = [
    ['has no type', {}, /expected an event with a type as in 'quic\.packet_lost', found nothing/i],
    ['has a type that is not a string', { type: 7 }, /found number 7/],
    ['has a type of one word', { type: 'lost' }, /words joined by '\.'/],
    ['has an empty level in its type', { type: 'quic..lost' }, /words joined by '\.'/],
    ['lacks a field of the built-in type', { type: 'test_case.finished', test: 't', outcome: 'passed', success: true, attempt: 1 }, /'test_case\.finished': expected duration_ms to be a number, found nothing/],
    ['has a wrong field of the built-in type', { type: 'service.ready', pid: '1', ready_ms: 1, ports: {} }, /expected pid to be a number, found '1'/],
    ['has a number that JSON does not know', { type: 'metric.recorded', name: 'lost', value: Infinity }, /expected value to be a number, found number Infinity/],
    ['has null where there is no null', { type: 'service.ready', pid: 1, ready_ms: 1, ports: null }, /expected ports to be an object, found null/],
    ['has an array where an object is due', { type: 'service.ready', pid: 1, ready_ms: 1, ports: [] }, /expected ports to be an object, found an array/],
    ['has an object where an array is due', { type: 'experiment.started', tests: {} }, /expected tests to be an array/],
    ['contains itself', cyclic, /the event\.inner\.list\[0\] contains itself/],
    ['is nested too deep', deep, /deeper than 64 levels/],
    ['is huge', { type: 'custom.huge', text: 'x'.repeat(2 ** 20 + 1) }, /more than 1048576 characters.*put more into a file/],
    ['has too many values', { type: 'custom.many', list: Array.from({ length: 100_001 }, () => 0) }, /more than 100000 values/],
    ['carries a function', { type: 'custom.f', inner: { call: () => undefined } }, /the event\.inner\.call is a function/],
    ['carries a bigint', { type: 'custom.big', value: 1n }, /the event\.value is a bigint/],
    ['carries a number that JSON has not', { type: 'custom.nan', value: NaN }, /the event\.value is NaN/],
    ['carries a class instance', { type: 'custom.date', at: new Date() }, /the event\.at is a Date/],
    ['sets what the manager gives', { type: 'custom.x', seq: 7 }, /seq is given by the EventManager/],
    ['has a subject that is no string', { type: 'custom.x', test: 7 }, /expected test to be a string, found number 7/],
  ];
  for (const [what, draft, message] of bad) {
    it(`and ${what} is refused, and leaves no gap`, () => {
      const events = new EventManager();
      const heard: ExperimentEvent[] = [];
      events.registerObserver('**', (event) => { heard.push(event); });
      assert.throws(() => publish(draft, events), (error: unknown) => error instanceof TypeError && message.test(error.message));
      assert.deepEqual([heard.length, publish({ type: 'custom.next' }, events).seq], [0, 1]);
    });
  }

  it('may leave out what is optional and be null where null is meant', () => {
    assert.equal(publish({ type: 'service.stopped', exit_code: null, signal: 'SIGTERM', killed: false, expected: true, duration_ms: 1 }).seq, 1);
    assert.equal(publish({ type: 'metric.recorded', name: 'rps', value: 1, unit: undefined }).seq, 1);
    assert.equal(publish({ type: 'custom.plain', null: null, list: [1, { a: 'b' }], none: undefined, twice: [packetLost.type, packetLost.type] }).seq, 1);
  });

  it('refuses every built-in type without its payload', () => {
    for (const type of BUILT_IN_TYPES) {
      const required = Object.values<string>(PAYLOAD_FIELDS[type]).filter((kind) => !kind.endsWith('?'));
      if (required.length > 0) assert.throws(() => publish({ type }), TypeError, type);
    }
  });

  it('is the same whether an observer published it or the engine: the failure goes to who published', () => {
    const events = new EventManager();
    let caught: unknown;
    events.registerObserver('custom.a', () => {
      try {
        publish({ type: 'service.ready' }, events);
      } catch (error) {
        caught = error;
      }
    });
    publish({ type: 'custom.a' }, events);
    assert.ok(caught instanceof TypeError);
  });
});

describe('defineEvent', () => {
  it('makes drafts that are checked and typed', () => {
    const events = new EventManager();
    const event = events.publishEvent(packetLost.draft({ packet: 7 }, { test: 't' }));
    assert.ok(packetLost.matches(event));
    const packet: number = event.packet;
    assert.deepEqual([packet, event.test, event.type], [7, 't', 'quic.packet_lost']);
    assert.throws(() => packetLost.draft({ packet: '7' } as never), /Event 'quic\.packet_lost': expected packet to be a number, found string/);
  });

  it('once the manager knows it, checks every event of the type until it is taken back', () => {
    const events = new EventManager();
    const registration = events.define(packetLost);
    assert.throws(() => events.define(packetLost), /has a definition already/);
    assert.throws(() => publish({ type: 'quic.packet_lost', packet: 'seven' }, events), /expected packet to be a number/);
    registration.dispose();
    assert.equal(publish({ type: 'quic.packet_lost', packet: 'seven' }, events).seq, 1);
  });

  it('takes a schema with parse as its validator', () => {
    const defined = defineEvent('load.measured', z.object({ rps: z.number().positive() }));
    assert.deepEqual(defined.draft({ rps: 5 }), { rps: 5, type: 'load.measured' });
    assert.throws(() => defined.check({ rps: -1 }), /load\.measured/);
  });

  it('matches only its own type with a sound payload', () => {
    const at = { schema: 1, seq: 1, time: 't' } as const;
    assert.equal(packetLost.matches({ ...at, type: 'quic.packet_lost', packet: 'x' }), false);
    assert.equal(packetLost.matches({ ...at, type: 'other.type', packet: 1 }), false);
  });

  it('refuses the name of a built-in type and one that is not dotted', () => {
    assert.throws(() => defineEvent('service.ready', (payload) => payload as object), /built-in/);
    assert.throws(() => defineEvent('lost', (payload) => payload as object), /Expected an event type/);
  });
});
