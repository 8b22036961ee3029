import assert from 'node:assert/strict';
import fc from 'fast-check';
import { diffTexts } from '../../../../src/engine/matchers/text-diff';

describe('the difference of two texts', () => {
  it('shows what was expected, what was found, and a little around', () => {
    const lines = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`);
    assert.equal(diffTexts(lines.join('\n'), lines.with(9, 'other').toSpliced(15, 1).join('\n')),
      '…\n  line 8\n  line 9\n- line 10\n+ other\n  line 11\n  line 12\n…\n  line 14\n  line 15\n- line 16\n  line 17\n  line 18');
  });

  it('is not told of single lines, equal texts, or very long ones', () => {
    assert.equal(diffTexts('a', 'b'), undefined);
    assert.equal(diffTexts('a\nb', 'a\nb\n'), undefined);
    assert.equal(diffTexts('a\n'.repeat(500), 'b\n'.repeat(500)), undefined);
  });

  it('leads from one text to the other', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 2, maxLength: 8 });
    fc.assert(fc.property(text, text, (a, b) => {
      const diff = diffTexts([...a, 'end'].join('\n'), [...b, 'end'].join('\n'));
      const lines = diff?.split('\n') ?? [];
      const kept = (sign: string) => lines.filter((line) => line.startsWith(sign)).length;
      assert.equal(a.length - kept('-'), b.length - kept('+'));
      assert.equal(diff === undefined, a.join('\n') === b.join('\n'));
    }));
  });
});
