import assert from 'node:assert/strict';
import { ReplayPace } from '../../../src/runs';

describe('the pace of a replay', () => {
  const at = (ms: number): string => new Date(Date.UTC(2026, 0, 1) + ms).toISOString();
  const begun = Date.UTC(2026, 0, 1);

  it('keeps the distances of the recording at any speed, without drifting', () => {
    for (const speed of [0.5, 1, 10]) {
      let clock = 5000;
      const pace = new ReplayPace(speed, () => clock);
      assert.equal(pace.untilDue(at(0)), 0);
      assert.equal(pace.untilDue(at(100)), 100 / speed);
      clock += 100 / speed + 3;
      assert.equal(pace.untilDue(at(100)), 0);
      assert.ok(Math.abs(pace.untilDue(at(200)) - (100 / speed - 3)) < 1e-6);
      assert.ok(Math.abs(pace.now() - (begun + 100 + 3 * speed)) < 1e-6);
    }
  });

  it('waits for nothing at full speed and shows the time of what it has told', () => {
    const pace = new ReplayPace(Infinity);
    assert.equal(pace.untilDue(at(0)), 0);
    pace.reached(at(0));
    assert.equal(pace.untilDue(at(3_600_000)), 0);
    pace.reached(at(3_600_000));
    assert.equal(pace.now(), begun + 3_600_000);
  });

  it('bears a clock that was set back, and times that make no sense', () => {
    let clock = 0;
    const pace = new ReplayPace(1, () => clock);
    assert.equal(pace.untilDue('nonsense'), 0);
    pace.untilDue(at(500));
    clock = 10;
    assert.equal(pace.untilDue(at(-100_000)), 0);
    pace.reached('nonsense');
    assert.equal(pace.now(), begun + 510);
  });

  it('stops waiting at the signal', async () => {
    const stopping = new AbortController();
    const pace = new ReplayPace(1);
    await pace.wait(at(0), stopping.signal);
    const waiting = pace.wait(at(3_600_000_000), stopping.signal);
    stopping.abort();
    await waiting;
  });
});
