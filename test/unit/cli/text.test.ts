import assert from 'node:assert/strict';
import fc from 'fast-check';
import { displayWidth, fit } from '../../../src/cli/text/display-width';
import { clockText, parseDuration } from '../../../src/cli/text/duration';
import { durationText } from '../../../src/results';
import { compileNameGlob } from '../../../src/config';
import { printable, printableOutput } from '../../../src/cli/text/printable';
import { spansText } from '../../../src/cli/text/spans';

describe('text of the command line', () => {
  it('reads durations', () => {
    const cases: readonly (readonly [string, number | undefined])[] = [
      ['90', 90_000], ['0.5', 500], ['500ms', 500], ['2s', 2000], ['1m30s', 90_000], ['2h', 7_200_000], ['7d', 604_800_000], ['2w', 1_209_600_000],
      ['0', undefined], ['0s', undefined], ['-1s', undefined], ['soon', undefined], ['', undefined], ['1x', undefined], ['1s2', undefined], ['1e3', undefined],
    ];
    for (const [text, ms] of cases) assert.equal(parseDuration(text), ms, text);
  });

  it('writes durations and clocks', () => {
    assert.deepEqual([12.4, 1234, 59_949, 59_960, 125_000].map(durationText), ['12 ms', '1.2 s', '59.9 s', '1 min 00 s', '2 min 05 s']);
    assert.deepEqual([-5, 999, 42_000, 727_000, 3_723_000].map(clockText), ['0:00', '0:00', '0:42', '12:07', '1:02:03']);
  });

  it('counts columns as terminals do', () => {
    const cases: readonly (readonly [string, number])[] = [['abc', 3], ['名前', 4], ['é', 1], ['e\u0301', 1], ['👩‍👩‍👧', 2], ['✓ ok', 4], ['한글', 4], ['', 0]];
    for (const [text, width] of cases) assert.equal(displayWidth(text), width, JSON.stringify(text));
  });

  it('takes the short way only with signs of one column each', () => {
    const signs = ['•', '…', '›', '←', '↓', '◌', '✓', '✗', ...Array.from({ length: 256 }, (_, index) => String.fromCodePoint(0x2800 + index))];
    // With an accent they go the long way.
    for (const sign of signs) assert.deepEqual([displayWidth(sign), displayWidth(`${sign}\u0301`)], [1, 1], sign);
    assert.deepEqual([displayWidth('✓\ufe0f'), displayWidth('a✓\ufe0fb')], [2, 4]);
  });

  it('never cuts to more columns than allowed, and keeps what fits', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.integer({ min: 1, max: 20 }), (text, columns) => {
      const cut = fit(text, columns);
      assert.ok(displayWidth(cut) <= columns);
      if (displayWidth(text) <= columns) assert.equal(cut, text);
    }));
  });

  it('cuts styled lines without cutting a style', () => {
    const style = (text: string): string => `<${text}>`;
    assert.equal(spansText([{ text: 'ab', style }, { text: 'cdef', style }, { text: 'g' }], 4), '<ab><c…>');
    assert.equal(spansText([{ text: 'ab', style }, { text: 'c' }]), '<ab>c');
  });

  it('matches globs on the whole text, with only * and ? wild', () => {
    const cases: readonly (readonly [string, string, boolean])[] = [
      ['fetch*', 'fetches (a, b)', true], ['fetch', 'fetches', false], ['*(a, ?)', 'x (a, b)', true], ['a.c', 'abc', false],
      ['[x]', '[x]', true], ['[x]', 'x', false], ['*', 'two\nlines', true], ['a?b', 'a😀b', true], ['$^+', '$^+', true],
    ];
    for (const [glob, text, matches] of cases) assert.equal(compileNameGlob(glob)(text), matches, `${glob} on ${text}`);
  });

  it('lets no control character through', () => {
    assert.equal(printable('a\nb\t\u001b[31mred\u202e'), 'a\\nb\\t\\u001b[31mred\\u202e');
    assert.equal(printableOutput('\u001b[31mred\u001b[0m\tx\u0007'), 'red    x\\u0007');
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.doesNotMatch(printable(text), /\p{Cc}/u);
      assert.doesNotMatch(printableOutput(text), /\p{Cc}/u);
    }));
  });
});
