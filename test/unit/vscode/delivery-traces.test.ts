import assert from 'node:assert/strict';
import { AsyncObserver, EventManager } from '../../../src/events';
import { DeliveryTraces } from '../../../src/vscode/observers/delivery-traces';

class Slow extends AsyncObserver {
  async onEventAsync(): Promise<void> {
    await new Promise((resolve) => { setImmediate(resolve); });
  }
}

describe('the store of traced deliveries', () => {
  it('says who received an event, in which order, and how an asynchronous observer handled it', async () => {
    const events = new EventManager();
    const traces = new DeliveryTraces();
    events.registerObserver('**', () => undefined, { name: 'first', priority: 1 });
    events.registerObserver('**', new Slow());
    events.registerObserver('custom.*', () => { throw new Error('broken'); }, { name: 'broken' });
    events.trace((delivery) => traces.add('run', delivery));
    const { seq } = events.publishEvent({ type: 'custom.note' });
    await events.settled();
    assert.deepEqual(traces.receiptsOf('run', seq).map(({ observer, how, error }) => [observer, how, error]), [
      ['first', 'called', undefined], ['Slow', 'queued', undefined], ['broken', 'called', 'broken'], ['Slow', 'handled', undefined],
    ]);
    assert.ok(traces.receiptsOf('run', seq).every(({ duration_ms }) => duration_ms >= 0));
    assert.deepEqual(traces.receiptsOf('other', seq), []);
  });

  it('keeps the latest receipts of the latest runs', () => {
    const traces = new DeliveryTraces({ runs: 2, receipts: 10 });
    for (const run of ['a', 'b', 'c']) {
      const events = new EventManager();
      for (const name of ['x', 'y']) events.registerObserver('**', () => undefined, { name });
      events.trace((delivery) => traces.add(run, delivery));
      for (let index = 0; index < 100; index += 1) events.publishEvent({ type: 'custom.note' });
    }
    assert.deepEqual(['a', 'b', 'c'].map((run) => traces.has(run)), [false, true, true]);
    const known = Array.from({ length: 100 }, (_, index) => index + 1).filter((seq) => traces.receiptsOf('c', seq).length > 0);
    assert.deepEqual(known, [96, 97, 98, 99, 100]);
    traces.add('c', { observer: 'late', id: 9, how: 'handled', event: { schema: 1, seq: 5, time: '', type: 'custom.note' }, duration_ms: 1 });
    assert.deepEqual(traces.receiptsOf('c', 5), []);
  });
});
