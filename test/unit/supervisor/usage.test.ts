import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parsePsUsage, parseTimes, type MeasuredProcess } from '../../../src/supervisor/process-usage';
import { UsageMeter } from '../../../src/supervisor/usage-meter';

const one = (pid: number, ppid: number, cpuMs: number, memoryBytes = 0, peakBytes = memoryBytes): MeasuredProcess => ({ pid, ppid, startTime: String(pid), cpuMs, memoryBytes, peakBytes });

describe('usage of processes', () => {
  it('is read from /proc, names with spaces and parentheses too', () => {
    const stat = '42 (a ) b) S 7 42 42 0 -1 4194304 1 0 0 0 12 3 45 6 20 0 1 0 9876 1 2 3';
    assert.deepEqual(parseTimes(stat), { ppid: 7, own: 150, waited: 510, startTime: '9876' });
    assert.equal(parseTimes('42 (x'), undefined);
  });

  it('is read from ps, with minutes, hours and days', () => {
    assert.deepEqual(parsePsUsage('  12   1  2048   0:01.50'), { pid: 12, ppid: 1, cpuMs: 1500, memoryBytes: 2 ** 21, peakBytes: 2 ** 21 });
    assert.equal(parsePsUsage('12 1 0 01:02:03')?.cpuMs, 3_723_000);
    assert.equal(parsePsUsage('12 1 0 2-01:00:00')?.cpuMs, 49 * 3_600_000);
    assert.equal(parsePsUsage('TIME'), undefined);
  });

  it('counts a child once: while it runs by itself, then in the parent that has waited for it', () => {
    const meter = new UsageMeter();
    meter.add([one(1, 0, 100), one(2, 1, 500)], 1);
    assert.equal(meter.usage.cpuMs, 600);
    meter.add([one(1, 0, 620)], 2);
    assert.equal(meter.usage.cpuMs, 620);
  });

  it('keeps what an orphan used after it has ended, and what the leader exactly used', () => {
    const meter = new UsageMeter();
    meter.add([one(1, 0, 100), one(3, 999, 500)], 1);
    meter.add([one(1, 0, 150)], 2);
    assert.equal(meter.usage.cpuMs, 650);
    meter.leaderEnded(1, 400, 3);
    assert.equal(meter.usage.cpuMs, 900);
    meter.add([one(4, 999, 30)], 4);
    assert.equal(meter.usage.cpuMs, 930);
  });

  it('the peak is the most of a sample together, or of a process alone', () => {
    const meter = new UsageMeter();
    meter.add([one(1, 0, 0, 10, 10), one(2, 1, 0, 20, 25)], 1);
    assert.equal(meter.usage.peakMemoryBytes, 30);
    meter.add([one(1, 0, 0, 5, 90)], 2);
    assert.deepEqual([meter.usage.peakMemoryBytes, meter.usage.memoryBytes, meter.usage.processes], [90, 5, 1]);
  });

  it('CPU time never falls, whatever processes come and go', () => {
    const process = fc.record({ pid: fc.integer({ min: 1, max: 6 }), ppid: fc.integer({ min: 0, max: 7 }), cpuMs: fc.nat(1000) }).map(({ pid, ppid, cpuMs }) => one(pid, ppid, cpuMs));
    fc.assert(fc.property(fc.array(fc.uniqueArray(process, { selector: ({ pid }) => pid, maxLength: 5 }), { maxLength: 8 }), (samples) => {
      const meter = new UsageMeter();
      let before = 0;
      for (const [index, running] of samples.entries()) {
        meter.add(running, index);
        assert.ok(meter.usage.cpuMs >= before);
        before = meter.usage.cpuMs;
      }
    }));
  });
});
