import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { CaseResults, ResultValidator, RunResults } from '../../../../src/engine/result-validator';
import { draft, FakeRun, plan } from './fakes';

const finding = (severity: 'failed' | 'error', message = 'it is empty') => ({ severity, message, expected: 'lines', found: 'none' });
const always = (...findings: readonly ReturnType<typeof finding>[]): ResultValidator => ({ name: 'check', validateResults: () => findings });
const told = (run: FakeRun) => run.of('test_case.error').map(({ phase, kind, message }) => `${phase} ${kind} ${message}`);

describe('engine life: validators of results', () => {
  it('fail or break a test case with what they find, at the test\'s place in the file', async () => {
    const failed = new FakeRun([plan('t')], { validators: [always(finding('failed'))] });
    assert.equal(await failed.run(), 'failed');
    assert.deepEqual(told(failed), ['results expectation check: it is empty']);
    const [error] = failed.of('test_case.error');
    assert.deepEqual([error?.expected, error?.found, error?.source], ['lines', 'none', plan('t').source]);
    const broken = new FakeRun([plan('t')], { validators: [always(finding('failed'), finding('error', 'no such report'))] });
    assert.equal(await broken.run(), 'error');
    assert.deepEqual(told(broken), ['results expectation check: it is empty', 'results plugin check: no such report']);
  });

  it('see the folder, the artifacts and the metrics, before the results are told as collected', async () => {
    const dir = await mkdtemp(path.join(os.tmpdir(), 'validators-'));
    const seen: CaseResults[] = [];
    const run = new FakeRun([plan('t', { steps: [draft({ run: 'x' }, 'steps[0]')], artifacts: ['*.txt'] })], {
      validators: [{ name: 'look', validateResults: (results) => { seen.push(results); return []; } }],
      actions: { runSteps: async (_steps, context) => {
        context.metrics.set('rps', 7);
        await writeFile(path.join(context.testDir, 'notes.txt'), 'x');
      } },
    });
    assert.equal(await run.runIn(dir), 'passed');
    assert.deepEqual(seen, [{ test: 't', name: 't', dir: path.join(dir, 't'), artifacts: ['notes.txt'], metrics: { rps: 7 } }]);
    await rm(dir, { recursive: true });
  });

  it('that throw, give nonsense or do not settle are errors; the others are asked all the same', async () => {
    const asked: string[] = [];
    let fallAsleep: () => void = () => undefined;
    const asleep = new Promise<void>((resolve) => (fallAsleep = resolve));
    const validators: readonly ResultValidator[] = [
      { name: 'thrower', validateResults: () => { throw new Error('oh'); } },
      { name: 'nonsense', validateResults: () => 7 as unknown as [] },
      { name: 'sleeper', validateResults: () => new Promise(() => fallAsleep()) },
      { name: 'last', validateResults: () => { asked.push('last'); return []; } },
      { name: 'of runs', validateRun: () => [] },
    ];
    const run = new FakeRun([plan('t')], { validators });
    const ended = run.run();
    await asleep;
    run.clock.advance(60_000);
    assert.equal(await ended, 'error');
    assert.deepEqual(asked, ['last']);
    assert.deepEqual(told(run).map((line) => line.replace(/nonsense: .*/, 'nonsense')), [
      'results plugin thrower: oh', 'results plugin nonsense', 'results timeout Validating the results with sleeper took longer than its time limit of 1 min',
    ]);
  });

  it('look at failed test cases, not at cancelled ones', async () => {
    const asked: string[] = [];
    const run = new FakeRun([plan('a', { assertions: [draft({}, 'assertions[0]')] }), plan('b')], {
      validators: [{ name: 'look', validateResults: ({ test }) => { asked.push(test); return []; } }],
      actions: { evaluateAssertions: async ([one], context) => context.publish({ type: 'assertion.failed', index: 0, assertion: 'metric', message: 'low', source: (one ?? draft({}, '')).source, duration_ms: 1 }) },
    });
    run.onEvent = () => { if (run.of('test_case.finished').length === 1 && run.of('experiment.cancelling').length === 0) run.cancel(); };
    assert.equal(await run.run(), 'cancelled');
    assert.deepEqual(asked, ['a']);
  });

  it('make the run an error with what they find in it as a whole', async () => {
    const seen: RunResults[] = [];
    const run = new FakeRun([plan('a'), plan('b')], { validators: [{ name: 'whole', validateRun: (results) => { seen.push(results); return [finding('failed', 'too few samples')]; } }] });
    assert.equal(await run.run(), 'error');
    assert.deepEqual(seen.map(({ run: id, outcomes }) => ({ id, outcomes })), [{ id: 'r', outcomes: { a: 'passed', b: 'passed' } }]);
    assert.deepEqual(run.of('experiment.error').map(({ kind, message }) => `${kind} ${message}`), ['plugin whole: too few samples']);
    assert.deepEqual(run.outcomes(), { a: 'passed', b: 'passed' });
  });
});
