import assert from 'node:assert/strict';
import fc from 'fast-check';
import { OUTCOMES, type BuiltInDraft, type Outcome } from '../../../src/events';
import { arranged, filterText, isArranged, ORDERS, stateName, STATES, type Arrangement } from '../../../src/vscode/model/arrangement';
import type { Experiment } from '../../../src/vscode/model/experiment';
import { NodeCache } from '../../../src/vscode/tree/nodes';
import { rowOf } from '../../../src/vscode/tree/rows';
import { arrangedText, at, experimentOf, opening, plan, runOf } from './tree-text';

const started = (test: string): BuiltInDraft => ({ type: 'test_case.started', test, attempt: 1, dir: test, source: at('tests[0]', 3) });
const finished = (test: string, outcome: Outcome, ms: number): BuiltInDraft =>
  ({ type: 'test_case.finished', test, outcome, success: outcome === 'passed', duration_ms: ms, attempt: 1 });
const NAMES = ['quick', 'slow', 'wrong', 'broken', 'left out', 'waits', 'runs'];

/** One test case in each state. */
function sample(): { readonly experiment: Experiment; readonly publish: (...drafts: BuiltInDraft[]) => void } {
  const experiment = experimentOf(NAMES.map((name, index) => plan(name, index, 3 + index)));
  const run = runOf('1');
  experiment.show(run);
  run.publish(...opening(NAMES), finished('quick', 'passed', 10), finished('slow', 'passed', 5000), finished('wrong', 'failed', 300), finished('broken', 'error', 20), finished('left out', 'skipped', 0), started('runs'));
  return { experiment, publish: run.publish };
}
const named = (experiment: Experiment, arrangement: Arrangement): readonly string[] => arranged(experiment.tests(), arrangement).map(({ name }) => name);
const only = (...states: readonly (typeof STATES)[number][]): Arrangement => ({ states: new Set(states), order: 'file' });

describe('vscode: test cases filtered and sorted', () => {
  it('have one state each', () => {
    const { experiment } = sample();
    assert.deepEqual(experiment.tests().map(({ state }) => stateName(state)), ['passed', 'passed', 'failed', 'error', 'skipped', 'not-run', 'running']);
    assert.equal(stateName(undefined), 'not-run');
    assert.deepEqual(named(experiment, only('failed', 'error')), ['wrong', 'broken']);
    assert.deepEqual(named(experiment, { order: 'file', text: 'w', matches: ({ name }) => name.includes('w') }), ['slow', 'wrong', 'waits']);
    assert.deepEqual(named(experiment, { ...only('passed'), text: 'w', matches: ({ name }) => name.includes('w') }), ['slow']);
  });

  it('come with failures first, or the longest first, and else as in the file', () => {
    const { experiment } = sample();
    assert.deepEqual(named(experiment, { order: 'file' }), NAMES);
    assert.deepEqual(named(experiment, { order: 'state' }), ['wrong', 'broken', 'runs', 'quick', 'slow', 'left out', 'waits']);
    assert.deepEqual(named(experiment, { order: 'duration' }), ['slow', 'wrong', 'broken', 'quick', 'left out', 'waits', 'runs']);
  });

  it('leave the counts those of all, and say how many have no row', () => {
    const { experiment, publish } = sample();
    const failed = only('failed');
    const text = (): string => arrangedText(failed, experiment);
    assert.equal(text(), '[sync~spin] Sample — running, 2 passed, 1 failed, 1 error, 1 skipped, 6 hidden\n  [error] wrong — 300 ms');
    assert.match(rowOf(new NodeCache().experiment(experiment), failed).spoken, /6 hidden by the filter$/);
    publish(finished('runs', 'failed', 7));
    assert.match(text(), /5 hidden\n {2}\[error\] wrong — 300 ms\n {2}\[error\] runs — 7 ms$/);
    assert.doesNotMatch(arrangedText({ order: 'state' }, experiment), /hidden/);
    assert.match(arrangedText(only(...STATES), experiment), /1 skipped\n/);
  });

  it('keep rows for problems of the file, and an open row above what is hidden', () => {
    const problem = { file: '/x', range: at('', 7).range, path: '', severity: 'warning' as const, code: 'unknown-key' as const, message: 'unknown key "stepz"' };
    const experiment = experimentOf([plan('first', 0, 3)], { problems: [problem] });
    assert.equal(arrangedText(only('failed'), experiment), '[circle-outline] Sample — 1 test case, 1 problem, 1 hidden\n  [warning] unknown key "stepz" — line 7');
    assert.equal(rowOf(new NodeCache().experiment(experimentOf([plan('first', 0, 3)])), only('failed')).children, 'expanded');
  });

  it('say what the filter is', () => {
    assert.equal(filterText({ ...only('error', 'failed'), text: 'get' }), "failed or errors, name 'get'");
    assert.equal(filterText({ order: 'state' }), '');
    assert.deepEqual([{ order: 'file' } as const, { order: 'state' } as const, only('failed')].map(isArranged), [false, true, true]);
  });

  it('are all there, each once, in whatever order; filtered by each state, each is in one', () => {
    const outcomes = fc.array(fc.record({ outcome: fc.option(fc.constantFrom(...OUTCOMES)), ms: fc.nat(5) }), { maxLength: 12 });
    fc.assert(fc.property(outcomes, fc.constantFrom(...ORDERS), (cases, order) => {
      const names = cases.map((_, index) => `case ${index}`);
      const experiment = experimentOf(names.map((name, index) => plan(name, index, 3 + index)));
      const run = runOf('1');
      experiment.show(run);
      run.publish(...opening(names), ...cases.flatMap(({ outcome, ms }, index) => (outcome === null ? [] : [finished(names[index] ?? '', outcome, ms)])));
      assert.deepEqual([...named(experiment, { order })].sort(), [...names].sort());
      assert.deepEqual(STATES.flatMap((state) => named(experiment, { states: new Set([state]), order })).sort(), [...names].sort());
      assert.deepEqual(STATES.flatMap((state) => named(experiment, only(state))), named(experiment, { order: 'state' }));
    }));
  });
});
