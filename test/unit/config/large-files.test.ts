import assert from 'node:assert/strict';
import { ConfigError, loadExperiment, resolveStep } from '../../../src/config';
import { FILE } from './reading';

const MANY = 3000;
const lines = (line: (index: number) => string): string => Array.from({ length: MANY }, (_, index) => line(index)).join('');
const oneTest = (rest: string): string => `tests:\n  - name: a\n${rest}`;
const problemsOf = (text: string): readonly string[] => loadExperiment(FILE, text).problems.map(({ code }) => code);
/** Of more than are told, and what stands for the rest. */
const all = (code: string): readonly string[] => [...Array.from({ length: MOST }, () => code), 'too-many-problems'];
/** So many are told of one file. */
const MOST = 1000;

// Each of them took from ten seconds to minutes where every part was held against every other.
describe('a file with thousands of', () => {
  it('aliases is read', () => {
    const { tests, problems } = loadExperiment(FILE, `description: &a one\n${oneTest(`    env:\n${lines((index) => `      A${index}: *a\n`)}    steps: [ { run: x } ]\n`)}`);
    assert.deepEqual(problems, []);
    assert.equal(tests.length, 1);
  });

  it('variables, each made of the one before it or after it, is read', () => {
    const steps = '    steps: [ { run: [ x, "${{ variables.v0 }}", "${{ variables.v2999 }}" ] } ]\n';
    assert.deepEqual(problemsOf(`variables:\n  v0: 1\n${lines((index) => `  v${index + 1}: "\${{ variables.v${index} }}"\n`)}${oneTest(steps)}`), []);
    assert.deepEqual(problemsOf(`variables:\n${lines((index) => `  v${index}: "\${{ variables.v${index + 1} }}"\n`)}  v3000: 1\n${oneTest(steps)}`), []);
  });

  it('variables in a ring says so at each', () => {
    const { problems } = loadExperiment(FILE, `variables:\n${lines((index) => `  v${index}: "\${{ variables.v${(index + 1) % MANY} }}"\n`)}${oneTest('    steps: [ { run: x } ]\n')}`);
    assert.deepEqual(problems.map(({ code }) => code), all('variable-ring'));
    assert.match(problems[1]?.message ?? '', /"v1" uses itself: v1 → … → v1, a ring of 3000$/);
  });

  it('unknown names says so at each', () => {
    const steps = `    steps:\n${lines((index) => `      - { id: s${index}, run: [ x, "\${{ steps.q${index}.stdout }}" ] }\n`)}`;
    assert.deepEqual(problemsOf(oneTest(steps)), all('unknown-name'));
    const services = `    services:\n${lines((index) => `      s${index}: { command: "true", depends_on: [q${index}] }\n`)}    steps: [ { run: x } ]\n`;
    assert.deepEqual(problemsOf(oneTest(services)), all('unknown-service'));
  });

  it('services on one port, in a chain or in a ring, says so', () => {
    const services = (rest: (index: number) => string): string => oneTest(`    services:\n${lines((index) => `      s${index}: { command: "true"${rest(index)} }\n`)}    steps: [ { run: x } ]\n`);
    assert.deepEqual(problemsOf(services(() => ', ports: { p: 8080 }')), all('duplicate-port'));
    assert.deepEqual(problemsOf(services((index) => (index === 0 ? '' : `, depends_on: [s${index - 1}]`))), []);
    assert.deepEqual(problemsOf(services((index) => `, depends_on: [s${(index + 1) % MANY}]`)), all('dependency-ring'));
  });

  it('excluded and included combinations is expanded, each as if it were alone', () => {
    const values = Array.from({ length: 300 }, (_, index) => index);
    const entries = (more: string): string => lines((index) => `        - { a: ${index % 300}, b: ${(index * 7) % 300}${more} }\n`);
    const matrix = (rest: string): string => oneTest(`    matrix:\n      a: [${values.join(', ')}]\n      b: [${values.join(', ')}]\n${rest}    steps: [ { run: x } ]\n`);
    const without = loadExperiment(FILE, matrix(`      exclude:\n${entries('')}        - { a: 5 }\n`)).tests;
    assert.equal(without.length, 89_401);
    assert.ok(without.every(({ matrix: { a, b } }) => a !== 5 && b !== (Number(a) * 7) % 300));
    const more = loadExperiment(FILE, matrix(`      include:\n${entries(', c: x')}`)).tests;
    assert.equal(more.length, 90_000);
    assert.ok(more.every(({ matrix: { a, b, c } }) => c === (b === (Number(a) * 7) % 300 ? 'x' : undefined)));
  });

  it('outcomes that are expected of as many combinations is read', () => {
    const values = Array.from({ length: MANY }, (_, index) => index).join(', ');
    const { tests, problems } = loadExperiment(FILE, oneTest(`    matrix: { a: [${values}] }\n    expect_outcome:\n${lines((index) => `      - { when: { a: ${index} }, outcome: failed, reason: r${index} }\n`)}    steps: [ { run: x, when: { a: [${values}] } } ]\n`));
    assert.deepEqual(problems, []);
    assert.deepEqual(tests[2999]?.expectOutcome, { outcome: 'failed', reason: 'r2999' });
  });
});

// Of the size that a file may have: where each slip looked through the whole text again, they took from minutes to hours.
describe('a large file full of', () => {
  const full = (line: string, letters: number): string => `tests:\n${line.repeat(Math.ceil(letters / line.length))}`;
  const FULL: readonly (readonly [what: string, text: string, code: string])[] = [
    ['tabs', full('\t- a\n', 200_000), 'tab-indent'], ['open quotes', full('- "a\n', 200_000), 'syntax'], ['brackets in one line', `tests: ${'[a]]'.repeat(50_000)}`, 'syntax'],
    ['comments', full('# a\n', 1_000_000), 'no-tests'], ['documents', full('---\na\n', 1_000_000), 'further-document'], ['carriage returns', full('\r', 1_000_000), 'no-tests'],
    ['empty lines in a damaged test', `tests:\n- name: [\n${'\n'.repeat(900_000)}- name: b\n`, 'syntax'],
    ['spaces in a comparison', `tests:\n- name: a\n  services: { s: { command: "true" } }\n  assertions: [ { type: performance_metric, service: s, metric: rps, expected: "${' '.repeat(900_000)}x" } ]\n`, 'wrong-value'],
  ];
  for (const [what, text, code] of FULL) {
    it(`${what} is read, and told`, () => {
      const codes = new Set(problemsOf(text));
      assert.ok(codes.has(code), [...codes].join());
      assert.ok(!codes.has('reader-failed'));
    });
  }
});

describe('a file with more problems than are told', () => {
  const many = (test: (index: number) => string): string => `name: x\ntests:\n${Array.from({ length: 1200 }, (_, index) => `  - name: t${index}\n${test(index)}`).join('')}`;

  for (const [what, code, test] of [
    ['slips in the YAML', 'syntax', '    tags: [a\n'], ['tabs', 'tab-indent', '\ttags: [a]\n'], ['keys that stand twice', 'duplicate-key', '    timeout: 1s\n    timeout: 1s\n'], ['wrong values', 'wrong-value', '    timeout: soon\n'],
  ] as const) {
    it(`of ${what} says from where on it was not looked at`, () => {
      const { problems, tests, blocked } = loadExperiment(FILE, many(() => test));
      assert.deepEqual(problems.map((problem) => problem.code), all(code));
      assert.match(problems.at(-1)?.message ?? '', /^More than 1,000 problems: nothing from here on was looked at$/);
      if (code === 'duplicate-key') return assert.ok(blocked && tests.length === 0);
      assert.ok(!blocked && tests.every(({ errors }) => errors.length > 0));
      assert.deepEqual([tests.length, tests.at(-1)?.name, tests.at(-1)?.errors.map((problem) => problem.code)], [1200, 't1199', ['too-many-problems']]);
      assert.equal(problems.at(-1)?.range.start.line, tests[1000]?.source.range.start.line);
    });
  }

  it('says how many were left out where nothing of them is an error', () => {
    const { problems, tests } = loadExperiment(FILE, many((index) => `    own${index}: 1\n    steps: [ { wait: 1s } ]\n`));
    assert.deepEqual([problems.length, problems.at(-1)?.code, problems.at(-1)?.severity, problems.at(-1)?.message], [1001, 'too-many-problems', 'information', '200 more problems are not told']);
    assert.ok(tests.every(({ errors }) => errors.length === 0));
  });

  it('counts what several tests share once', () => {
    const { problems, tests } = loadExperiment(FILE, `defaults: { timeout: soon }\n${many(() => '    steps: [ { wait: 1s } ]\n')}`);
    assert.deepEqual(problems.map(({ code }) => code), ['wrong-value']);
    assert.ok(tests.every(({ errors }) => errors.length === 1));
  });
});

describe('defaults', () => {
  const text = (services: number, tests: number): string => `defaults:\n  services:\n${Array.from({ length: services }, (_, index) => `    s${index}: { command: "true" }\n`).join('')}tests:\n${Array.from({ length: tests }, (_, index) => `  - name: t${index}\n`).join('')}`;

  it('that many tests multiply to millions of values block the file, whose tests stay listed', () => {
    const { problems, tests, blocked } = loadExperiment(FILE, text(1500, 1500));
    assert.deepEqual(problems.map(({ code, range }) => [code, range.start.line]), [['too-many-defaults', 1]]);
    assert.match(problems[0]?.message ?? '', /^"defaults" stand for 4,503,000 values in all tests together: at most 500,000 are read$/);
    assert.deepEqual([blocked, tests.length], [true, 1500]);
  });

  it('of fewer are read', () => {
    const { problems, tests } = loadExperiment(FILE, text(20, 20));
    assert.deepEqual([problems.length, tests.length, tests[19]?.services.length], [0, 20, 20]);
  });
});

describe('an alias', () => {
  it('stands for the last anchor of its name before it, also where it is repeated', () => {
    const { tests, problems } = loadExperiment(FILE, oneTest('    matrix:\n      a: [&x one, &y [*x, 1], &x two]\n      b: [*x, *y]\n    steps: [ { run: x } ]\n'));
    assert.deepEqual(problems, []);
    assert.deepEqual(tests.map(({ matrix }) => [matrix['a'], matrix['b']]), ['one', ['one', 1], 'two'].flatMap((a) => [[a, 'two'], [a, ['one', 1]]]));
  });
});

describe('variables that double', () => {
  const doubling = (first: string, value: (other: string) => string, last = 39): string =>
    `variables:\n  v0: ${first}\n${Array.from({ length: last }, (_, index) => `  v${index + 1}: ${value(`\${{ variables.v${index} }}`)}\n`).join('')}${oneTest(`    steps: [ { run: [ x, "\${{ variables.v${last} }}" ] } ]\n`)}`;
  const twice: readonly (readonly [what: string, value: (other: string) => string])[] = [
    ['a text', (other) => `"${other}${other}"`], ['lists', (other) => `["${other}", "${other}"]`], ['maps', (other) => `{ a: "${other}", b: "${other}" }`],
  ];
  for (const [what, value] of twice) {
    it(`as ${what}, are told where they become too large, and break the test that uses them`, () => {
      const { tests, problems } = loadExperiment(FILE, doubling('ten letter', value));
      assert.equal(problems[0]?.code, 'variable-too-large');
      assert.match(problems[0].message, /^The variable "v\d+" becomes too large with those that it uses: more than 8 MiB$/);
      assert.ok((tests[0]?.errors.length ?? 0) > 0);
    });

    it(`as ${what}, are told in a run, where only that knows the first`, () => {
      const { tests: [test], variables, problems } = loadExperiment(FILE, doubling('"${{ env.HOME }}"', value));
      assert.deepEqual(problems, []);
      const [step] = test?.steps ?? [];
      assert.ok(step);
      assert.throws(() => resolveStep(step, 0, { variables, env: { HOME: '/home/me' } }), (error: unknown) =>
        error instanceof ConfigError && /^The variable "v\d+" becomes too large/.test(error.problems[0]?.message ?? ''));
    });
  }

  it('are told where they are too deep to be worked out in a run', () => {
    assert.deepEqual(problemsOf(doubling('"${{ env.HOME }}"', (other) => `"${other}"`, 70)), Array.from({ length: 7 }, () => 'too-deep'));
  });
});
