import assert from 'node:assert/strict';
import { remembered } from '../../../src/events';

describe('remembered', () => {
  it('makes the answer for each object once, also where that is false or nothing', () => {
    const asked: object[] = [];
    const isEmpty = remembered((list: readonly unknown[]) => {
      asked.push(list);
      return list.length === 0 ? undefined : false;
    });
    const [empty, other] = [[], [1]];

    assert.deepEqual([isEmpty(empty), isEmpty(other), isEmpty(empty), isEmpty(other)], [undefined, false, undefined, false]);

    assert.deepEqual(asked, [empty, other]);
  });

  it('asks again for another object that looks the same', () => {
    const copy = remembered((list: readonly number[]) => [...list]);

    assert.notEqual(copy([1]), copy([1]));
  });
});
