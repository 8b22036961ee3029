import assert from 'node:assert/strict';
import { Bench } from './bench';
import { PANTHER } from './sample-files';

const EXPERIMENT = `name: listed
tests:
  - name: both
    matrix: { server: [a, b], size: [1] }
    iterations: 2
    services:
      web: { command: [node, web.js], ports: { http: auto } }
    steps: [{ wait: 1ms }]
  - name: unsound
    steps: [{ wait: soon }]
`;

describe('validate and list', function () {
  this.timeout(60_000);
  let bench: Bench;
  before(async () => {
    bench = await Bench.open({ 'listed.yaml': EXPERIMENT, 'panther.yaml': PANTHER });
  });
  after(() => bench.close());

  it('validate --json has the stable form', async () => {
    const { code, stdout } = await bench.run('validate', 'listed.yaml', 'panther.yaml', '--json');
    const { files: [listed, panther] } = JSON.parse(stdout) as { files: { [key: string]: unknown; problems: { [key: string]: unknown }[] }[] };
    assert.equal(code, 1);
    assert.equal(listed?.['file'], bench.path('listed.yaml'));
    assert.equal(listed?.['dialect'], 'experiment');
    assert.deepEqual(listed?.['tests'], [{ name: 'both', line: 3 }, { name: 'unsound', line: 9 }]);
    const [problem = {}] = listed?.problems ?? [];
    assert.deepEqual(Object.keys(problem), ['line', 'column', 'end_line', 'end_column', 'severity', 'code', 'message']);
    assert.deepEqual([problem['line'], problem['severity'], listed?.problems.length], [10, 'error', 1]);
    assert.equal(panther?.['dialect'], 'panther');
    assert.deepEqual(panther?.['tests'], [{ name: 'handshake', line: 2 }]);
  });

  it('list --json has the stable form, after matrix and iterations, with the types of matrix values', async () => {
    const { code, stdout } = await bench.run('list', 'listed.yaml', '--json');
    const { files: [listed] } = JSON.parse(stdout) as { files: { file: string; tests: { id: string; [key: string]: unknown }[] }[] };
    assert.equal(code, 0);
    assert.deepEqual(listed?.tests.map(({ name, base, matrix, iteration, line, services }) => ({ name, base, matrix, iteration, line, services })), [
      ...['a', 'b'].flatMap((server) => [1, 2].map((iteration) =>
        ({ name: `both (${server}, 1)`, base: 'both', matrix: { server, size: 1 }, iteration, line: 3, services: ['web'] }))),
      { name: 'unsound', base: 'unsound', matrix: {}, iteration: 1, line: 9, services: [] },
    ]);
    assert.equal(new Set(listed?.tests.map(({ id }) => id)).size, 5);
  });

  it('tell how long the tests of a PANTHER file wait', async () => {
    await bench.write('waits.yaml', `${PANTHER}    steps: { wait: 90 }\n`);
    const listed = await bench.run('list', 'waits.yaml');
    assert.match(listed.stdout, /^waits\.yaml:2 {2}handshake {2}\[server\] {2}waits 1 min 30 s$/m);
    const validated = await bench.run('validate', 'waits.yaml');
    assert.match(validated.stderr, /^waits\.yaml: 1 test case, waits of 1 min 30 s in all$/m);
    for (const command of ['list', 'validate']) {
      const { files } = JSON.parse((await bench.run(command, 'waits.yaml', '--json')).stdout) as { files: { tests: { wait_ms?: number }[] }[] };
      assert.deepEqual(files[0]?.tests.map((test) => test.wait_ms), [90_000], command);
    }
  });

  it('list prints one line for each test case, and problems on standard error', async () => {
    const { stdout, stderr } = await bench.run('list', 'listed.yaml');
    assert.equal(stdout.trimEnd().split('\n').length, 5);
    assert.match(stdout, /^listed\.yaml:3 {2}both.* {2}\[web\]$/m);
    assert.match(stderr, /^listed\.yaml:10:\d+ error /);
  });
});
