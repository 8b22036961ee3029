import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { reduceEvents, runSummary } from '../../../../src/results';
import { Bed } from '../../supervisor/bed';
import { FakeRun, plan, draft } from './fakes';
import { RealRun } from './real-run';

const flaky = (retries: number, passesAt: number) => `
name: attempts
tests:
  - name: one
    retries: ${retries}
    steps:
      - run: test \${{ attempt }} -ge ${passesAt}
      - run: echo \${{ attempt }} > "\${{ test.dir }}/attempt.txt"
    artifacts: ['*.txt']
`;

describe('engine life: attempts', function () {
  if (process.platform === 'win32') return;
  let bed: Bed;
  beforeEach(() => (bed = new Bed()));
  afterEach(() => bed.dispose());

  it('a case that passes at a later attempt is flaky; each attempt has a folder of its own, the end is told once', async () => {
    const run = new RealRun(bed, flaky(3, 3));
    assert.equal(await run.run(), 'passed');
    assert.deepEqual(run.of('test_case.started').map(({ attempt }) => attempt), [1, 2, 3]);
    const dirs = run.of('test_case.started').map(({ dir }) => dir);
    assert.equal(new Set(dirs).size, 3);
    for (const dir of dirs) assert.ok(existsSync(path.join(run.dir, dir, 'steps')), dir);
    assert.deepEqual(run.of('test_case.retrying').map(({ attempt }) => attempt), [2, 3]);
    assert.match(run.of('test_case.retrying')[0]?.reason ?? '', /attempt 1 ended in failed: .*exit code is 1, expected 0/);
    assert.deepEqual(run.of('test_case.finished').map(({ outcome, attempt, flaky: told }) => ({ outcome, attempt, told })), [{ outcome: 'passed', attempt: 3, told: true }]);
    assert.equal(run.of('experiment.finished')[0]?.counts.flaky, 1);
    const state = reduceEvents(run.log);
    assert.equal(state.counts.flaky, 1);
    const [test] = runSummary(state).tests;
    assert.equal(test?.flaky, true);
    assert.deepEqual(test?.attempts.map(({ attempt, outcome, failures }) => [attempt, outcome, failures.length]), [[1, 'failed', 1], [2, 'failed', 1], [3, 'passed', 0]]);
    assert.deepEqual([test?.failures, test?.artifacts], [[], ['attempt.txt']]);
  });

  it('a case that never passes uses all its retries', async () => {
    const run = new RealRun(bed, flaky(1, 9));
    assert.equal(await run.run(), 'failed');
    assert.deepEqual(run.of('test_case.finished').map(({ outcome, attempt, flaky: told }) => ({ outcome, attempt, told })), [{ outcome: 'failed', attempt: 2, told: undefined }]);
    assert.equal(run.of('experiment.finished')[0]?.counts.flaky, 0);
  });

  it('what fails as expected passes, with the reason; what passes against it fails', async () => {
    const run = new RealRun(bed, `
name: expected
tests:
  - name: known
    matrix: { bug: [true, false] }
    expect_outcome: { outcome: failed, reason: bug 7 }
    steps: [{ run: "test \${{ matrix.bug }} = false" }]
  - name: broken
    expect_outcome: error
    steps: [{ run: [no-such-program-anywhere] }]
`);
    assert.equal(await run.run(), 'failed');
    assert.deepEqual(run.of('test_case.finished').map(({ test, outcome }) => [test, outcome]), [['known (true)', 'passed'], ['known (false)', 'failed'], ['broken', 'passed']]);
    const { tests } = reduceEvents(run.log);
    assert.equal(tests['known (true)']?.reason, 'failed as expected: bug 7');
    assert.deepEqual(tests['known (true)']?.failures, []);
    assert.match(tests['broken']?.reason ?? '', /broke as expected: .*no-such-program-anywhere/);
    assert.deepEqual(tests['known (false)']?.failures.map(({ kind, expected, found }) => ({ kind, expected, found })), [{ kind: 'expectation', expected: 'failed', found: 'passed' }]);
  });

  it('a stop between two attempts leaves it at the first', async () => {
    const run = new FakeRun([plan('a', { retries: 5, steps: [draft({}, 'steps[0]')] })], { actions: { runSteps: async (_, context) => {
      context.publish({ type: 'test_case.error', phase: 'steps', kind: 'step', message: 'no' });
    } } });
    run.onEvent = () => {
      if (run.log.at(-1)?.type === 'test_case.results_collected') run.cancel();
    };
    assert.equal(await run.run(), 'cancelled');
    assert.deepEqual(run.of('test_case.finished').map(({ attempt }) => attempt), [1]);
  });

  it('test_level of fast_fail looks at nothing after the first failure', async () => {
    const run = new RealRun(bed, `
fast_fail: { enabled: true, test_level: true }
tests:
  - name: one
    steps: [{ run: "false", continue_on_failure: true }, { run: "true" }]
    assertions: [{ metric: { name: x, equals: 1 } }]
`);
    assert.equal(await run.run(), 'failed');
    assert.deepEqual([run.of('step.skipped').length, run.of('assertion.failed').length], [1, 0]);
  });

  it('metrics over iterations are judged once, after them, as a row of their own', async () => {
    const run = new RealRun(bed, `
warmup: 1
order: interleave
parallel: 2
tests:
  - name: one
    iterations: 5
    steps: [{ run: "echo rps=\${{ iteration }}0", capture: { rps: 'rps=(\\d+)' } }]
    assertions:
      - metric: { name: rps, above: 0 }
      - metric: { name: rps, of: median, equals: 35 }
      - metric: { name: rps, of: max, below: 50 }
      - { type: metric, name: rsp, of: p95, above: 1 }
  - { name: two, steps: [{ run: "true" }] }
`);
    assert.equal(await run.run(), 'failed');
    assert.deepEqual(run.of('test_case.finished').map(({ test, outcome }) => [test, outcome]).sort(), [
      ['one [1]', 'passed'], ['one [2]', 'passed'], ['one [3]', 'passed'], ['one [4]', 'passed'], ['one [5]', 'passed'], ['one [all]', 'failed'], ['two', 'passed'],
    ]);
    assert.equal(run.of('test_case.finished').at(-1)?.test, 'one [all]');
    assert.equal(run.of('experiment.started')[0]?.tests.find(({ id }) => id === 'one [all]')?.over, 4);
    assert.deepEqual(run.of('assertion.passed').filter(({ test }) => test === 'one [all]').map(({ index, message }) => [index, message]), [[1, 'median of rps over 4 iterations is 35']]);
    assert.deepEqual(run.of('assertion.failed').map(({ index, message, found }) => [index, message, found]), [
      [2, 'max of rps over 4 iterations is 50, expected below 50', 'max of rps over 4 iterations 50'],
      [3, 'the metric rsp was never recorded. Did you mean "rps"?', 'recorded: rps'],
    ]);
    assert.deepEqual(runSummary(reduceEvents(run.log)).tests.find(({ id }) => id === 'one [all]')?.over, 4);
  });

  it('warm-up iterations are judged, but record no metrics', async () => {
    const run = new RealRun(bed, `
warmup: 1
tests:
  - name: one
    iterations: 2
    steps: [{ run: "echo rps=\${{ iteration }}", capture: { rps: 'rps=(\\d)' } }]
    assertions: [{ metric: { name: rps, above: 0 } }]
`);
    assert.equal(await run.run(), 'passed');
    assert.deepEqual(run.of('metric.recorded').map(({ test, value }) => [test, value]), [['one [2]', 2]]);
    assert.equal(run.of('assertion.passed').length, 2);
    assert.equal(run.of('experiment.configured')[0]?.settings.warmup, 1);
  });
});
