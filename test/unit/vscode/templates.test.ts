import assert from 'node:assert/strict';
import path from 'node:path';
import { loadExperiment } from '../../../src/config';
import { TEMPLATES } from '../../../src/vscode/commands/experiment-template';

describe('templates of new experiments', () => {
  for (const { id, text } of TEMPLATES) {
    it(`${id} has no problem, whatever its name`, () => {
      for (const name of ['plain', 'with: "quotes" # and more', 'ünï ${{ x }}'.replace('${{ x }}', '')]) {
        const { name: read, problems, tests } = loadExperiment(path.resolve('new.experiment.yaml'), text(JSON.stringify(name)));
        assert.deepEqual(problems, []);
        assert.equal(read, name);
        assert.ok(tests.length > 0);
      }
    });
  }
});
