import assert from 'node:assert/strict';
import fc from 'fast-check';
import { matchText } from '../../../../src/engine/matchers';
import { plainRegex } from '../../../../src/testing/plain-regex';

const look = async (json: unknown, value: unknown) => {
  const [mismatch] = await matchText({ json }, JSON.stringify(value), plainRegex);
  return mismatch && { expected: mismatch.expected, found: mismatch.found };
};

describe('JSON matchers', () => {
  const sound: readonly [matcher: unknown, value: unknown][] = [
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: { b: [{ c: 1 }] } }, { a: { b: [{ c: 1, d: 2 }], e: 3 } }],
    [null, null],
    [{ path: 'a.b[1].c', equals: 3 }, { a: { b: [{}, { c: 3 }] } }],
    [{ path: '$.items.length', above: 1, below: 3 }, { items: [1, 2] }],
    [{ path: '["a.b"]', equals: { x: 1 } }, { 'a.b': { x: 1, y: 2 } }],
    [{ path: 'gone', absent: true }, { here: 1 }],
    [{ path: 'n', within: [1, 5], not: 3 }, { n: 4 }],
    [{ path: '/usr/bin' }, { path: '/usr/bin', size: 1 }],
    [{ path: '/x', size: 1 }, { path: '/x', size: 1 }],
    [{ path: 'v', equals: null }, { v: null }],
  ];
  for (const [matcher, value] of sound) {
    it(`${JSON.stringify(matcher)} holds for ${JSON.stringify(value)}`, async () => assert.equal(await look(matcher, value), undefined));
  }

  const wrong: readonly [matcher: unknown, value: unknown, expected: string, found: string][] = [
    [{ status: 'up', n: 1 }, { status: 'down', n: 2 }, 'status: "up"\nn: 1', 'status: "down"\nn: 2'],
    [{ a: 1 }, { b: 1 }, 'a: 1', 'a: nothing'],
    [[1, 2], [1], '2 elements', '1 elements: [1]'],
    [[{ up: true }, { up: true }], [{ up: true }, { up: false }], '[1].up: true', '[1].up: false'],
    [{ a: '1' }, { a: 1 }, 'a: "1"', 'a: 1'],
    [{ path: 'n', below: 3 }, { n: 3 }, 'n: below 3', 'n: 3'],
    [{ path: 'n', below: 3 }, { n: '1' }, 'n: below 3', 'n: "1"'],
    [{ path: 'n', equals: 1 }, {}, 'n: 1', '{}'],
    [{ path: 'n', absent: true }, { n: 0 }, 'no n', '0'],
    [{ toString: 1 }, {}, 'toString: 1', 'toString: nothing'],
    [{ path: 'constructor', absent: false, equals: 1 }, {}, 'constructor: 1', '{}'],
  ];
  for (const [matcher, value, expected, found] of wrong) {
    it(`${JSON.stringify(matcher)} says what is wrong with ${JSON.stringify(value)}`, async () => assert.deepEqual(await look(matcher, value), { expected, found }));
  }

  it('names the first differences only', async () => {
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`k${index}`, index]));
    assert.match((await look(many, {}))?.found ?? '', /k4: nothing\n… 4 more$/);
  });

  it('every JSON value matches itself', () => fc.assert(fc.asyncProperty(
    fc.jsonValue().filter((value) => !JSON.stringify(value).includes('"path"')),
    async (value) => assert.equal(await look(JSON.parse(JSON.stringify(value)), value), undefined),
  )));
});
