import assert from 'node:assert/strict';
import { EventManager } from '../../../src/events';
import { ResourceObserver, type Log } from '../../../src/observers';

describe('the resource observer', () => {
  let now = 0;
  let lines: string[];
  let resources: ResourceObserver;
  let events: EventManager;
  beforeEach(() => {
    now = Date.parse('2026-01-01T00:00:00Z');
    lines = [];
    const log: Pick<Log, 'tell'> = { tell: (feature, level, _, message) => lines.push(`${level} ${feature} ${message()}`) };
    resources = new ResourceObserver(log as Log);
    events = new EventManager({ now: () => new Date(now) });
    events.registerObserver(resources.interests(), resources);
  });
  const sample = (cpu_seconds: number, memory_bytes: number, { start = 1, service = 'server' } = {}): void => {
    events.publishEvent({ type: 'resource.sampled', test: 'a', service, start, cpu_seconds, memory_bytes, processes: 2, elapsed_ms: 0 });
    now += 2000;
  };

  it('knows the latest, the most, and how busy a service is', () => {
    sample(1, 30_000_000);
    assert.equal(resources.snapshot()[0]?.cpu, undefined, 'one sample says nothing of that');
    sample(2, 70_000_000);
    sample(5, 20_000_000);
    const [server] = resources.snapshot();
    assert.deepEqual([server?.cpu, server?.peak_memory_bytes, server?.latest.memory_bytes, server?.samples.length], [1.5, 70_000_000, 20_000_000, 3]);
  });

  it('does not compare a start with the one before', () => {
    sample(9, 1);
    sample(1, 1, { start: 2 });
    assert.equal(resources.snapshot()[0]?.cpu, undefined);
  });

  it('keeps services apart, and of each the latest 600 samples', () => {
    sample(0, 5, { service: 'other' });
    for (let index = 0; index < 1000; index += 1) sample(index, index);
    const [other, server] = resources.snapshot();
    assert.deepEqual([other?.service, other?.samples.length], ['other', 1]);
    assert.deepEqual([server?.samples.length, server?.samples[0]?.memory_bytes, server?.samples.at(-1)?.memory_bytes, server?.peak_memory_bytes], [600, 400, 999, 999]);
  });

  it('sums up a service that has stopped, and says nothing of one that was never measured', () => {
    sample(1.234, 30_000_000);
    lines = [];
    for (const service of ['server', 'unknown']) events.publishEvent({ type: 'service.stopped', test: 'a', service, exit_code: 0, signal: null, killed: false, expected: true, duration_ms: 1 });
    assert.deepEqual(lines, ['info resource server: 1.23 s of a processor, 30.0 MB at most']);
  });
});
