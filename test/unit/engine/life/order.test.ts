import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { LoadedExperiment, TestCasePlan } from '../../../../src/config';
import { inRunOrder } from '../../../../src/engine/run-order';
import { Scheduler } from '../../../../src/engine/scheduler';
import { FakeRun, plan } from './fakes';

const cases = (...ids: readonly string[]): readonly TestCasePlan[] => ids.map((id) => plan(id, { iteration: Number(id.at(-1)) }));
const started = async (tests: readonly TestCasePlan[], parts: Partial<LoadedExperiment>): Promise<readonly (string | undefined)[]> => {
  const run = new FakeRun(tests, { loaded: parts });
  await run.run();
  return run.of('test_case.started').map(({ test }) => test);
};

describe('engine life: the order of test cases', () => {
  const tests = cases('a1', 'a2', 'a3', 'b1', 'b2', 'b3');

  it('is that of the file, or one iteration of each before the next', async () => {
    assert.deepEqual(await started(tests, {}), ['a1', 'a2', 'a3', 'b1', 'b2', 'b3']);
    assert.deepEqual(await started(tests, { order: 'interleave' }), ['a1', 'b1', 'a2', 'b2', 'a3', 'b3']);
  });

  it('shuffled, is the same for the same seed, which is recorded', async () => {
    const first = new FakeRun(tests, { loaded: { order: 'shuffle' } });
    await first.run();
    const { order, seed } = first.of('experiment.configured')[0]?.settings ?? {};
    assert.equal(order, 'shuffle');
    const ids = first.of('test_case.started').map(({ test }) => test);
    assert.deepEqual(await started(tests, { order: 'shuffle', seed: seed ?? -1 }), ids);
    assert.deepEqual(first.of('experiment.started')[0]?.tests.map(({ id }) => id), tests.map(({ id }) => id), 'the plan is announced in the order of the file');
  });

  it('shuffled, holds each case once and differs between seeds', () => {
    fc.assert(fc.property(fc.nat(2 ** 32 - 1), (seed) => {
      assert.deepEqual(inRunOrder(tests, 'shuffle', seed).toSorted((a, b) => (a.id < b.id ? -1 : 1)), tests);
    }));
    assert.ok(new Set(Array.from({ length: 200 }, (_, seed) => inRunOrder(tests, 'shuffle', seed).map(({ id }) => id).join())).size > 100);
  });

  it('keeps what is exclusive, and what is of one group, from running side by side, and starts everything once', async () => {
    const item = fc.record({ exclusive: fc.boolean(), parallelGroup: fc.option(fc.constantFrom('x', 'y'), { nil: undefined }), turns: fc.nat(3) });
    await fc.assert(fc.asyncProperty(fc.array(item, { maxLength: 30 }), fc.integer({ min: 1, max: 5 }), async (items, parallel) => {
      const running = new Set<(typeof items)[number]>();
      const done: unknown[] = [];
      await new Scheduler<(typeof items)[number]>(parallel).run(items, async (one) => {
        for (const other of running) {
          assert.ok(!one.exclusive && !other.exclusive);
          assert.ok(one.parallelGroup === undefined || one.parallelGroup !== other.parallelGroup);
        }
        running.add(one);
        assert.ok(running.size <= parallel);
        for (let turn = 0; turn < one.turns; turn += 1) await new Promise(setImmediate);
        running.delete(one);
        done.push(one);
      });
      assert.equal(done.length, items.length);
    }));
  });
});

describe('engine life: fail_fast', () => {
  const broken = (id: string, parts: Partial<TestCasePlan> = {}) => plan(id, { network: 'docker', ...parts });
  const outcomes = async (tests: readonly TestCasePlan[], failFast: boolean, loaded: Partial<LoadedExperiment> = {}) => {
    const run = new FakeRun(tests, { failFast, loaded });
    await run.run();
    return { outcomes: run.outcomes(), reason: run.of('test_case.finished').at(-1)?.reason };
  };

  it('waits for as many as max_errors_before_fail says', async () => {
    const { outcomes: ended, reason } = await outcomes([broken('a'), plan('b'), broken('c'), plan('d')], true, { maxErrors: 2 });
    assert.deepEqual(ended, { a: 'error', b: 'passed', c: 'error', d: 'cancelled' });
    assert.match(reason ?? '', /"c" ended in error, as 1 before it/);
  });

  it('leaves out, or counts alone, the tests that say so', async () => {
    assert.deepEqual((await outcomes([broken('a', { failFast: false }), plan('b')], true)).outcomes, { a: 'error', b: 'passed' });
    assert.deepEqual((await outcomes([broken('a'), broken('b', { failFast: true }), plan('c')], false)).outcomes, { a: 'error', b: 'error', c: 'cancelled' });
  });
});
