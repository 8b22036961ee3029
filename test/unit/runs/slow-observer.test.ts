import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { EventOf } from '../../../src/events';
import { journalEvents } from '../../../src/results';
import { Flood } from './flood';

describe('a run with one observer that is a thousand times too slow', function () {
  this.timeout(120_000);
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), 'slow-'))));
  afterEach(() => rmSync(dir, { recursive: true }));

  it('has all of 1,000,000 events in its journal, and counts exactly what the slow one did not get', async () => {
    const flood = new Flood(dir, true, 64 * 1024);
    const COUNT = 1_000_000;
    await flood.publish(COUNT);
    const queued = flood.events.observers().find(({ observer }) => observer === 'slow')?.queued ?? NaN;
    assert.ok(queued <= 10_001, String(queued));
    flood.close();
    const { heard } = flood.slow;
    assert.equal(heard.length, COUNT / 1000);
    let [seq, outputs, told, found] = [0, 0, 0, 0];
    for await (const batch of journalEvents(path.join(dir, 'events.jsonl'), ({ message }) => assert.fail(message))) {
      for (const event of batch) {
        assert.equal(event.seq, seq += 1);
        if (event.type === 'service.output') outputs += 1;
        if (event.seq === heard[found]?.seq) assert.deepEqual(heard[found++], event);
        if (event.type === 'observer.dropped') told += (event as EventOf<'observer.dropped'>).count;
      }
    }
    assert.equal(outputs, COUNT);
    assert.equal(found, heard.length);
    assert.equal(told, flood.dropped);
    const status = flood.events.observers().find(({ observer }) => observer === 'slow');
    assert.equal(heard.length + queued + (status?.dropped ?? NaN), COUNT);
  });
});
