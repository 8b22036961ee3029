import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { TextMatcher } from '../../../../src/config';
import { matchText } from '../../../../src/engine/matchers';
import { RegexError } from '../../../../src/workers';
import { plainRegex } from '../../../../src/testing/plain-regex';

const messagesOf = async (matcher: TextMatcher, text: string) => (await matchText(matcher, text, plainRegex)).map(({ message }) => message);

describe('text matchers', () => {
  const cases: readonly [matcher: TextMatcher, text: string, messages: readonly string[]][] = [
    [{}, 'anything', []],
    [{ contains: 'ok' }, 'all ok here', []],
    [{ contains: 'ok' }, 'all bad', ['does not contain "ok"']],
    [{ contains: ['a', 'b', 'z'] }, 'abc', ['does not contain "z"']],
    [{ not_contains: 'bad' }, 'good', []],
    [{ not_contains: ['good', 'bad'] }, 'bad', ['contains "bad"']],
    [{ equals: 'hello' }, 'hello', []],
    [{ equals: 'hello' }, 'hello\n', []],
    [{ equals: 'hello' }, 'hello\r\n', []],
    [{ equals: 'hello\n' }, 'hello\n', []],
    [{ equals: 'hello\n' }, 'hello', ['is "hello", expected "hello\\n"']],
    [{ equals: 'hello' }, 'hello\n\n', ['is "hello\\n\\n", expected "hello"']],
    [{ matches: '^second$' }, 'first\nsecond\nthird', []],
    [{ matches: '^sec$' }, 'first\nsecond', ['does not match /^sec$/']],
    [{ not_matches: '^e' }, 'one\ntwo', []],
    [{ not_matches: '^t' }, 'one\ntwo', ['matches /^t/']],
    [{ empty: true }, '', []],
    [{ empty: true }, ' \n', []],
    [{ empty: true }, 'x', ['is not empty: "x"']],
    [{ empty: false }, 'x', []],
    [{ empty: false }, '\n', ['is empty']],
    [{ json: { status: 'up' } }, '{"status":"up","more":1}', []],
    [{ json: { status: 'up' } }, '{"status":"down"}', ['has other JSON at status']],
    [{ json: {} }, 'two\nlines', ['is no JSON (Unexpected token \'w\', "two lines" is not valid JSON)']],
    [{ json: {} }, 'no json', ['is no JSON (Unexpected token \'o\', "no json" is not valid JSON)']],
    [{ contains: 'a', not_contains: 'b', empty: true }, 'b', ['does not contain "a"', 'contains "b"', 'is not empty: "b"']],
  ];
  for (const [matcher, text, messages] of cases) {
    it(`${JSON.stringify(matcher)} on ${JSON.stringify(text)}`, async () => assert.deepEqual(await messagesOf(matcher, text), messages));
  }

  it('shows the line in which something unwanted stands', async () => {
    const [mismatch] = await matchText({ not_matches: 'panic' }, 'one\ntwo panic two\nthree', plainRegex);
    assert.equal(mismatch?.found, 'two panic two');
  });

  it('cuts what it shows of a long text, and keeps both ends', async () => {
    const [mismatch] = await matchText({ contains: 'nowhere' }, `begin ${'x'.repeat(100_000)} end`, plainRegex);
    assert.ok(mismatch !== undefined && mismatch.found.length < 600, mismatch?.found);
    assert.match(mismatch.found, /^begin x+\n… 99610 characters …\nx+ end$/);
  });

  it('a pattern that breaks is told apart from one that does not match, and the rest is looked at all the same', async () => {
    const slow = { matchRegex: () => Promise.reject(new RegexError('regex-timeout', 'too slow')) };
    const mismatches = await matchText({ matches: '(x+)+$', contains: 'y', json: {} }, 'xxxx', slow);
    assert.deepEqual(mismatches.map(({ message, broken }) => [message.replace(/ \(.*\)$/, ''), broken]), [
      ['does not contain "y"', undefined], ['cannot be matched: the pattern /(x+)+$/ took longer than 5 s', true], ['is no JSON', undefined],
    ]);
  });

  it('contains and not_contains are opposites', () => fc.assert(fc.asyncProperty(fc.string(), fc.string({ minLength: 1 }), async (text, part) => {
    const both = [(await messagesOf({ contains: part }, text)).length, (await messagesOf({ not_contains: part }, text)).length];
    assert.deepEqual(both.sort(), [0, 1]);
  })));
});
