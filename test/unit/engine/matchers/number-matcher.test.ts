import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { NumberMatcher } from '../../../../src/config';
import { describeNumber, matchNumber } from '../../../../src/engine/matchers';

describe('number matchers', () => {
  const cases: readonly [matcher: NumberMatcher, words: string, holding: readonly number[], not: readonly number[]][] = [
    [0, '0', [0], [1, -1, Number.NaN]],
    [[52, 55], '52 or 55', [52, 55], [0, 53]],
    [{ equals: 2 }, '2', [2], [3]],
    [{ not: 2 }, 'not 2', [3], [2, Number.NaN]],
    [{ above: 1, below: 3 }, 'above 1 and below 3', [2, 1.1], [1, 3]],
    [{ within: [1, 3] }, 'from 1 to 3', [1, 2, 3], [0.9, 3.1]],
    [{}, 'a number', [1], [Number.NaN]],
  ];
  for (const [matcher, words, holding, not] of cases) {
    it(words, () => {
      assert.equal(describeNumber(matcher), words);
      for (const value of holding) assert.equal(matchNumber(matcher, value), undefined, `${value} should hold`);
      for (const value of not) assert.equal(matchNumber(matcher, value)?.found, String(value), `${value} should not hold`);
    });
  }

  it('says what was expected', () => assert.deepEqual(matchNumber({ below: 3 }, 5), { message: 'is 5, expected below 3', expected: 'below 3', found: '5' }));

  it('equals and not are opposites', () => fc.assert(fc.property(fc.integer(), fc.integer(), (wanted, value) => {
    assert.notEqual(matchNumber({ equals: wanted }, value) === undefined, matchNumber({ not: wanted }, value) === undefined);
  })));
});
