import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EXIT, worst, type ExitCode } from '../../../src/cli/exit-code';

describe('the exit code of several files', () => {
  const WORST_FIRST: readonly ExitCode[] = [3, 130, 2, 1, 4, 0];

  it('is that of the worst: 3, 130, 2, 1, 4, 0, whatever their order', () => {
    assert.deepEqual(new Set(WORST_FIRST), new Set(Object.values(EXIT)));
    fc.assert(fc.property(fc.array(fc.constantFrom(...WORST_FIRST), { minLength: 1 }), (codes) => {
      assert.equal(worst(codes), WORST_FIRST[Math.min(...codes.map((code) => WORST_FIRST.indexOf(code)))]);
    }));
    assert.equal(worst([]), 0);
  });
});
