import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AsyncObserver, EventManager, type ExperimentEvent } from '../../../src/events';
import { field, recorded } from './recording';

const SEED = 20_261_126;

class Keeping extends AsyncObserver {
  readonly heard: ExperimentEvent[] = [];
  override async onEventAsync(event: ExperimentEvent): Promise<void> {
    this.heard.push(event);
  }
}

/** A run in which every event is answered by up to two more, so that registering falls between, within and behind deliveries. */
function busyRun(answers: readonly number[], hooks: ReadonlyMap<number, (events: EventManager) => void>): { readonly events: EventManager; readonly past: ExperimentEvent[] } {
  const { events, past } = recorded();
  events.registerObserver(['custom.*', 'other.*'], (event) => {
    hooks.get(event.seq)?.(events);
    if (event.type === 'custom.note') for (let i = 0; i < (answers[event.seq % answers.length] ?? 0); i += 1) events.publishEvent({ type: i === 0 ? 'other.answer' : 'custom.answer' });
  });
  for (let i = 0; i < 40; i += 1) events.publishEvent({ type: 'custom.note', text: `note ${i}` });
  return { events, past };
}

describe('late registration with replay', () => {
  it('hears the identical sequence at 1,000 random moments: nothing lost, nothing twice (property)', () => {
    fc.assert(fc.property(fc.array(fc.nat(2), { minLength: 1, maxLength: 7 }), fc.integer({ min: 1, max: 40 }), (answers, moment) => {
      const heard: ExperimentEvent[] = [];
      const { past } = busyRun(answers, new Map([[moment, (events) => events.registerObserver('**', (event) => { heard.push(event); }, { replay: true })]]));
      assert.deepEqual(heard, past);
    }), { seed: SEED, numRuns: 1000 });
  });

  it('the same for asynchronous observers (property)', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.nat(2), { minLength: 1, maxLength: 7 }), fc.integer({ min: 1, max: 40 }), async (answers, moment) => {
      const keeping = new Keeping();
      const { events, past } = busyRun(answers, new Map([[moment, (manager) => manager.registerObserver('custom.*', keeping, { replay: true })]]));
      events.publishEvent({ type: 'custom.last' });
      assert.deepEqual(await events.settled(), []);
      assert.deepEqual(keeping.heard, past.filter(({ type }) => type.startsWith('custom.')));
    }), { seed: SEED, numRuns: 200 });
  });

  it('delivers what it publishes during its replay after the replay, to all in the same order', () => {
    const { events, past } = recorded();
    events.publishEvent({ type: 'custom.a' });
    events.publishEvent({ type: 'custom.b' });
    const heard: string[] = [];
    events.registerObserver('**', (event) => {
      heard.push(event.type);
      if (event.type === 'custom.a') events.publishEvent({ type: 'custom.answer' });
    }, { replay: true });
    assert.deepEqual(heard, ['custom.a', 'custom.b', 'custom.answer']);
    assert.deepEqual(past.map(({ type, cause }) => [type, cause]), [['custom.a', undefined], ['custom.b', undefined], ['custom.answer', 1]]);
  });

  it('gets frozen events, and one that throws at an old one still hears the rest', () => {
    const old = { schema: 1 as const, seq: 1, time: 't', type: 'custom.old', list: [1] };
    const events = new EventManager({ history: () => [old, { ...old, seq: 2 }] });
    events.deliverEvent({ ...old, seq: 2 });
    const heard: number[] = [];
    const observer = (event: ExperimentEvent): void => {
      heard.push(event.seq);
      (event as unknown as { list: number[] }).list.push(2);
    };
    events.registerObserver('custom.*', observer, { replay: true });
    assert.deepEqual(heard, [1, 2]);
    assert.equal(events.errorCount(observer), 2);
  });

  it('is refused without a history, and told when the history cannot be read', () => {
    assert.throws(() => new EventManager().registerObserver('**', () => undefined, { replay: true }), /no history/);
    const { events, past } = recorded({ history: () => { throw new Error('no such file'); } });
    events.publishEvent({ type: 'custom.a' });
    const heard: string[] = [];
    events.registerObserver('custom.*', (event) => { heard.push(event.type); }, { replay: true });
    events.publishEvent({ type: 'custom.b' });
    assert.deepEqual(heard, ['custom.b']);
    assert.match(String(field(past.find(({ type }) => type === 'observer.error'), 'message')), /no such file/);
  });
});
