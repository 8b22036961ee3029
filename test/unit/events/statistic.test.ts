import assert from 'node:assert/strict';
import fc from 'fast-check';
import { statistic } from '../../../src/events/statistic';

describe('statistics over iterations', () => {
  const values = [4, 1, 3, 2];
  for (const [name, expected] of [['count', 4], ['sum', 10], ['mean', 2.5], ['min', 1], ['max', 4], ['median', 2.5], ['p0', 1], ['p50', 2.5], ['p25', 1.75], ['p100', 4], ['p99.9', 3.997]] as const) {
    it(`${name} of ${values.join(', ')} is ${expected}`, () => assert.ok(Math.abs(statistic(name, values) - expected) < 1e-9));
  }

  it('the standard deviation is that of a sample; of one value it is 0', () => {
    assert.ok(Math.abs(statistic('stddev', [2, 4, 4, 4, 5, 5, 7, 9]) - 2.138089935) < 1e-9);
    assert.equal(statistic('stddev', [7]), 0);
  });

  it('a percentile lies between two values, and grows with the percentage', () => {
    fc.assert(fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }), { minLength: 1 }), fc.nat(100), fc.nat(100), (list, a, b) => {
      const [low, high] = [statistic(`p${Math.min(a, b)}`, list), statistic(`p${Math.max(a, b)}`, list)];
      assert.ok(low <= high && low >= Math.min(...list) && high <= Math.max(...list));
    }));
  });
});
