import assert from 'node:assert/strict';
import { Explainer, type HelpOptions } from '../../../../src/config';
import { atOnce } from '../../../../src/config/work';

const TEXT = `variables: { port: 8080, url: "http://localhost:\${{ variables.port }}/", later: "\${{ run.id }}" }
defaults: { timeout: 1m }
tests:
  - name: a \${{ matrix.size }}
    matrix: { size: [1, 1000], "far": [x] }
    services:
      web:
        command: [serve, "\${{ variables.port }}", "\${{ services.web.ports.http }}", "\${{ variables.nothing }}"]
        ports: { http: auto }
        ready: { http: "\${{ variables.url }}" }
    steps:
      - run: "echo \${{ variables.later }} \${{ file.dir }} \${{ matrix.far }}"
        "expect": { exit_code: 0 }
        tmeout: 3s
    iterations: 3 # timeout
`;

/** What is told where the text has the word, and the text that it is told of. */
const told = (word: string, text = TEXT, options?: HelpOptions): readonly [explained: string, markdown: string] | undefined => {
  const at = text.indexOf(word);
  assert.ok(at >= 0, word);
  const found = atOnce(new Explainer().at(text, at + 1, '/project/sample.experiment.yaml', options));
  return found && [text.slice(found.from, found.to), found.markdown];
};

describe('explanations', () => {
  it('tell of a key what it is for, its type, whether it is required, and what holds without it', () => {
    assert.deepEqual(told('iterations'), ['iterations', '**iterations**: whole number\n\nHow often each combination runs.\n\nDefault: `1`']);
    assert.deepEqual(told('command'), ['command', '**command**: text \\| list (required)\n\nA list of a program and its arguments, which meets no shell, or a text for the shell.']);
    assert.match(told('timeout')?.[1] ?? '', /^\*\*timeout\*\*: duration\n\nThe time limit of one attempt\.\n\nDefault: `10m`\n\nExamples: `500ms`, `2s`/);
    assert.match(told('expect"')?.[1] ?? '', /What must hold, else the test fails\./);
    assert.match(told('exit_code')?.[1] ?? '', /Default: `0`/);
  });

  it('tell the value of an expression, as far as it is known before a run', () => {
    assert.deepEqual(told('${{ variables.port }}"'), ['${{ variables.port }}', '`variables.port` is `8080`']);
    assert.deepEqual(told('${{ variables.url'), ['${{ variables.url }}', '`variables.url` is `http://localhost:8080/`']);
    assert.deepEqual(told('${{ matrix.size'), ['${{ matrix.size }}', '`matrix.size` is one of `1`, `1000`']);
    assert.deepEqual(told('${{ matrix.far'), ['${{ matrix.far }}', '`matrix.far` is `x`']);
    assert.deepEqual(told('${{ file.dir'), ['${{ file.dir }}', '`file.dir` is `/project`']);
    assert.deepEqual(told('${{ variables.later'), ['${{ variables.later }}', '`variables.later`: known when it runs']);
    assert.deepEqual(told('${{ services.web'), ['${{ services.web.ports.http }}', '`services.web.ports.http`: known when it runs']);
  });

  it('have nothing to tell of names, values, comments, and what is wrong', () => {
    for (const word of ['web:', 'serve', 'tmeout', ' timeout\n', '${{ variables.nothing', 'far"']) assert.equal(told(word), undefined, word);
  });

  it('of a file of PANTHER are those of its keys', () => {
    const text = 'tests:\n  - services:\n      s:\n        implementation: { name: picoquic, type: iut }\n        debug_environment: 1\n';
    assert.deepEqual(told('implementation', text)?.[1], '**implementation**: map\n\nWhat runs.');
    assert.match(told('type', text)?.[1] ?? '', /iut \\\| testers\n\nWhat is tested, or what tests\./);
  });
});
