import assert from 'node:assert/strict';
import { BUILT_IN_TYPES } from '../../../src/events';
import { checkObserver, OBSERVER_RULES, violationsText } from '../../../src/testing';
import { sampleRun } from '../../../src/testing/sample-run';
import { Counter, OBSERVER_SPECIMENS, result } from './observer-specimens';

describe('the rules of observers', () => {
  it('are kept by a sound one', async () => assert.equal(violationsText(await checkObserver(() => new Counter(), { result }), OBSERVER_RULES), ''));

  it('let an observer hear every type there is', () => {
    const told = new Set(sampleRun().map(({ type }) => type));
    assert.deepEqual(BUILT_IN_TYPES.filter((type) => !told.has(type)), []);
  });

  it('have a specimen each', () => assert.deepEqual(Object.keys(OBSERVER_SPECIMENS), OBSERVER_RULES.map(({ id }) => id)));

  for (const rule of OBSERVER_RULES) {
    it(`${rule.id}: ${rule.says}`, async () => {
      const [make, options = {}] = OBSERVER_SPECIMENS[rule.id] ?? [() => new Counter()];
      assert.ok([...await rule.check({ ...options, make })].length > 0, 'the specimen is not caught');
      assert.deepEqual([...await rule.check({ make: () => new Counter(), result })], [], 'the sound one is kept');
    });
  }
});
