import assert from 'node:assert/strict';
import { messageOf } from '../../../src/events';

describe('what is said of something that was thrown', () => {
  it('is its message, or its text', () => {
    assert.deepEqual([new Error('no'), 'no', 7, null, undefined, Symbol('s')].map(messageOf), ['no', 'no', '7', 'null', 'undefined', 'Symbol(s)']);
  });

  it('is a text also where it has none, or throws in its turn', () => {
    const hostile = new Proxy({}, { getPrototypeOf: () => { throw new Error('again'); } });
    const unreadable = Object.defineProperty(new Error('x'), 'message', { get: () => { throw new Error('again'); } });
    for (const thrown of [Object.create(null), { toString: 1 }, { toString: () => { throw new Error('again'); } }, hostile, unreadable]) assert.equal(messageOf(thrown), 'something that has no text');
    assert.equal(messageOf(Object.assign(new Error('x'), { message: 7 })), '7');
  });
});
