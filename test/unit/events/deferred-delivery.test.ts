import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AsyncObserver, EventManager, type ExperimentEvent } from '../../../src/events';

describe('deferred delivery', () => {
  let told: (readonly number[])[];
  let events: EventManager;
  const seqs = (some: readonly ExperimentEvent[]): readonly number[] => some.map(({ seq }) => seq);
  beforeEach(() => {
    told = [];
    events = new EventManager({ deferred: (some) => told.push(seqs(some)) });
  });
  const publish = (...types: readonly string[]): void => types.forEach((type) => events.publishEvent({ type: `custom.${type}` }));

  it('brings what was published in one turn in the next, in order, and tells of all of it before', async () => {
    const heard: string[] = [];
    events.registerObserver('**', ({ type, seq }) => { heard.push(`${seq} ${type} of ${told.flat().join()}`); });
    publish('one', 'two', 'three');
    assert.deepEqual([heard, told], [[], []]);
    await nextTurn();
    assert.deepEqual(heard, ['1 custom.one of 1,2,3', '2 custom.two of 1,2,3', '3 custom.three of 1,2,3']);
    assert.deepEqual(told, [[1, 2, 3]]);
  });

  it('brings the answers of observers after what was published before them, with their cause', () => {
    const heard: [string, number | undefined][] = [];
    events.registerObserver('**', (event) => { heard.push([event.type, event.cause]); });
    events.registerObserver('custom.one', () => publish('answer'));
    publish('one', 'two');
    events.deliverNow();
    assert.deepEqual(heard, [['custom.one', undefined], ['custom.two', undefined], ['custom.answer', 1]]);
    assert.deepEqual(told, [[1, 2], [3]]);
  });

  it('brings an observer what was published while it was registered, no more and no less', () => {
    const heard: string[] = [];
    publish('before');
    const registration = events.registerObserver('**', ({ type }) => { heard.push(type); });
    publish('while');
    registration.dispose();
    publish('after');
    events.deliverNow();
    assert.deepEqual(heard, ['custom.while']);
  });

  it('lets observers answer all events before the last one of a run', () => {
    const heard: string[] = [];
    events.registerObserver('**', ({ type }) => { heard.push(type); });
    events.registerObserver('custom.one', () => publish('answer'));
    publish('one');
    events.publishEvent({ type: 'experiment.finished', outcome: 'passed', success: true, duration_ms: 1, counts: { total: 0, flaky: 0, passed: 0, failed: 0, error: 0, skipped: 0, cancelled: 0, interrupted: 0 } });
    events.deliverNow();
    assert.deepEqual(heard, ['custom.one', 'custom.answer', 'experiment.finished']);
  });

  it('does not let a flood wait', () => {
    let heard = 0;
    events.registerObserver('**', () => { heard += 1; });
    for (let count = 1; count <= 1000; count += 1) {
      publish('drop');
      assert.ok(count - heard < 100, `${count} published, ${heard} delivered`);
    }
    events.deliverNow();
    assert.equal(heard, 1000);
  });

  it('waits for what is published by asynchronous observers, too', async () => {
    const heard: [string, number | undefined][] = [];
    events.registerObserver('**', (event) => { heard.push([event.type, event.cause]); });
    class Late extends AsyncObserver {
      async onEventAsync(): Promise<void> {
        await nextTurn();
        publish('late');
      }
    }
    events.registerObserver('custom.one', new Late());
    publish('one');
    await events.settled();
    await nextTurn();
    assert.deepEqual(heard.map(([type]) => type), ['custom.one', 'custom.late']);
  });
});
