import assert from 'node:assert/strict';
import path from 'node:path';
import fc from 'fast-check';
import { experimentDir, fileHash } from '../../../src/results/run-store';

const FILE = path.resolve('a.experiment.yaml');
const nameOf = (name: string) => path.basename(experimentDir('/outputs', name, FILE));

describe('the folder of an experiment', () => {
  it('is its name in ASCII, with a hash of the file', () => {
    assert.equal(nameOf('Load of "nginx" / Crème ü'), `Load-of-nginx-Creme-u-${fileHash(FILE)}`);
    assert.equal(nameOf('日本語 🧪'), `experiment-${fileHash(FILE)}`);
    assert.equal(nameOf('../..'), `experiment-${fileHash(FILE)}`);
  });

  it('is one plain name of at most 60 characters and the hash, whatever the experiment is called', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (name) => {
      assert.match(nameOf(name), /^[A-Za-z0-9_][A-Za-z0-9._-]{0,59}-[0-9a-f]{8}$/);
    }));
  });
});
