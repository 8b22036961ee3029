import assert from 'node:assert/strict';
import { AsyncObserver, EventManager, type ObserverStatus } from '../../../src/events';
import { factsOf, observerRow } from '../../../src/vscode/observers/observer-rows';

class Webhook extends AsyncObserver {
  async onEventAsync(): Promise<void> { /* It has nothing to do. */ }
}

describe('rows of the Observers view', () => {
  const events = new EventManager({ run: '1' });
  events.registerObserver('**', () => undefined, { name: 'journal', vital: true, priority: Infinity, source: { kind: 'built-in' } });
  events.registerObserver(['custom.*', 'servce.ready'], () => { throw new Error('broken\nin two lines'); }, { name: 'broken', source: { kind: 'plug-in', name: 'tracer', file: '/p/tracer.mjs' } });
  events.registerObserver('*.error', new Webhook(), { required: true, source: { kind: 'extension', name: 'some.body' } });
  events.publishEvent({ type: 'custom.note' });
  events.publishEvent({ type: 'custom.note' });
  const status = (name: string): ObserverStatus => {
    const found = events.observers().find(({ observer }) => observer === name);
    assert.ok(found);
    return found;
  };
  const labels = (name: string): readonly string[] => factsOf(status(name)).filter(({ key }) => key !== 'time').map(({ label }) => label);

  it('say who listens, how often it was called, and what went wrong', () => {
    const row = observerRow(status('broken'), true, false);
    assert.deepEqual([row.label, row.description, row.icon.id, row.context], ['broken', '2 events, 2 errors', 'error', 'observer.active.untraced.file']);
    assert.match(row.spoken, /^observer broken, plug-in tracer, 2 events, 2 errors, .*Did you mean 'service\.ready'\?$/);
    assert.deepEqual(labels('broken'), [
      "Observer 'broken': no known event matches 'servce.ready'. Did you mean 'service.ready'?",
      '2 errors, the last: broken ⏎ in two lines', 'hears custom.*, servce.ready', 'function, plug-in tracer',
    ]);
    assert.match(factsOf(status('broken')).find(({ key }) => key === 'error')?.tooltip ?? '', /^Error: broken\nin two lines\n +at /);
  });

  it('offer to suspend only what may be suspended, while its run is under way', () => {
    assert.equal(observerRow(status('journal'), true, true).context, 'observer.vital.traced');
    assert.equal(observerRow(status('broken'), false, false).context, 'observer.untraced.file');
    assert.ok(events.suspendObserver(status('broken').id));
    const { context, description, icon } = observerRow(status('broken'), true, false);
    assert.deepEqual([context, description, icon.id], ['observer.suspended.untraced.file', '2 events, 2 errors, suspended', 'debug-pause']);
  });

  it('tell the queue of an asynchronous observer, and that a required one must not fail', () => {
    assert.deepEqual(labels('Webhook'), [
      'hears *.error', 'asynchronous observer, extension some.body', '0 events wait', 'required: the run ends with an error when it fails',
    ]);
    assert.deepEqual(labels('journal'), ['hears **', 'function, built in', 'priority ∞']);
  });

  it('say over how many calls a mean was taken', () => {
    const timed = { ...status('journal'), samples: 12, mean_ms: 0.5, worst_ms: 20 };
    assert.equal(factsOf(timed).find(({ key }) => key === 'time')?.label, '0.500 ms on average, 20 ms at worst, over 12 timed calls');
    assert.equal(factsOf({ ...timed, samples: 0 }).find(({ key }) => key === 'time')?.label, 'not timed singly yet');
  });
});
