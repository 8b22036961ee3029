import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadExperiment } from '../../../src/config';

/** A snippet that is a list stands for the steps of a test. */
const whole = (snippet: string): string =>
  snippet.startsWith('- ') ? `name: x\ntests:\n  - name: y\n    steps:\n${snippet.replace(/^/gm, '      ')}` : snippet;

describe('YAML in the documents', () => {
  for (const file of ['README.md', 'docs/experiment-format.md']) {
    const snippets = [...readFileSync(file, 'utf8').matchAll(/```yaml\n([^]*?)```/g)].map(([, snippet = '']) => snippet);
    it(`${file}: every snippet is an experiment without a problem`, () => {
      assert.ok(snippets.length > 0);
      for (const snippet of snippets) {
        const { problems, tests } = loadExperiment(path.resolve('snippet.yaml'), whole(snippet));
        assert.deepEqual(problems.map(({ range, message }) => `${range.start.line}: ${message}`), [], snippet);
        assert.ok(tests.length > 0, snippet);
      }
    });
  }
});
