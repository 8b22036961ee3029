import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AsyncObserver, EventManager, type ExperimentEvent } from '../../../src/events';
import { field, range, recorded, Slow, turn } from './recording';

const publish = (events: EventManager, count: number): void => {
  for (let i = 0; i < count; i += 1) events.publishEvent({ type: 'custom.note' });
};
const dropsOf = (past: readonly ExperimentEvent[]): number[] => past.flatMap((event) => (event.type === 'observer.dropped' ? [Number(field(event, 'count'))] : []));
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

describe('AsyncObserver', () => {
  it('handles its events one at a time and in order, after the delivery', async () => {
    const events = new EventManager();
    const log: string[] = [];
    class Recorder extends AsyncObserver {
      override async onEventAsync(event: ExperimentEvent): Promise<void> {
        log.push(`begin ${event.seq}`);
        await turn();
        log.push(`end ${event.seq}`);
      }
    }
    events.registerObserver('custom.*', new Recorder());
    publish(events, 3);
    assert.deepEqual(log, [], 'nothing of it runs within the delivery');
    assert.deepEqual(await events.settled(), []);
    assert.deepEqual(log, ['begin 1', 'end 1', 'begin 2', 'end 2', 'begin 3', 'end 3']);
  });

  it('that hangs delays nobody and is named with its backlog', async () => {
    const { events, past } = recorded();
    const others = new Slow();
    others.allow(10);
    events.registerObserver('custom.*', new Slow(), { name: 'hanging' });
    events.registerObserver('custom.*', others);
    publish(events, 5);
    const unsettled = await events.settled({ timeoutMs: 20 });
    assert.deepEqual(others.heard, range(1, 5));
    assert.deepEqual(unsettled.map(({ observer, backlog }) => ({ observer, backlog })), [{ observer: 'hanging', backlog: 5 }]);
    const report = past.find((event) => event.type === 'observer.error');
    assert.match(String(field(report, 'message')), /did not settle within 20 ms: 5 events not finished; it is still at custom\.note \(seq 1\)/);
  });

  it('drops the oldest beyond its limit and counts every one', async () => {
    const { events, past } = recorded();
    const slow = new Slow(10);
    events.registerObserver('custom.*', slow, { name: 'slow' });
    publish(events, 1);
    await turn();
    publish(events, 64);
    slow.allow(100);
    assert.deepEqual(await events.settled(), []);
    const published = past.filter(({ type }) => type === 'custom.note').map(({ seq }) => seq);
    assert.deepEqual(slow.heard, [published[0], ...published.slice(-10)]);
    assert.equal(sum(dropsOf(past)), 54);
    assert.deepEqual(slow.gaps, [`54: ${published[1]}-${published[54]}`]);
    assert.equal(events.observers().find(({ observer }) => observer === 'slow')?.dropped, 54);
  });

  it('heard and counted as dropped is all that was published, whatever the timing (property)', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 8 }), fc.array(fc.tuple(fc.nat(20), fc.nat(6)), { maxLength: 12 }), async (limit, script) => {
      const { events, past } = recorded();
      const slow = new Slow(limit);
      events.registerObserver('custom.*', slow);
      let total = 0;
      for (const [published, allowed] of script) {
        publish(events, published);
        total += published;
        slow.allow(allowed);
        await turn();
      }
      slow.allow(1000);
      assert.deepEqual(await events.settled(), []);
      assert.equal(slow.heard.length + sum(dropsOf(past)), total);
      assert.deepEqual(slow.heard, [...slow.heard].sort((a, b) => a - b));
    }), { seed: 20_261_124, numRuns: 60 });
  });

  it('far behind, hears the events themselves, read back, in order and with exact gaps, whatever the timing (property)', async () => {
    const bursts = fc.array(fc.tuple(fc.nat(3000), fc.nat(2500)), { minLength: 1, maxLength: 8 });
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1000, max: 4000 }), bursts, fc.boolean(), async (limit, script, readable) => {
      const { events, past } = recorded({ canReadBack: () => readable, ...(readable ? {} : { readBack: () => assert.fail('what cannot be read back is in memory') }) });
      const slow = new Slow(limit);
      events.registerObserver('custom.*', slow);
      for (const [published, allowed] of script) {
        publish(events, published);
        events.publishEvent({ type: 'other.note' });
        slow.allow(allowed);
        await turn();
      }
      slow.allow(100_000);
      assert.deepEqual(await events.settled({ timeoutMs: 60_000 }), []);
      const notes = past.filter(({ type }) => type === 'custom.note').map(({ seq }) => seq);
      const heard = new Set(slow.heard);
      assert.deepEqual(slow.heard, notes.filter((seq) => heard.has(seq)));
      const missing = notes.length - heard.size;
      assert.equal(sum(dropsOf(past)), missing);
      assert.equal(sum(slow.gaps.map((gap) => parseInt(gap, 10))), missing);
    }), { seed: 20_261_128, numRuns: 25 });
  });

  it('far behind, gets what it would have got in memory: the same event, frozen', async () => {
    const { events, past } = recorded();
    const heard: ExperimentEvent[] = [];
    class Keeping extends AsyncObserver {
      override async onEventAsync(event: ExperimentEvent): Promise<void> {
        heard.push(event);
      }
    }
    events.registerObserver('custom.*', new Keeping());
    for (let i = 0; i < 3000; i += 1) events.publishEvent({ type: 'custom.note', text: `n ${i}`, list: [i] });
    await events.settled();
    assert.deepEqual(heard, past);
    assert.ok(heard.every((event) => Object.isFrozen(event) && Object.isFrozen(field(event, 'list'))));
  });

  it('counts and reports what cannot be read back when its turn comes', async () => {
    const lost = (seq: number): boolean => seq > 1500 && seq <= 1600;
    const { events, past } = recorded({ readBack: (from) => past.filter(({ seq }) => seq >= from && !lost(seq)) });
    const slow = new Slow();
    events.registerObserver('custom.*', slow);
    publish(events, 2000);
    slow.allow(10_000);
    await events.settled();
    assert.deepEqual(slow.heard, range(1, 2000).filter((seq) => !lost(seq)));
    assert.equal(sum(dropsOf(past)), 100);
    assert.deepEqual(slow.gaps, ['100: 1501-1600']);
    assert.deepEqual(past.flatMap((event) => (event.type === 'observer.error' ? [field(event, 'message')] : [])), ['An event could not be read back']);
  });

  it('disposed while its next event is being read back, it does not hear it', async () => {
    let reading: () => void = () => undefined;
    let go: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => (reading = resolve));
    const released = new Promise<void>((resolve) => (go = resolve));
    const { events, past } = recorded({
      readBack: async function* (from) {
        reading();
        await released;
        yield* past.filter(({ seq }) => seq >= from);
      },
    });
    const slow = new Slow();
    const registration = events.registerObserver('custom.*', slow, { name: 'slow' });
    publish(events, 1500);
    slow.allow(10_000);
    await begun;
    assert.equal(events.observers().find(({ observer }) => observer === 'slow')?.queued, 500);
    registration.dispose();
    go();
    await turn();
    await turn();
    assert.deepEqual(slow.heard, range(1, 1000));
    assert.equal(sum(dropsOf(past)), 500);
  });

  it('full queues that hear of each other\'s drops do not answer without end', async () => {
    const { events, past } = recorded();
    const slow = [new Slow(1), new Slow(1), new Slow(2)];
    for (const one of slow) events.registerObserver('**', one);
    publish(events, 20);
    await turn();
    publish(events, 20);
    for (const one of slow) one.allow(10_000);
    assert.deepEqual(await events.settled(), []);
    assert.ok(past.length < 200, `${past.length} events`);
    const status = events.observers().filter(({ kind }) => kind === 'async');
    assert.equal(sum(dropsOf(past)), sum(status.map(({ dropped }) => dropped)));
    slow.forEach((one, index) => assert.equal(one.heard.length + (status[index]?.dropped ?? 0), past.length));
  });

  it('that spills hears everything, once and in order, whatever the timing (property)', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 8 }), fc.array(fc.tuple(fc.nat(20), fc.nat(6)), { maxLength: 12 }), async (limit, script) => {
      const { events, past } = recorded();
      const slow = new Slow(limit, 'spill');
      events.registerObserver('custom.*', slow);
      for (const [published, allowed] of script) {
        publish(events, published);
        slow.allow(allowed);
        await turn();
        events.publishEvent({ type: 'other.note' });
      }
      slow.allow(1000);
      assert.deepEqual(await events.settled(), []);
      assert.deepEqual(slow.heard, past.filter(({ type }) => type === 'custom.note').map(({ seq }) => seq));
      assert.deepEqual(dropsOf(past), []);
    }), { seed: 20_261_125, numRuns: 60 });
  });

  it('that spills where nothing can be read back is refused; where reading fails, what is lost is counted', async () => {
    assert.throws(() => new EventManager().registerObserver('**', new Slow(1, 'spill')), /no readBack/);
    const { events, past } = recorded({ readBack: () => { throw new Error('the disk is gone'); } });
    const slow = new Slow(2, 'spill');
    events.registerObserver('custom.*', slow, { required: true });
    publish(events, 5);
    slow.allow(100);
    assert.deepEqual(await events.settled(), []);
    assert.deepEqual([slow.heard, dropsOf(past)], [[1, 2], [3]]);
    assert.match(events.requiredFailures()[0]?.message ?? '', /dropped/);
    assert.ok(past.some((event) => event.type === 'observer.error' && /disk is gone/.test(String(field(event, 'message')))));
  });

  it('names its event as the cause of what it publishes before its first await', async () => {
    const events = new EventManager();
    const heard: ExperimentEvent[] = [];
    events.registerObserver('answer.given', (event) => { heard.push(event); });
    class Answering extends AsyncObserver {
      override async onEventAsync(): Promise<void> {
        events.publishEvent({ type: 'answer.given' });
      }
    }
    events.registerObserver('custom.*', new Answering());
    publish(events, 2);
    await events.settled();
    assert.deepEqual(heard.map(({ cause }) => cause), [1, 2]);
  });

  it('that answers itself without end is stopped by the limit and keeps nobody from their turn', async () => {
    const { events, past } = recorded();
    class Echo extends AsyncObserver {
      override async onEventAsync(): Promise<void> {
        events.publishEvent({ type: 'custom.echo' });
      }
    }
    events.registerObserver('custom.*', new Echo());
    publish(events, 1);
    assert.deepEqual(await events.settled(), []);
    assert.equal(past.filter(({ type }) => type === 'custom.echo').length, 100);
    assert.match(String(field(past.find(({ type }) => type === 'observer.error'), 'message')), /in a row/);
  });

  it('lets others have their turn while a thousand events wait', async () => {
    const events = new EventManager();
    let handled = 0;
    class Busy extends AsyncObserver {
      override async onEventAsync(): Promise<void> {
        handled += 1;
      }
    }
    events.registerObserver('custom.*', new Busy());
    publish(events, 1000);
    await turn();
    assert.ok(handled > 0 && handled < 1000, `${handled} handled before the event loop went on`);
    await events.settled();
    assert.equal(handled, 1000);
  });

  it('reports a rejection and one thrown before the first await, and goes on', async () => {
    const { events, past } = recorded();
    class Broken extends AsyncObserver {
      override onEventAsync(event: ExperimentEvent): Promise<void> {
        if (event.seq === 1) throw new Error('at once');
        return Promise.reject(new Error('later'));
      }
    }
    const broken = new Broken();
    events.registerObserver('custom.*', broken);
    publish(events, 3);
    await events.settled();
    assert.deepEqual(past.flatMap((event) => (event.type === 'observer.error' ? [field(event, 'message')] : [])), ['at once', 'later']);
    assert.equal(events.errorCount(broken), 3);
  });

  it('is not called again once it is disposed', async () => {
    const events = new EventManager();
    const slow = new Slow();
    const registration = events.registerObserver('custom.*', slow);
    publish(events, 3);
    await turn();
    registration.dispose();
    slow.allow(3);
    await turn();
    assert.deepEqual(slow.heard, [1]);
  });

  it('settled waits for plain functions that return promises, too', async () => {
    const events = new EventManager();
    let release = () => undefined as void;
    let done = false;
    const latch = new Promise<void>((resolve) => (release = resolve));
    const late = async (): Promise<void> => { await latch; done = true; };
    events.registerObserver('custom.*', late as () => void, { name: 'late' });
    publish(events, 2);
    assert.deepEqual((await events.settled({ timeoutMs: 5 })).map(({ observer, backlog }) => [observer, backlog]), [['late', 2]]);
    release();
    assert.deepEqual(await events.settled(), []);
    assert.equal(done, true);
  });
});
