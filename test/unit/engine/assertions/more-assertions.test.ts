import assert from 'node:assert/strict';
import { junitText, reduceEvents } from '../../../../src/results';
import { Bed } from '../../supervisor/bed';
import { RealRun } from '../life/real-run';

describe('assertions on files, commands and metrics of services', function () {
  if (process.platform === 'win32') return;
  let bed: Bed;
  beforeEach(() => (bed = new Bed()));
  afterEach(() => bed.dispose());

  it('hold, or say what was expected, what was found, and where they differ', async () => {
    const run = new RealRun(bed, `
tests:
  - name: one
    services: { server: { command: sleep 60 } }
    steps:
      - run: 'printf "a\\nb\\nc\\n" > "\${{ test.dir }}/out.txt"; echo "rps=250"'
        capture: { rps: 'rps=(\\d+)' }
    assertions:
      - file_exists: { path: out.txt }
      - { type: file_exists, path: missing.txt }
      - file_matches: { path: out.txt, contains: b, not_contains: z }
      - file_matches: { path: out.txt, equals: "a\\nx\\nc" }
      - { type: file_matches, path: missing.txt, empty: true }
      - command: test -f "\${{ test.dir }}/out.txt"
      - command: [test, 1.10, =, "1.10"]
      - command: { command: "echo oh; exit 3", exit_code: [3, 4], stdout: { contains: oh } }
      - { type: command, command: "echo no luck >&2; exit 1", timeout: 1m }
      - command: { command: [printf, '1\\n2\\n'], stdout: { equals: "1\\n3" } }
      - { type: performance_metric, service: server, metric: rps, expected: "> 200" }
      - performance_metric: { service: server, metric: rps, expected: "<= 249.5" }
      - performance_metric: { service: server, metric: rsp, expected: 1 }
`);
    await run.run();
    assert.deepEqual(run.of('test_case.error'), []);
    assert.deepEqual(run.of('assertion.passed').map(({ index }) => index), [0, 2, 5, 6, 7, 10]);
    assert.deepEqual(run.of('assertion.failed').map(({ index, message }) => `${index} ${message}`), [
      '1 there is no file missing.txt',
      '3 out.txt is "a\\nb\\nc\\n", expected "a\\nx\\nc"',
      run.of('assertion.failed')[2]?.message.startsWith('missing.txt cannot be read: nothing there') === true ? `4 ${run.of('assertion.failed')[2]?.message}` : '4',
      '8 echo no luck >&2; exit 1 ended with exit code 1, expected 0: no luck',
      "9 stdout of printf 1\\n2\\n is \"1\\n2\\n\", expected \"1\\n3\"",
      '11 rps is 250, expected at most 249.5',
      '12 the metric server.rsp was never recorded.',
    ]);
    const differing = run.of('assertion.failed').flatMap(({ diff }) => diff ?? []);
    assert.deepEqual(differing, ['  a\n- x\n+ b\n  c', '  1\n- 3\n+ 2']);
    const state = reduceEvents(run.log);
    assert.deepEqual(Object.values(state.tests)[0]?.failures.flatMap(({ diff }) => diff ?? []), differing);
    assert.match([...junitText(state)].join(''), /difference \(- expected, \+ found\):&#10;  a&#10;- x&#10;\+ b/);
  });

  it('a command that is missing, or takes too long, is an error', async () => {
    const run = new RealRun(bed, `
tests:
  - { name: missing, assertions: [{ command: [no-such-program-anywhere] }] }
  - { name: slow, assertions: [{ command: { command: sleep 100, timeout: 100ms } }] }
`);
    await run.run();
    assert.deepEqual(run.of('test_case.error').map(({ kind }) => kind), ['step', 'timeout']);
    assert.match(run.of('test_case.error')[1]?.message ?? '', /The assertion sleep 100 took longer than its time limit of 100 ms/);
    assert.deepEqual(bed.tagged(), []);
  });
});
