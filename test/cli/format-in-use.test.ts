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
});
