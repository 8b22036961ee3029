import assert from 'node:assert/strict';
import { load, oneTest, selected, tell } from './reading';

const ids = (text: string): readonly string[] => load(text).tests.map(({ id }) => id);

describe('test cases', () => {
  it('come in the order of the matrix, first key slowest', () => {
    const loaded = load(oneTest('matrix: { server: [nginx, proxy], n: [1, 2] }'));
    assert.deepEqual(loaded.tests.map(({ name }) => name), ['one (nginx, 1)', 'one (nginx, 2)', 'one (proxy, 1)', 'one (proxy, 2)']);
    assert.deepEqual(loaded.tests[1]?.matrix, { server: 'nginx', n: 2 });
    assert.deepEqual(new Set(loaded.tests.map(({ base }) => base)), new Set(['one']));
  });

  it('are excluded by a part of a combination', () => {
    assert.deepEqual(ids(oneTest('matrix: { a: [x, y], b: [1, 2], exclude: [ { a: x }, { a: y, b: 2 } ] }')), ['one (y, 1)']);
    assert.deepEqual(ids(oneTest('matrix: { s: [ { name: p, v: 1 }, { name: q, v: 2 } ], exclude: [ { s: { name: p } } ] }')), ['one ({"name":"q","v":2})']);
  });

  it('have the matrix in their name only once', () => {
    const loaded = load('tests:\n  - name: serve ${{ matrix.a }}\n    matrix: { a: [x, y] }\n    iterations: 2\n');
    assert.deepEqual(loaded.tests.map(({ name }) => name), ['serve x', 'serve x', 'serve y', 'serve y']);
    assert.deepEqual(loaded.tests.map(({ iteration }) => iteration), [1, 2, 1, 2]);
    assert.deepEqual(loaded.tests.map(({ id }) => id), ['serve x [1]', 'serve x [2]', 'serve y [1]', 'serve y [2]']);
  });

  it('are told apart when equal in name', () => {
    assert.deepEqual(ids('tests: [ { name: a }, { name: a }, { name: b }, { name: a } ]'), ['a', 'a#2', 'b', 'a#3']);
    const twins = ids('tests:\n  - { name: a (x) }\n  - { name: a, matrix: { m: [x, 1, "1", true, "true"] } }\n');
    assert.equal(new Set(twins).size, 6);
  });

  it('take their iterations from the command line', () => {
    assert.equal(load('tests: [ { name: a, iterations: 7 }, { name: b } ]', { iterations: 3 }).tests.length, 6);
  });

  it('take their matrix, iterations, limit and tags from variables', () => {
    const loaded = load('variables: { list: [a, b], n: 2, t: 3s }\ntests:\n  - name: x\n    matrix: { v: "${{ variables.list }}" }\n    iterations: ${{ variables.n }}\n    timeout: ${{ variables.t }}\n    tags: ["v-${{ matrix.v }}"]\n');
    assert.deepEqual(loaded.problems, []);
    assert.deepEqual(loaded.tests.map(({ name, tags, timeoutMs }) => [name, tags, timeoutMs]), [['x (a)', ['v-a'], 3000], ['x (a)', ['v-a'], 3000], ['x (b)', ['v-b'], 3000], ['x (b)', ['v-b'], 3000]]);
  });

  it('take what is needed before a run from the environment, also below a variable, and the default only without it', () => {
    const text = `variables: { t: "\${{ env.LIMIT ?? '20s' }}" }\n${oneTest(
      'timeout: "${{ variables.t }}"', 'iterations: "${{ env.TIMES ?? 1 }}"', 'tags: ["${{ variables.t }}"]', 'matrix: { x: ["${{ env.LIMIT ?? 1 }}"] }', 'steps: [ { wait: 1ms } ]')}`;
    const [one, ...others] = load(text, { environment: { LIMIT: '30s', TIMES: '2' } }).tests;
    assert.deepEqual([one?.timeoutMs, others.length, one?.tags, one?.matrix], [30_000, 1, ['30s'], { x: '30s' }]);
    const [alone, ...none] = load(text, { environment: {} }).tests;
    assert.deepEqual([alone?.timeoutMs, none.length, alone?.tags, alone?.matrix], [20_000, 0, ['20s'], { x: 1 }]);
  });

  it('never have a secret in what is known before a run', () => {
    const { problems } = tell(`secrets: [TOKEN]\n${oneTest('tags: ["${{ env.TOKEN }}"]')}`, { environment: { TOKEN: 'hidden value' } });
    assert.deepEqual(problems, ['error unresolved-expression ["${{ env.TOKEN }}"]']);
  });

  it('have the matrix and the environment that a variable gives as a whole', () => {
    const { tests, problems } = load(`variables: { m: { a: [1, 2], exclude: [ { a: 1 } ] }, e: { A: 1, B: null } }\n${oneTest('matrix: "${{ variables.m }}"', 'env: "${{ variables.e }}"')}`);
    assert.deepEqual([tests.map(({ id, env }) => [id, env]), problems], [[['one (2)', { A: '1', B: null }]], []]);
  });

  it('may be skipped, always or by their matrix', () => {
    const loaded = load('tests:\n  - { name: a, skip: true }\n  - { name: b, skip: "slow today" }\n  - { name: c, skip: false }\n  - { name: d, matrix: { off: [true, false] }, skip: "${{ matrix.off }}" }\n');
    assert.deepEqual(loaded.problems, []);
    assert.deepEqual(loaded.tests.map(({ skip }) => skip), ['skip: true', 'slow today', undefined, 'skip: true', undefined]);
  });

  it('may depend on services of their combination', () => {
    const text = oneTest('matrix: { db: [redis, valkey] }', 'services:', '  redis: { command: [a] }', '  valkey: { command: [a] }', '  app: { command: [b], depends_on: ["${{ matrix.db }}"] }');
    const loaded = load(text);
    assert.deepEqual(loaded.problems, []);
    assert.deepEqual(loaded.tests.map(({ services }) => services.find(({ name }) => name === 'app')?.dependsOn), [[{ service: 'redis', condition: 'ready' }], [{ service: 'valkey', condition: 'ready' }]]);
    const wrong = tell(text.replace('valkey: {', 'valley: {'));
    assert.deepEqual(wrong.broken, ['one (valkey)']);
  });

  it('only the combination with a wrong value is broken', () => {
    const { broken, problems } = tell(oneTest('matrix: { t: [3s, soon] }', 'timeout: ${{ matrix.t }}'));
    assert.deepEqual(broken, ['one (soon)']);
    assert.deepEqual(problems, ['error wrong-value ${{ matrix.t }}']);
  });
});

describe('variables', () => {
  it('may use each other', () => {
    const { values } = { values: load('variables: { a: 1, b: "${{ variables.a }}", c: "b is ${{ variables.b }}", d: { e: "${{ variables.c }}" } }\ntests: []').variables };
    assert.deepEqual(values, { a: 1, b: 1, c: 'b is 1', d: { e: 'b is 1' } });
  });

  it('wait for the run where they ask the environment', () => {
    assert.deepEqual(load("variables: { a: \"${{ env.X ?? 'd' }}\", b: \"${{ variables.a }}\" }\ntests: []").variables, { a: "${{ env.X ?? 'd' }}", b: '${{ variables.a }}' });
  });

  it('come from the command line, in the type they have', () => {
    const text = 'variables: { n: 1, on: true, s: x }\ntests: []';
    assert.deepEqual(load(text, { variables: { n: '5', on: 'false', s: '5' } }).variables, { n: 5, on: false, s: '5' });
    const wrong = load(text, { variables: { m: '5' } });
    assert.equal(wrong.blocked, true);
    assert.match(wrong.problems[0]?.message ?? '', /No variable "m" is declared.*Did you mean "n"/);
  });
});

describe('defaults', () => {
  const text = [
    'defaults:', '  env: { A: base, B: base }', '  timeout: 9s', '  tags: [base]', '  service:', '    ready: { timeout: 5s, interval: 50ms }', '    env: { S: base }',
    '  step: { timeout: 4s, env: { T: base } }', 'tests:', '  - name: one', '    env: { B: own }', '    tags: [own]', '    services:', '      server: { command: [node], ready: { timeout: 1s } }',
    '    steps:', '      - run: x', '      - wait: 2s', '',
  ].join('\n');
  const [plan] = load(text).tests;

  it('are merged deeply, lists replaced', () => {
    assert.deepEqual(plan?.env, { A: 'base', B: 'own' });
    assert.deepEqual([plan?.tags, plan?.timeoutMs], [['own'], 9000]);
    assert.deepEqual(plan?.services[0]?.value, { ready: { timeout: '1s', interval: '50ms' }, env: { S: 'base' }, command: ['node'] });
  });

  it('give a step what its kind knows', () => {
    assert.deepEqual(plan?.steps.map(({ value }) => value), [{ timeout: '4s', env: { T: 'base' }, run: 'x' }, { timeout: '4s', wait: '2s' }]);
    assert.deepEqual(load(text).problems, []);
  });

  it('keep the place each part was declared at', () => {
    const service = plan?.services[0];
    assert.equal(selected(text, service?.sourceOf('ready.timeout').range ?? { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } }), 'timeout: 1s');
    assert.equal(selected(text, service?.sourceOf('ready.interval').range ?? { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } }), 'interval: 50ms');
    assert.equal(service?.sourceOf('ready.interval').path, 'defaults.service.ready.interval');
  });
});

describe('sources', () => {
  const text = ['tests:', '  - name: one', '    services:', '      server:', '        command: [node]', '        ready:', '          log: up   ', '    steps:', '      - run: x', '        expect:', '          stdout: { contains: ok }', '      - wait: 2s  # then', '    assertions:', '      - service_running: { service: server }', '', ''].join('\n');
  const [plan] = load(text).tests;
  const text1 = (source: { readonly range: Parameters<typeof selected>[1] } | undefined): string => (source ? selected(text, source.range) : 'nothing');

  it('select a test, a service, a step, an assertion to its end', () => {
    assert.equal(text1(plan?.source), text.slice(text.indexOf('name: one')).trimEnd());
    assert.equal(text1(plan?.services[0]?.source), 'server:\n        command: [node]\n        ready:\n          log: up');
    assert.equal(text1(plan?.steps[0]?.source), 'run: x\n        expect:\n          stdout: { contains: ok }');
    assert.equal(text1(plan?.steps[1]?.source), 'wait: 2s');
    assert.equal(text1(plan?.assertions[0]?.source), 'service_running: { service: server }');
  });

  it('select key and value of a part, or of its nearest parent', () => {
    assert.equal(text1(plan?.steps[0]?.sourceOf('expect.stdout')), 'stdout: { contains: ok }');
    assert.equal(text1(plan?.steps[0]?.sourceOf('expect.stdout.contains')), 'contains: ok');
    assert.equal(text1(plan?.steps[0]?.sourceOf('expect.stderr')), 'expect:\n          stdout: { contains: ok }');
    assert.equal(plan?.steps[0]?.sourceOf('expect.stdout').path, 'tests[0].steps[0].expect.stdout');
  });
});

describe('include', () => {
  const combinations = (...lines: readonly string[]): readonly unknown[] => {
    const loaded = load(oneTest(...lines));
    assert.deepEqual(loaded.problems, []);
    return loaded.tests.map(({ matrix }) => matrix);
  };

  it('extends and adds exactly as the example of GitHub Actions says', () => {
    assert.deepEqual(combinations(
      'matrix:', '  fruit: [apple, pear]', '  animal: [cat, dog]', '  include:', '    - color: green', '    - { color: pink, animal: cat }',
      '    - { fruit: apple, shape: circle }', '    - fruit: banana', '    - { fruit: banana, animal: cat }',
    ), [
      { fruit: 'apple', animal: 'cat', color: 'pink', shape: 'circle' }, { fruit: 'apple', animal: 'dog', color: 'green', shape: 'circle' },
      { fruit: 'pear', animal: 'cat', color: 'pink' }, { fruit: 'pear', animal: 'dog', color: 'green' },
      { fruit: 'banana' }, { fruit: 'banana', animal: 'cat' },
    ]);
  });

  it('stands alone, and brings back what was excluded', () => {
    assert.deepEqual(combinations('matrix:', '  include:', '    - { site: a, dc: 1 }', '    - { site: b, dc: 2 }'), [{ site: 'a', dc: 1 }, { site: 'b', dc: 2 }]);
    assert.deepEqual(combinations('matrix: { a: [1, 2], b: [x], exclude: [ { a: 1 } ], include: [ { a: 1, b: x } ] }'), [{ a: 2, b: 'x' }, { a: 1, b: 'x' }]);
  });

  it('gives keys that expressions and conditions may name', () => {
    const loaded = load(oneTest("matrix: { a: [1], include: [ { a: 1, extra: yes }, { a: 2 } ] }", 'steps:', "  - { run: \"echo ${{ matrix.extra ?? 'none' }}\" }", '  - { run: x, when: { extra: yes } }'));
    assert.deepEqual(loaded.problems, []);
    assert.deepEqual(loaded.tests.map(({ id, steps }) => [id, steps.length]), [['one (1, yes)', 2], ['one (2)', 1]]);
  });
});

describe('when', () => {
  const text = oneTest(
    'matrix: { server: [nginx, apache], proxy: [true, false] }', 'skip: { when: { server: apache, proxy: true }, reason: not built }',
    'expect_outcome:', '  - { when: { server: [apache] }, outcome: failed, reason: "bug 7" }', '  - { outcome: error, when: { proxy: true } }',
    'services:', '  proxy: { command: [p], when: { proxy: true } }', '  web: { command: [w], depends_on: { proxy: started } }',
    'steps:', '  - { id: a, run: a, when: { server: nginx } }', '  - { id: b, run: b }',
    'assertions:', '  - { type: service_running, service: web, when: { proxy: false } }', '  - { service_running: { service: proxy }, when: { proxy: true } }', '  - service_running: { service: web, when: { server: apache } }',
  );

  it('limits services, steps, assertions, skip and expect_outcome to combinations', () => {
    const loaded = load(text);
    assert.deepEqual(loaded.problems, []);
    assert.deepEqual(loaded.tests.map(({ id, skip, services, steps, assertions, expectOutcome }) => [
      id, skip, services.map(({ name }) => name).join(), steps.map(({ index }) => index).join(), assertions.map(({ index }) => index).join(), expectOutcome?.outcome, expectOutcome?.reason,
    ]), [
      ['one (nginx, true)', undefined, 'proxy,web', '0,1', '1', 'error', undefined],
      ['one (nginx, false)', undefined, 'web', '0,1', '0', undefined, undefined],
      ['one (apache, true)', 'not built', 'proxy,web', '1', '1,2', 'failed', 'bug 7'],
      ['one (apache, false)', undefined, 'web', '1', '0,2', 'failed', 'bug 7'],
    ]);
  });

  it('takes a dependency away with the service', () => {
    assert.deepEqual(load(text).tests.map(({ services }) => services.at(-1)?.dependsOn.length), [1, 0, 1, 0]);
  });
});

describe('the running of cases', () => {
  it('is told by test and combination', () => {
    const loaded = load([
      'order: shuffle', 'seed: 7', 'warmup: 1', 'fast_fail: { enabled: true, test_level: true, max_errors_before_fail: 3 }', 'variables: { again: 2 }', 'tests:',
      '  - { name: a, iterations: 2, retries: "${{ variables.again }}", parallel_group: db, fast_fail_enabled: false }', '  - { name: b, exclusive: true, retries: 0 }', '',
    ].join('\n'));
    assert.deepEqual(loaded.problems, []);
    const { order, seed, warmup, failFast, maxErrors, failFastInTest } = loaded;
    assert.deepEqual({ order, seed, warmup, failFast, maxErrors, failFastInTest }, { order: 'shuffle', seed: 7, warmup: 1, failFast: true, maxErrors: 3, failFastInTest: true });
    assert.deepEqual(loaded.tests.map(({ retries, parallelGroup, exclusive, failFast: own, warmup: warms }) => [retries, parallelGroup, exclusive, own, warms]),
      [[2, 'db', undefined, false, true], [2, 'db', undefined, false, undefined], [undefined, undefined, true, undefined, true]]);
  });

  it('breaks only the combination whose setting is wrong', () => {
    assert.deepEqual(tell(oneTest('matrix: { n: [1, many] }', 'retries: ${{ matrix.n }}')).broken, ['one (many)']);
  });
});
