import assert from 'node:assert/strict';
import { Bench } from './bench';

/** Every kind of broken file, and the line at which the first problem is. */
const BAD: { readonly [name: string]: readonly [text: string | Uint8Array, line: number] } = {
  'unclosed-quote': ['name: "x\ntests:\n  - name: a\n', 1],
  'bad-indent': ['name: x\ntests:\n  - name: a\n   steps: []\n', 4],
  tabs: ['name: x\ntests:\n\t- name: a\n', 3],
  'unclosed-flow': ['name: x\ntests: [ { name: a\n', 3],
  'two-documents': ['name: x\ntests: [{ name: a, steps: [{ wait: 1 }] }]\n---\nname: y\n', 3],
  'custom-tag': ['name: !!js/function "x"\ntests: [{ name: a, steps: [{ wait: 1 }] }]\n', 1],
  'duplicate-key': ['name: x\nname: y\ntests: [{ name: a, steps: [{ wait: 1 }] }]\n', 2],
  'unknown-alias': ['name: x\ntests: *nothing\n', 2],
  'a-list': ['- name: a\n- name: b\n', 1],
  'a-word': ['hello\n', 1],
  'tests-is-a-word': ['name: x\ntests: all of them\n', 2],
  'test-is-a-number': ['name: x\ntests:\n  - 3\n', 3],
  'no-such-expression': ['name: x\ntests:\n  - name: a\n    steps:\n      - run: echo ${{ variables.nothing }}\n', 5],
  'unclosed-expression': ['name: x\ntests:\n  - name: a\n    steps:\n      - run: echo ${{ test.name\n', 5],
  'bad-pattern': ['name: x\ntests:\n  - name: a\n    steps:\n      - run: echo\n        expect: { stdout: { matches: "(" } }\n', 6],
  'unquoted-expression': ['name: x\nvariables: { n: 1 }\ntests:\n  - name: a\n    steps:\n      - { run: echo, expect: { exit_code: ${{ variables.n }} } }\n', 6],
  'invalid-utf-8': [Buffer.from('name: x\ntests:\n  - name: "\xff"\n', 'latin1'), 3],
  nul: ['name: x\ntests:\n  - name: "\0"\n', 3],
  'utf-16': [Buffer.from('\ufeffname: x\n', 'utf16le'), 1],
  'alias-bomb': [`a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]\n${'bcdefgh'.split('').map((c) => `${c}: &${c} [${Array(9).fill(`*${String.fromCharCode(c.charCodeAt(0) - 1)}`).join(', ')}]\n`).join('')}tests: *h\n`, 1],
  deep: [`name: x\ntests: ${'['.repeat(500)}${']'.repeat(500)}\n`, 2],
  'matrix-bomb': [`name: x\ntests:\n  - name: a\n    matrix:\n${'abcdef'.split('').map((c) => `      ${c}: [${Array.from({ length: 20 }, (_, n) => n).join(', ')}]\n`).join('')}    steps: [{ wait: 1 }]\n`, 4],
  proto: ['name: x\n__proto__: { polluted: true }\nconstructor: 1\ntests: [{ name: a, steps: [{ wait: soon }] }]\n', 2],
};

describe('broken files', function () {
  this.timeout(120_000);
  let bench: Bench;
  before(async () => {
    bench = await Bench.open();
    for (const [name, [text]] of Object.entries(BAD)) await bench.write(`${name}.yaml`, text);
  });
  after(() => bench.close());

  it('are named with file, line and column by validate, all in one call', async () => {
    const { code, stdout, stderr } = await bench.run('validate', ...Object.keys(BAD).map((name) => `${name}.yaml`));
    assert.equal(code, 1, stderr);
    assert.doesNotMatch(stdout + stderr, /itself broke|\n {4}at /);
    for (const [name, [, line]] of Object.entries(BAD)) {
      const problems = stdout.split('\n').filter((text) => text.startsWith(`${name}.yaml:`));
      assert.ok(problems.length > 0, `${name}: no problem\n${stderr}`);
      for (const problem of problems) assert.match(problem, /^[a-z0-9-]+\.yaml:\d+:\d+ (error|warning|information) [a-z0-9-]+ \S/);
      const lines = problems.map((problem) => Number(problem.split(':')[1]));
      assert.ok(lines.includes(line), `${name}: expected line ${line}\n${problems.join('\n')}`);
    }
  });

  it('never end run with an internal error, and never keep the next file from running', async () => {
    await bench.write('sound.yaml', 'name: sound\ntests: [{ name: a, steps: [{ wait: 1ms }] }]\n');
    const { stdout, stderr } = await bench.run('run', ...Object.keys(BAD).map((name) => `${name}.yaml`), 'sound.yaml', '--reporter', 'json');
    assert.doesNotMatch(stderr, /itself broke|\n {4}at /);
    assert.match(stdout, /"experiment":"sound".*"outcome":"passed"/);
  });

  it('with a second document run nothing, and say the same as validate', async () => {
    const checked = await bench.run('validate', 'two-documents.yaml');
    const { code, stdout, stderr } = await bench.run('run', 'two-documents.yaml');
    assert.deepEqual([checked.code, code, stdout], [1, 2, '']);
    assert.match(checked.stdout, /^two-documents\.yaml:3:1 error further-document /);
    assert.equal(stderr, checked.stdout);
  });
});
