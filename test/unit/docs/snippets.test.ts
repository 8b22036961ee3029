import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadExperiment } from '../../../src/config';

/** A snippet that is a list stands for the steps of a test. */
const whole = (snippet: string): string =>
  snippet.startsWith('- ') ? `name: x\ntests:\n  - name: y\n    steps:\n${snippet.replace(/^/gm, '      ')}` : snippet;

describe('YAML in the documents', () => {
  for (const file of ['README.md', 'docs/experiment-format.md', 'docs/observers.md']) {
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

/** A file that uses the key where a group of the list says it belongs. */
const USING: { readonly [group: string]: (key: string) => string } = {
  Services: (key) => `tests: [{ name: a, services: { s: { command: [x], ${key}: x } } }]\n`,
  Networks: (key) => `tests: [{ name: a, network_environment: ${key}, steps: [{ wait: 1 }] }]\n`,
};

describe('what the documents call not supported yet', () => {
  const section = readFileSync('docs/experiment-format.md', 'utf8').split('## Not supported yet\n')[1] ?? '';
  const groups = [...section.replaceAll('\n', ' ').matchAll(/(\w[\w ]*): ([^.]*(?:\.\w[^.]*)*)\./g)];
  const found = groups.map(([, name = '']) => name);

  it('covers every group', () => assert.deepEqual(found, Object.keys(USING)));

  for (const [, group = '', list = ''] of groups) {
    for (const key of [...list.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)) {
      it(`${group}: ${key}`, () => {
        const text = USING[group]?.(key) ?? '';
        const { problems } = loadExperiment(path.resolve('later.yaml'), text);
        assert.ok(problems.some(({ code }) => code === 'not-yet-supported'), `${text}${problems.map(({ code, message }) => `${code} ${message}`).join('\n')}`);
      });
    }
  }
});
