import assert from 'node:assert/strict';
import { loadExperiment } from '../../../src/config';
import { FILE, load, tell } from './reading';

const names = (text: string): readonly string[] => load(text).tests.map(({ name }) => name);
const good = (name: string): string => `  - name: ${name}\n    steps: [ { run: "true" } ]\n`;

describe('a broken file', () => {
  const BROKEN: readonly (readonly [what: string, test: string])[] = [
    ['an unclosed quote', '  - name: bad\n    tags: ["a]\n'],
    ['an unclosed bracket', '  - name: bad\n    tags: [a, b\n'],
    ['an unclosed brace', '  - name: bad\n    env: { A: b\n'],
    ['a tab', '  - name: bad\n\ttags: [a]\n'],
    ['a key without a value separator', '  - name: bad\n    timeout 3s\n    tags: [a]\n'],
    ['a wrong indentation', '  - name: bad\n      tags: [a]\n    env: {}\n'],
    ['an unquoted expression', '  - name: bad\n    env: { A: ${{ matrix.a }} }\n'],
  ];
  for (const [what, bad] of BROKEN) {
    it(`with ${what} in one test runs the tests around it`, () => {
      const text = `name: x\ntests:\n${good('before')}${bad}${good('after')}`;
      const { broken, loaded } = tell(text);
      assert.deepEqual(loaded.tests.map(({ name }) => name), ['before', 'bad', 'after']);
      assert.deepEqual(broken, ['bad']);
      assert.equal(loaded.blocked, false);
      const [line] = loaded.problems.map(({ range }) => range.start.line);
      assert.ok(line !== undefined && line >= 5 && line <= 7, `told at line ${line}`);
    });
  }

  it('with an unquoted expression among steps says that alone, not what the parser makes of the lines behind it', () => {
    const { problems } = tell('tests:\n  - name: a\n    steps:\n      - { run: echo, env: { A: ${{ x }} } }\n      - wait: 20s\n    timeout: 50s\n    assertions:\n      - x\n');
    assert.deepEqual(problems, ['error unquoted-expression ${{ x }}']);
  });

  it('with values that have names of their own for what every object has, says what does not hold', () => {
    const { problems } = tell(['tests:', '  - name: "${{ matrix.a }}"', '    matrix: { a: [ { toString: 1 } ], include: [ { b: { toString: [] } } ], exclude: [ { a: x } ] }',
      '    network_environment: "${{ matrix.b }}"', '    steps: [ { run: x, when: { a: y, b: z } } ]', ''].join('\n'));
    assert.deepEqual(problems, ['warning excludes-nothing x', 'error unknown-network "${{ matrix.b }}"', 'warning matches-nothing y', 'warning matches-nothing z']);
  });

  it('with damage in a top-level value is blocked, and its tests stay listed', () => {
    const { loaded } = tell(`name: "x\ntests:\n${good('a')}`);
    assert.equal(loaded.blocked, true);
    assert.deepEqual(loaded.tests.map(({ name }) => name), ['a']);
  });

  it('with damaged variables breaks only the tests that use them', () => {
    const { broken, loaded } = tell(`variables: { a: [1\ntests:\n${good('apart')}  - name: user\n    env: { A: "\${{ variables.a }}" }\n`);
    assert.deepEqual(broken, ['user']);
    assert.equal(loaded.blocked, false);
  });

  it('with a ring of variables breaks only the tests that reach it', () => {
    const text = ['variables:', '  a: ${{ variables.b }}', '  b: ${{ variables.a }}', '  c: to ${{ variables.a }}', '  d: fine', 'tests:', '  - { name: one, env: { X: "${{ variables.c }}" } }', '  - { name: two, env: { X: "${{ variables.d }}" } }', ''].join('\n');
    const { problems, broken } = tell(text);
    assert.deepEqual(problems, ['error variable-ring ${{ variables.b }}', 'error variable-ring ${{ variables.a }}']);
    assert.deepEqual(broken, ['one']);
  });

  it('with broken defaults breaks the tests that use them', () => {
    const text = 'defaults: { service: { ready: { timeout: soon } } }\ntests:\n  - name: user\n    services: { server: { command: [node] } }\n  - name: apart\n  - name: own\n    services: { server: { command: [node], ready: { timeout: 3s } } }\n';
    const { problems, broken } = tell(text);
    assert.deepEqual(problems, ['error wrong-value soon']);
    assert.deepEqual(broken, ['user']);
  });

  it('with all tests in one damaged list stays listed', () => {
    const { loaded } = tell('name: x\ntests: [ { name: a }, { name: b, tags: ["x } ]\n');
    assert.equal(loaded.blocked, true);
    assert.deepEqual(loaded.tests.map(({ name }) => name), ['a', 'b']);
  });

  it('with damage runs the tests that use anchors of sound ones', () => {
    const text = `tests:\n  - name: first\n    env: &shared { A: b }\n  - name: bad\n    tags: [a\n  - name: last\n    env: *shared\n`;
    const { broken, loaded } = tell(text);
    assert.deepEqual(broken, ['bad']);
    assert.deepEqual(loaded.tests.at(-1)?.env, { A: 'b' });
    assert.deepEqual(tell(text.replace('tags: [a', 'tags: [a]').replace('&shared {', '&shared [')).broken, ['first', 'last']);
  });

  it('is blocked by a problem at its top level', () => {
    assert.equal(load(`timeout: soon\ntests:\n${good('a')}`).blocked, true);
    assert.equal(load(`parallel: many\ntests:\n${good('a')}`).blocked, true);
  });

  it('is blocked by a second document, and the tests of the first stay listed', () => {
    const { loaded } = tell(`tests:\n${good('a')}---\ntests: []\n`);
    assert.equal(loaded.blocked, true);
    assert.deepEqual(loaded.tests.map(({ name, errors }) => [name, errors.length]), [['a', 0]]);
  });

  it('with a duplicate key in one test breaks that test', () => {
    assert.deepEqual(tell(`tests:\n${good('a')}  - name: b\n    env: {}\n    env: {}\n`).broken, ['b']);
  });
});

describe('a file as bytes', () => {
  const bytes = (...parts: readonly (string | number)[]): Uint8Array => Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.of(part))));

  it('may have a byte order mark and CR LF', () => {
    const text = `\uFEFFname: x\r\ntests:\r\n  - name: a\r\n    timeout: soon\r\n`;
    const loaded = loadExperiment(FILE, Buffer.from(text));
    assert.equal(loaded.text, text);
    assert.deepEqual(loaded.problems.map(({ range }) => [range.start.line, range.start.column, range.end.column]), [[4, 14, 18]]);
  });

  it('must be UTF-8', () => {
    const broken = loadExperiment(FILE, bytes('name: x\ntests:\n  - name: "', 0xff, '"\n'));
    assert.deepEqual(broken.problems.map(({ code, range }) => [code, range.start.line]), [['invalid-utf-8', 3]]);
    const utf16 = loadExperiment(FILE, Buffer.from('\uFEFFname: x\n', 'utf16le'));
    assert.deepEqual(utf16.problems.map(({ code }) => code), ['utf-16']);
    assert.equal(utf16.blocked, true);
    const zero = loadExperiment(FILE, bytes('name: x\ntests: [ { name: "a', 0, '" } ]\n'));
    assert.deepEqual(zero.problems.map(({ code, range }) => [code, range.start.line]), [['nul-byte', 2]]);
  });

  it('may be empty, or have no tests: that is information', () => {
    for (const text of ['', '\n\n# only a comment\n', 'name: x\ntests: []\n', 'name: x\ntests:\n']) {
      const loaded = load(text);
      assert.deepEqual(loaded.problems.map(({ severity }) => severity), ['information'], JSON.stringify(text));
      assert.equal(loaded.blocked, false);
    }
    assert.deepEqual(load('name: x\n').problems.map(({ code, severity }) => `${severity} ${code}`), ['error missing-key']);
  });

  it('takes names of JavaScript as ordinary ones', () => {
    const loaded = load('variables: { __proto__: 1, constructor: 2 }\ntests:\n  - name: "${{ variables.__proto__ }} ${{ variables.constructor }}"\n    env: { __proto__: "${{ variables.__proto__ }}" }\n');
    assert.deepEqual(loaded.problems, []);
    assert.deepEqual(loaded.tests.map(({ name }) => name), ['1 2']);
    assert.deepEqual(Object.keys(loaded.tests[0]?.env ?? {}), ['__proto__']);
    assert.deepEqual(load('tests:\n  - name: "${{ variables.toString }}"\n').problems.map(({ code }) => code), ['unknown-name']);
  });
});

describe('limits', () => {
  it('refuse a file of more than 1 MiB', () => {
    const loaded = load(`tests: []\n#${'x'.repeat(1024 * 1024)}`);
    assert.deepEqual(loaded.problems.map(({ code }) => code), ['too-big']);
    assert.equal(loaded.blocked, true);
  });

  it('refuse what is too deep', () => {
    for (const depth of [70, 100_000]) assert.deepEqual(load(`tests: ${'['.repeat(depth)}${']'.repeat(depth)}`).problems.map(({ code }) => code), ['too-deep']);
    const block = Array.from({ length: 80 }, (_, level) => `${' '.repeat(level)}a:`).join('\n');
    assert.deepEqual(load(block).problems.map(({ code }) => code), ['too-deep']);
  });

  it('refuse aliases that stand for too much', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]', ...['b', 'c', 'd', 'e', 'f'].map((name, index) => `${name}: &${name} [${Array(10).fill(`*${'abcdef'[index]}`).join(', ')}]`), 'tests: []'].join('\n');
    assert.deepEqual(load(bomb).problems.map(({ code }) => code), ['too-many-aliases']);
  });

  it('count 100,000 test cases before they are made', () => {
    const values = (count: number): string => `[${Array.from({ length: count }, (_, index) => index).join(', ')}]`;
    const text = (iterations: number): string => `tests:\n${good('small')}  - name: big\n    matrix: { a: ${values(100)}, b: ${values(100)} }\n    iterations: ${iterations}\n`;
    const many = load(text(10));
    assert.deepEqual(many.problems.map(({ code }) => code), ['too-many-cases']);
    assert.equal(many.blocked, true);
    assert.deepEqual(many.tests.map(({ base }) => base), ['small', 'big']);
    assert.equal(load(text(9)).tests.length, 90_001);
    assert.equal(load('tests: [ { name: a, iterations: 999999999999 } ]').blocked, true);
  });

  it('keep every listed name apart in its folder', () => {
    const loaded = load('tests:\n  - name: "../../etc/passwd"\n    iterations: 300\n  - name: "日本語 ünïcödé"\n  - name: con\n');
    const dirs = loaded.tests.map(({ dir }) => dir);
    assert.equal(new Set(dirs).size, dirs.length);
    for (const dir of dirs) assert.match(dir, /^[A-Za-z0-9][A-Za-z0-9-]{0,59}$/);
    assert.deepEqual(names('tests: [ { name: a } ]'), ['a']);
  });
});
