import assert from 'node:assert/strict';
import { Bench } from './bench';

/** Of `--reporter json`, as far as it is looked at here. */
interface Told {
  readonly tests: readonly { readonly name: string; readonly outcome: string; readonly failures: readonly { readonly message: string; readonly found?: string; readonly source: { readonly line: number; readonly column: number } }[] }[];
}

describe('the format in use', function () {
  this.timeout(120_000);
  let bench: Bench;
  before(async () => (bench = await Bench.open()));
  after(() => bench.close());

  const told = async (file: string): Promise<Told['tests']> => {
    const { stdout, stderr } = await bench.run('run', file, '--reporter', 'json');
    assert.notEqual(stdout, '', stderr);
    return (JSON.parse(stdout) as Told).tests;
  };

  it('compares a metric that nothing recorded with all that were, also those of the environments', async () => {
    await bench.write('metrics.yaml', [
      'name: metrics', 'tests:', '  - name: slips', '    services:', '      server: { command: [node, -e, "setInterval(() => 0, 1000)"] }',
      '    steps:', '      - { run: [node, -p, "7"], capture: { rps: "(.)" } }',
      '    assertions:', '      - metric: { name: peak_memory, below: 1 }', '      - metric: { name: srever.cpu_seconds, below: 100 }', '      - metric: { name: rps, equals: 7 }', '',
    ].join('\n'));
    const [test] = await told('metrics.yaml');
    assert.equal(test?.outcome, 'failed');
    assert.deepEqual(test.failures.map(({ message, source }) => `${source.line}:${source.column} ${message}`), [
      '9:9 the metric peak_memory was never recorded.',
      '10:9 the metric srever.cpu_seconds was never recorded. Did you mean "server.cpu_seconds"?',
    ]);
    for (const { found } of test.failures) assert.match(found ?? '', /^recorded: rps, server\.cpu_seconds/);
  });

  it('takes names that every object has for names as any others', async () => {
    await bench.write('names.yaml', [
      'name: names', 'variables: { __proto__: one, constructor: two }', 'tests:', '  - name: all', '    matrix: { __proto__: [x], valueOf: [y] }', '    env: { __proto__: e }',
      '    services:', '      __proto__: { command: [node, -e, "setInterval(() => 0, 1000)"], ports: { __proto__: auto, constructor: auto } }',
      '      constructor: { command: [node, -e, "setInterval(() => 0, 1000)"], depends_on: { __proto__: ready } }',
      '    steps:', '      - id: __proto__', '        run: [node, -p, "`5 ${process.env.__proto__} ${process.argv.slice(1)}`", "${{ variables.__proto__ }}", "${{ variables.constructor }}", "${{ matrix.__proto__ }}", "${{ services.__proto__.ports.__proto__ }}"]',
      "        expect: { stdout: { matches: '^5 e one,two,x,\\d+$' } }", "        capture: { __proto__: '^\\d', constructor: '^\\d' }",
      '      - run: [node, -p, "process.argv[1]", "${{ steps.__proto__.outputs.__proto__ }}"]', '        expect: { stdout: { equals: "5" } }', '        when: { __proto__: x }',
      '    assertions:', '      - metric: { name: __proto__, equals: 5 }', '',
    ].join('\n'));
    const { stdout, stderr } = await bench.run('run', 'names.yaml', '--reporter', 'json');
    const [test] = (JSON.parse(stdout) as Told).tests;
    assert.equal(test?.outcome, 'passed', stdout + stderr);
    assert.match(stdout, /"metrics": \{[^}]*"__proto__": 5\b/);
    assert.match(stdout, /"matrix": \{\s*"__proto__": "x",\s*"valueOf": "y"\s*\}/);
  });
});
