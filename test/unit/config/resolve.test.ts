import assert from 'node:assert/strict';
import { ConfigError, resolveAssertion, resolveEnv, resolveEnvironment, resolveService, resolveStep, resolveString, type ExpressionScope, type Problem } from '../../../src/config';
import { load, oneTest, selected } from './reading';

const scope: ExpressionScope = {
  matrix: { a: 'x y', n: 3, deep: { 'a.b': [10, 20] } },
  variables: { port: 8080, url: 'http://x:${{ variables.port }}', list: [1, 2], nothing: null },
  env: { HOME: '/home/me', COUNT: '7' },
  services: { server: { host: '127.0.0.1', ports: { http: 4711 }, pid: 42, dir: '/d', stdout_log: '/l' } },
  test: { name: 't', dir: '/t', id: 't' }, run: { id: 'r', dir: '/r' }, file: { dir: '/f' }, iteration: 2, attempt: 1,
  steps: { get: { stdout: 'hi', exit_code: 0, outputs: { rps: 12.5 } } },
};
const source = { file: '/x', path: '', range: { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } } };
const string = (text: string): string => resolveString(text, scope, source);

const problemsOf = (action: () => unknown): readonly Problem[] => {
  try {
    action();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
};

describe('expressions', () => {
  const VALUES: readonly (readonly [text: string, expected: string])[] = [
    ['plain', 'plain'], ['${{ matrix.n }}', '3'], ['a ${{matrix.n}} b ${{ matrix.a }}', 'a 3 b x y'], ['${{ variables.url }}/', 'http://x:8080/'],
    ['$${{ matrix.n }}', '${{ matrix.n }}'], ['${HOME} $HOME {{ x }}', '${HOME} $HOME {{ x }}'], ['${{ matrix.deep["a.b"][1] }}', '20'],
    ["${{ matrix.zz ?? 'it''s' }}", "it's"], ['${{ matrix.zz ?? "a }} b" }}', 'a }} b'], ['${{ env.NOPE ?? 5 }}', '5'], ["${{ env.HOME ?? 'x' }}", '/home/me'],
    ["${{ variables.nothing ?? 'd' }}", 'd'], ['${{ variables.list }}', '[1,2]'], ['${{ services.server.ports.http }}', '4711'], ['${{ steps.get.outputs.rps }}', '12.5'],
    ['${{ run.id }}${{ file.dir }}${{ iteration }}${{ attempt }}', 'r/f21'],
  ];
  for (const [text, expected] of VALUES) it(`give ${JSON.stringify(expected)} for ${text}`, () => assert.equal(string(text), expected));

  const WRONG: readonly (readonly [text: string, message: RegExp])[] = [
    ['${{ variables.prot }}', /no "variables.prot" here. Did you mean "port"/], ['${{ variables.toString }}', /no "variables.toString"/],
    ['${{ matrix.n', /"}}" is missing/], ['${{ 1 + 2 }}', /name is expected/], ['${{ matrix.n | upper }}', /found "\| upper"/], ['${{ matrix.n ?? x }}', /literal is expected/],
    ['${{ services.server.ports.htp }}', /Did you mean "http"/],
  ];
  for (const [text, message] of WRONG) {
    it(`refuse ${text}`, () => {
      const [problem] = problemsOf(() => string(text));
      assert.match(problem?.message ?? '', message);
      assert.deepEqual(problem?.range, source.range);
    });
  }

  it('never run in a ring', () => {
    const ring: ExpressionScope = { variables: { a: '${{ variables.b }}', b: 'x${{ variables.a }}' } };
    assert.match(problemsOf(() => resolveString('${{ variables.a }}', ring, source))[0]?.message ?? '', /uses itself/);
  });

  it('leave unset what is unset', () => {
    assert.deepEqual(resolveEnv({ A: null, B: '${{ matrix.n }}' }, scope, source), { A: null, B: '3' });
  });
});

describe('resolving', () => {
  const text = oneTest(
    'services:', '  server:', '    command: [node, 1.10, yes, 0x10, "${{ services.server.ports.http }}"]', '    shell: [bash, -c]', '    env: { V: 1.10, N: null, P: "${{ variables.port }}" }', '    ports: { http: auto, raw: "${{ variables.port }}" }',
    '    ready: { http: "http://x", delay: 500ms, timeout: 1m30s }', '    expect_exit: [0, 2]', '    timeout: 2',
    '  other: { command: echo hi, shell: [bash, -c] }',
    'steps:', '  - run: echo ${{ matrix.a }}', '    timeout: "${{ matrix.n }}"', '    capture: { rps: "(.)", mem: { from: stderr, json: a.b, unit: MB, optional: true } }',
    '  - { id: named, name: "n ${{ matrix.n }}", wait: 2s, always: true }', '  - http: { url: "${{ variables.url }}", method: put, body: { run: 1, n: "${{ matrix.n }}" } }', '  - wait_for: { tcp: server.http, timeout: 5s }', '  - signal: { service: server }',
    '  - stop: server', '  - start: server', '  - run: [x]', '    expect: { exit_code: { above: "${{ matrix.a }}" } }',
    'assertions:', '  - { type: metric, name: rps, above: 1, within: [2, 3] }', '  - exit_code: { service: server, equals: [0, "${{ env.COUNT }}"] }', '  - service_running: { service: "${{ matrix.a }}x" }', '  - log_absent: { service: server, pattern: "${{ matrix.n }}" }',
  );
  const [plan] = load(`variables: { port: 1, url: x }\n${text.replace('    services:', '    matrix: { a: [p], n: [3] }\n    services:')}`).tests;
  const service = (index: number) => {
    const draft = plan?.services[index];
    assert.ok(draft);
    return resolveService(draft, scope);
  };
  const step = (index: number) => {
    const draft = plan?.steps[index];
    assert.ok(draft);
    return resolveStep(draft, index, scope);
  };
  const assertion = (index: number) => {
    const draft = plan?.assertions[index];
    assert.ok(draft);
    return resolveAssertion(draft, scope);
  };

  it('makes services, scalars of commands and environments taken as written', () => {
    assert.deepEqual(service(0), {
      name: 'server', command: ['node', '1.10', 'yes', '0x10', '4711'], env: { V: '1.10', N: null, P: '8080' }, ports: { http: 'auto', raw: 8080 },
      ready: { http: { url: 'http://x' }, delayMs: 500, timeoutMs: 90_000, intervalMs: 200 }, stop: { signal: 'SIGTERM', graceMs: 5000 },
      expectExit: { code: [0, 2] }, timeoutMs: 2000,
    });
    assert.deepEqual(service(1).command, ['bash', '-c', 'echo hi']);
  });

  it('makes steps of every kind', () => {
    assert.deepEqual(step(0), {
      kind: 'run', id: 'step-1', name: 'echo x y', timeoutMs: 3000, always: false, continueOnFailure: false, command: 'echo x y', env: {}, expect: { exit_code: 0 },
      capture: [{ name: 'rps', from: 'stdout', pattern: '(.)', optional: false }, { name: 'mem', from: 'stderr', json: 'a.b', unit: 'MB', optional: true }],
    });
    assert.deepEqual(step(1), { kind: 'wait', id: 'named', name: 'n 3', always: true, continueOnFailure: false, waitMs: 2000 });
    assert.deepEqual(step(2), {
      kind: 'http', id: 'step-3', name: 'PUT http://x:8080', always: false, continueOnFailure: false, url: 'http://x:8080', method: 'PUT',
      headers: { 'content-type': 'application/json' }, body: '{"run":1,"n":3}', expect: { status: { within: [200, 299] } }, capture: [],
    });
    assert.deepEqual(step(3), { kind: 'wait_for', id: 'step-4', name: 'wait for tcp', always: false, continueOnFailure: false, ready: { tcp: 'server.http', timeoutMs: 5000, intervalMs: 200 } });
    assert.deepEqual(step(4), { kind: 'signal', id: 'step-5', name: 'SIGTERM to server', always: false, continueOnFailure: false, service: 'server', signal: 'SIGTERM', group: false });
    assert.deepEqual([step(5), step(6)].map(({ kind, name }) => [kind, name]), [['stop', 'stop server'], ['start', 'start server']]);
  });

  it('makes assertions in both forms', () => {
    assert.deepEqual(assertion(0), { kind: 'metric', metric: 'rps', value: { above: 1, within: [2, 3] } });
    assert.deepEqual(assertion(1), { kind: 'exit_code', service: 'server', equals: [0, 7] });
  });

  it('says exactly where a value does not hold once it is known', () => {
    const text = `variables: { port: 1, url: x }\n`;
    const [wrong] = problemsOf(() => step(7));
    assert.equal(wrong?.path, 'tests[0].steps[7].expect.exit_code.above');
    assert.match(wrong?.message ?? '', /must be a number; found "x y"/);
    assert.ok(text.length > 0);
    assert.equal(problemsOf(() => assertion(2))[0]?.path, 'tests[0].assertions[2].service_running.service');
  });

  it('tells every expression that has no value, each at its own place', () => {
    const draftText = oneTest('steps:', '  - run: [a, "${{ env.A }}", "${{ env.B }}"]', '    env: { X: "${{ steps.q.stdout ?? 1 }}" }', '    cwd: "${{ env.C }}"');
    const draft = load(draftText).tests[0]?.steps[0];
    assert.ok(draft);
    const problems = problemsOf(() => resolveStep(draft, 0, { env: {} }));
    assert.deepEqual(problems.map(({ range }) => selected(draftText, range)), ['"${{ env.A }}"', '"${{ env.B }}"', 'cwd: "${{ env.C }}"']);
  });
});

describe('resolving an execution environment', () => {
  it('gives texts where an expression gave a number, and leaves a duration to its environment', () => {
    const loaded = load(oneTest('matrix: { n: [5] }', 'services: { server: { command: [node] } }', 'execution_environment:',
      '  - { type: command_prefix, on: server, plugin_config: { command: nice, args: [-n, "${{ matrix.n }}", 1.10] } }', '  - { type: usage, plugin_config: { interval: 100ms } }', '  - strace'));
    const [plan] = loaded.tests;
    assert.deepEqual(plan?.environments.map((draft) => resolveEnvironment(draft, { matrix: plan.matrix })), [
      { type: 'command_prefix', on: ['server'], config: { command: 'nice', args: ['-n', '5', '1.10'] } }, { type: 'usage', config: { interval: '100ms' } }, { type: 'strace', config: {} },
    ]);
  });
});
