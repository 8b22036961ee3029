import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { BUILT_IN_TYPES, EventManager, type BuiltInDraft, type BuiltInType, type ExperimentEvent, type ObserverLike } from '../../../src/events';
import { sampleDrafts } from '../../../src/testing/sample-run';
import { field, recorded, Slow } from './recording';

const SEED = 20_261_127;

/** A draft of each type. */
const SAMPLES = new Map(sampleDrafts(true).map((draft) => [draft.type, draft]));
function sampleOf(type: BuiltInType): BuiltInDraft {
  return SAMPLES.get(type) ?? assert.fail(`no sample of ${type}`);
}

/** What may be published one after the other: nothing but `observer.*` follows the end. */
const TYPES: readonly BuiltInType[] = [...BUILT_IN_TYPES.filter((type) => type !== 'experiment.finished' && !type.startsWith('observer.')), 'experiment.finished', ...BUILT_IN_TYPES.filter((type) => type.startsWith('observer.'))];
const inOrder = (types: readonly BuiltInType[]): readonly BuiltInType[] => [...types]
  .sort((a, b) => TYPES.indexOf(a) - TYPES.indexOf(b)).filter((type, index, all) => type !== 'experiment.finished' || all.indexOf(type) === index);

const FAULTS = ['throws', 'rejects', 'hangs', 'mutates', 'unregisters itself', 'publishes from inside'] as const;
type Fault = (typeof FAULTS)[number];

/** An observer that misbehaves at one type. */
function faulty(fault: Fault, at: BuiltInType, events: EventManager, pattern: string): ObserverLike {
  const observer = (event: ExperimentEvent): unknown => {
    if (event.type !== at) return undefined;
    switch (fault) {
      case 'throws': throw new Error('fault');
      case 'rejects': return Promise.reject(new Error('fault'));
      case 'hangs': return new Promise(() => undefined);
      case 'mutates':
        for (const name of Object.keys(event)) Reflect.set(event, name, 'changed');
        return Reflect.set(Object(field(event, 'source')) as object, 'file', 'changed');
      case 'unregisters itself': return events.unregisterObserver(pattern, observer as () => void);
      case 'publishes from inside': return at === 'experiment.finished' || at.startsWith('observer.') ? undefined : events.publishEvent({ type: 'custom.inside' });
      default: return fault satisfies never;
    }
  };
  return observer as () => void;
}

/** What two sound observers hear of these types, with a faulty one before, between or behind them, as text. */
async function heardWith(types: readonly BuiltInType[], fault: Fault | undefined, at: BuiltInType, position: number): Promise<readonly [string, string]> {
  const events = new EventManager({ now: () => new Date(0) });
  const heard: [string[], string[]] = [[], []];
  const sound = (index: 0 | 1): ObserverLike => (event) => { heard[index].push(JSON.stringify(event)); };
  const order: ObserverLike[] = [sound(0), sound(1)];
  if (fault !== undefined) order.splice(position, 0, faulty(fault, at, events, '**'));
  for (const observer of order) events.registerObserver('**', observer, { name: 'x' });
  for (const type of types) events.publishEvent(sampleOf(type));
  await new Promise((resolve) => setImmediate(resolve));
  return [heard[0].join('\n'), heard[1].join('\n')];
}

/** Without what the fault itself adds, and without the numbers that follow from it. */
const withoutReports = (text: string): string => text.split('\n')
  .map((line) => JSON.parse(line) as ExperimentEvent)
  .filter((event) => !(event.type === 'observer.error' && field(event, 'message') === 'fault') && event.type !== 'custom.inside')
  .map(({ seq: _seq, ...rest }) => JSON.stringify(rest)).join('\n');

describe('a faulty observer', () => {
  for (const fault of FAULTS) {
    it(`that ${fault}, at every type, first, in the middle or last, changes nothing for the others`, async () => {
      const expected = await heardWith(TYPES, undefined, 'service.ready', 0);
      for (const type of BUILT_IN_TYPES) {
        for (const position of [0, 1, 2]) {
          const [first, second] = await heardWith(TYPES, fault, type, position);
          assert.equal(first, second, `${type} at ${position}: both hear the same bytes`);
          assert.equal(withoutReports(first), withoutReports(expected[0]), `${type} at ${position}: nothing is missing or changed`);
        }
      }
    });
  }

  it('in any number, of any kind, anywhere: all sound ones hear one sequence without gaps (property)', async () => {
    await fc.assert(fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom(...FAULTS), fc.constantFrom(...BUILT_IN_TYPES), fc.integer({ min: -2, max: 2 })), { maxLength: 6 }),
      fc.array(fc.constantFrom(...BUILT_IN_TYPES), { maxLength: 25 }),
      async (faults, types) => {
        const events = new EventManager();
        const heard: string[][] = [[], [], []];
        [-3, 0, 3].forEach((priority, index) => events.registerObserver('**', (event) => { heard[index]?.push(JSON.stringify(event)); }, { priority }));
        for (const [fault, type, priority] of faults) events.registerObserver('**', faulty(fault, type, events, '**'), { priority });
        for (const type of inOrder(types)) events.publishEvent(sampleOf(type));
        await new Promise((resolve) => setImmediate(resolve));
        assert.deepEqual(heard[0], heard[2]);
        assert.deepEqual(heard[1], heard[2]);
        assert.deepEqual(heard[0]?.map((line) => (JSON.parse(line) as ExperimentEvent).seq), heard[0]?.map((_, index) => index + 1));
      },
    ), { seed: SEED, numRuns: 200 });
  });
});

describe('observers that change the registrations while being called', () => {
  it('unregistering another spares it this event; being gone does not stop the third', () => {
    const events = new EventManager();
    const heard: string[] = [];
    const second = (): void => { heard.push('second'); };
    events.registerObserver('custom.*', () => events.unregisterObserver('custom.*', second));
    events.registerObserver('custom.*', second);
    events.registerObserver('custom.*', () => { heard.push('third'); });
    events.publishEvent({ type: 'custom.a' });
    assert.deepEqual(heard, ['third']);
  });

  it('also after the registrations were changed before in the same delivery', () => {
    const events = new EventManager();
    const heard: string[] = [];
    const victim = (): void => { heard.push('victim'); };
    events.registerObserver('custom.*', () => { events.registerObserver('other.*', () => undefined); });
    events.registerObserver('custom.*', () => events.unregisterObserver('custom.*', victim));
    events.registerObserver('custom.*', victim);
    events.publishEvent({ type: 'custom.a' });
    assert.deepEqual(heard, []);
  });

  it('one registered while being called hears the next event, not this one', () => {
    const events = new EventManager();
    const heard: number[] = [];
    let done = false;
    events.registerObserver('custom.*', () => {
      if (!done) events.registerObserver('custom.*', (event) => { heard.push(event.seq); });
      done = true;
    });
    events.publishEvent({ type: 'custom.a' });
    events.publishEvent({ type: 'custom.b' });
    assert.deepEqual(heard, [2]);
  });
});

describe('observers that publish without end', () => {
  it('an event answered by one of its own is stopped after 100 in a row, with a clear error, and the run goes on', () => {
    const { events, past } = recorded();
    events.registerObserver('custom.*', () => { events.publishEvent({ type: 'custom.answer' }); }, { name: 'echo' });
    events.publishEvent({ type: 'custom.question' });
    assert.equal(past.filter(({ type }) => type === 'custom.answer').length, 100);
    const report = past.find(({ type }) => type === 'observer.error');
    assert.match(String(field(report, 'message')), /'custom\.answer' is not published: 100 events in a row were each published in answer/);
    assert.equal(events.publishEvent({ type: 'other.note' }).seq, past.length);
  });

  it('many events for each are stopped at 100,000 answers to one, however deep', () => {
    const { events, past } = recorded();
    events.registerObserver('custom.*', () => {
      for (let i = 0; i < 10; i += 1) events.publishEvent({ type: 'custom.answer' });
    });
    events.publishEvent({ type: 'custom.question' });
    assert.equal(past.filter(({ type }) => type === 'custom.answer').length, 100_000);
    assert.match(String(field(past.find(({ type }) => type === 'observer.error'), 'message')), /100000 events were published in answer to one/);
    events.publishEvent({ type: 'custom.question' });
    assert.equal(past.filter(({ type }) => type === 'custom.answer').length, 200_000, 'the next question is answered again');
  });

  it('two observers that answer each other are stopped, too', () => {
    const { events, past } = recorded();
    events.registerObserver('custom.ping', () => { events.publishEvent({ type: 'custom.pong' }); });
    events.registerObserver('custom.pong', () => { events.publishEvent({ type: 'custom.ping' }); });
    events.publishEvent({ type: 'custom.ping' });
    assert.equal(past.filter(({ type }) => type.startsWith('custom.')).length, 101);
  });

  it('one with ever new messages is told 100 times and counted beyond', () => {
    const { events, past } = recorded();
    const broken = (event: ExperimentEvent): void => { throw new Error(`at ${event.seq}`); };
    events.registerObserver('custom.*', broken);
    for (let i = 0; i < 300; i += 1) events.publishEvent({ type: 'custom.note' });
    assert.equal(past.filter(({ type }) => type === 'observer.error').length, 100);
    assert.equal(events.errorCount(broken), 300);
  });

  it('one whose handlers cannot even be looked up is told as one that throws', () => {
    const { events, past } = recorded();
    const observer = new Proxy({}, { get: (_, name) => { if (/^on/.test(String(name)) && name !== 'onEventAsync') throw new Error('a trap'); } }) as ObserverLike;
    events.registerObserver('custom.*', observer, { name: 'odd' });
    events.publishEvent({ type: 'custom.note' });
    assert.deepEqual(past.map(({ type }) => type), ['custom.note', 'observer.error']);
    assert.deepEqual(past.map((event) => field(event, 'message')), [undefined, 'a trap']);
  });

  it('whatever is thrown is reported, also what is no Error', () => {
    const { events, past } = recorded();
    const thrown: readonly unknown[] = ['text', undefined, null, Object.create(null), 7];
    events.registerObserver('custom.*', (event) => { throw thrown[Number(field(event, 'index'))]; });
    thrown.forEach((_, index) => events.publishEvent({ type: 'custom.note', index }));
    assert.deepEqual(past.filter(({ type }) => type === 'observer.error').map((event) => field(event, 'message')),
      ['text', 'undefined', 'null', 'something was thrown that cannot be shown', '7']);
  });
});

/** Bytes in use after everything that can go has gone. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

describe('1,000,000 events with one observer far too slow', () => {
  it('its queue stays at its bound, memory stays flat, every drop is counted', async function () {
    this.timeout(60_000);
    const COUNT = 1_000_000;
    const events = new EventManager();
    const slow = new Slow();
    let [heard, dropped] = [0, 0];
    events.registerObserver('custom.*', () => { heard += 1; });
    events.registerObserver('observer.dropped', (event) => { dropped += Number(field(event, 'count')); });
    events.registerObserver('custom.*', slow, { name: 'slow' });
    const before = heapUsed();
    for (let i = 0; i < COUNT; i += 1) {
      events.publishEvent({ type: 'custom.note', index: i });
      if (i % 1000 === 0) slow.allow(1);
      if (i % 50_000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    assert.ok((events.observers().find(({ observer }) => observer === 'slow')?.queued ?? 0) <= 10_001);
    assert.ok(heapUsed() - before < 50 * 1024 * 1024);
    slow.allow(COUNT);
    await events.settled();
    assert.equal(heard, COUNT);
    assert.equal(slow.heard.length + dropped, COUNT);
  });
});
