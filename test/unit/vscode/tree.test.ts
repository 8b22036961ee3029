import assert from 'node:assert/strict';
import type { BuiltInDraft } from '../../../src/events';
import { Pasts } from '../../../src/vscode/model/pasts';
import { NodeCache } from '../../../src/vscode/tree/nodes';
import { rowOf } from '../../../src/vscode/tree/rows';
import { sourceOf } from '../../../src/vscode/tree/source-of';
import { at, experimentOf, loadedWith, opening, plan, runOf, treeText } from './tree-text';

const started = (test: string): BuiltInDraft => ({ type: 'test_case.started', test, attempt: 1, dir: test, source: at('tests[0]', 3) });
const passed = (test: string): BuiltInDraft => ({ type: 'test_case.finished', test, outcome: 'passed', success: true, duration_ms: 1234, attempt: 1 });
const failed = (test: string): BuiltInDraft => ({ type: 'test_case.finished', test, outcome: 'failed', success: false, duration_ms: 812, attempt: 1 });
const wrong = (test: string): BuiltInDraft => ({
  type: 'step.finished', test, step: 'ask', index: 0, name: 'ask it', kind: 'run', source: at('tests[0].steps[0]', 13), outcome: 'failed', duration_ms: 20, tries: 1,
  failures: [{ phase: 'steps', kind: 'expectation', message: 'stdout does not contain "up"', expected: 'up', found: 'down', source: at('tests[0].steps[0].expect', 14) }],
});
const ended = (counts: Partial<Record<'passed' | 'failed', number>>): BuiltInDraft => ({
  type: 'experiment.finished', outcome: (counts.failed ?? 0) > 0 ? 'failed' : 'passed', success: false, duration_ms: 2000,
  counts: { total: 2, flaky: 0, passed: 0, failed: 0, error: 0, skipped: 0, cancelled: 0, interrupted: 0, ...counts },
});

describe('vscode: the experiments tree', () => {
  const tests = () => [plan('first', 0, 3, 1), plan('second', 1, 4)];

  it('lists what a file plans, and its problems, before any run', () => {
    const problem = { file: '/x', range: at('', 7).range, path: '', severity: 'warning' as const, code: 'unknown-key' as const, message: 'unknown key "stepz"' };
    assert.equal(treeText(experimentOf(tests()), experimentOf([], { name: 'Broken', problems: [{ ...problem, severity: 'error' }] }), experimentOf(tests().slice(1), { problems: [problem] })), [
      '[circle-outline] Sample — 2 test cases', '  [circle-outline] first', '  [circle-outline] second',
      '[error] Broken — 0 test cases, 1 problem', '  [error] unknown key "stepz" — line 7',
      '[circle-outline] Sample — 1 test case, 1 problem', '  [warning] unknown key "stepz" — line 7', '  [circle-outline] second',
    ].join('\n'));
  });

  it('says how long test cases wait, where that is known, until they run', () => {
    const [first, second] = tests();
    assert.ok(first && second);
    const experiment = experimentOf([{ ...first, waitMs: 100_000 }, second], { waitMs: 100_000 });
    assert.equal(treeText(experiment), '[circle-outline] Sample — 2 test cases, waits 1m 40s\n  [circle-outline] first — waits 1m 40s\n  [circle-outline] second');
    const run = runOf('1');
    experiment.show(run);
    run.publish(...opening(['first', 'second']), started('first'));
    assert.doesNotMatch(treeText(experiment), /waits/);
  });

  it('tells iterations apart, which share their name', () => {
    const [first, second] = tests();
    assert.ok(first && second);
    const iteration = (plan: typeof first, number: number) => ({ ...plan, id: `first [${number}]`, name: 'first', iteration: number });
    assert.match(treeText(experimentOf([iteration(first, 1), iteration(second, 2)])), /first — iteration 1\n.*first — iteration 2$/);
  });

  it('tells combinations apart whose values are not in their name', () => {
    const [first] = tests();
    assert.ok(first);
    const combination = (input: string, size: number) => ({ ...first, id: `first ${input} ${size}`, name: `first ${size}`, matrix: { input, size } });
    assert.match(treeText(experimentOf([combination('[1]', 2), combination('[1,]', 2)])), /first 2 — input: \[1\]\n.*first 2 — input: \[1,\]$/);
  });

  it('has no row for mere information, unless that is all there is to say', () => {
    const problems = [{ file: '/x', range: at('', 7).range, path: '', severity: 'information' as const, code: 'no-effect' as const, message: 'ignored here' }];
    assert.doesNotMatch(treeText(experimentOf(tests(), { problems })), /ignored here/);
    assert.match(treeText(experimentOf([], { problems })), /^\[circle-outline\] Sample — 0 test cases\n {2}\[info\] ignored here — line 7$/);
  });

  it('shows phases, services and counts while a run is under way', () => {
    const experiment = experimentOf(tests());
    const run = runOf('1');
    experiment.show(run);
    run.publish(...opening(['first', 'second']), started('first'), { type: 'service.starting', test: 'first', service: 'server', command: [], start: 1, ports: { http: 8080 }, source: at('', 1) });
    assert.match(treeText(experiment), /^\[sync~spin\] Sample — running\n {2}\[sync~spin\] first — starting services\n {4}\[server-process\] Services — 1\n {6}\[sync~spin\] server — starting, port 8080\n {2}\[circle-outline\] second$/);
    run.publish({ type: 'service.ready', test: 'first', service: 'server', pid: 7, ready_ms: 3, ports: { http: 8080 } }, { type: 'test_case.execution_started', test: 'first' });
    assert.match(treeText(experiment), /first — steps\n.*\n {6}\[vm-running\] server — ready, port 8080/);
    run.publish(passed('first'));
    assert.match(treeText(experiment), /^\[sync~spin\] Sample — running, 1 passed\n {2}\[pass\] first — 1\.2 s\n/);
  });

  it('offers to resume what stopped before its end, and shows what was kept', () => {
    const experiment = experimentOf(tests());
    const context = (): string => rowOf(new NodeCache().experiment(experiment)).context;
    const run = runOf('1');
    experiment.show(run);
    run.publish(...opening(['first', 'second']), started('first'));
    assert.equal(context(), 'experiment.running.ran');
    run.publish(passed('first'), { type: 'test_case.finished', test: 'second', outcome: 'cancelled', success: false, duration_ms: 0, attempt: 1 }, { ...ended({ passed: 1 }), outcome: 'cancelled' } as BuiltInDraft);
    assert.equal(context(), 'experiment.resumable.ran');
    const next = runOf('2');
    experiment.show(next);
    const { failures, services, steps, assertions, metrics, artifacts, leftovers, dir } = run.state().tests['first'] ?? assert.fail();
    next.publish(...opening(['first', 'second']), {
      type: 'test_case.kept', test: 'first', from: '1', source: at('tests[0]', 3),
      result: { outcome: 'passed', attempt: 1, earlier: [], dir, duration_ms: 1234, failures, services, steps, assertions, metrics, artifacts, leftovers },
    }, passed('first'), passed('second'), ended({ passed: 2 }));
    assert.match(treeText(experiment), /^\[pass\] Sample — 2 passed\n {2}\[pass\] first — 1\.2 s, kept\n {2}\[pass\] second — 1\.2 s$/);
    assert.equal(context(), 'experiment.ran');
  });

  it('shows why a required observer failed, and the verdict as it was', () => {
    const experiment = experimentOf(tests().slice(0, 1));
    const run = runOf('1');
    experiment.show(run);
    run.publish(...opening(['first']), started('first'), passed('first'), ended({ passed: 1 }));
    run.publish({ type: 'observer.error', observer: 'report', required: true, message: 'the disk is full', event_type: 'experiment.finished', event_seq: 5 });
    assert.match(treeText(experiment), /^\[pass\] Sample — 1 passed\n {2}\[warning\] The required observer report failed: the disk is full\n {2}\[pass\] first/);
  });

  it('shows at once that a run is stopping', () => {
    const experiment = experimentOf(tests());
    const run = runOf('1');
    experiment.show(run);
    run.publish(...opening(['first', 'second']), started('first'), { type: 'experiment.cancelling', reason: 'x' });
    assert.match(treeText(experiment), /^\[loading~spin\] Sample — stopping\n {2}\[loading~spin\] first — stopping\n/);
  });

  it('has the message of a failure as a child that knows its exact place', () => {
    const experiment = experimentOf(tests());
    const run = runOf('1');
    experiment.show(run);
    run.publish(...opening(['first', 'second']), started('first'), wrong('first'), failed('first'), started('second'), passed('second'), ended({ passed: 1, failed: 1 }));
    assert.match(treeText(experiment), /^\[error\] Sample — 1 passed, 1 failed\n {2}\[error\] first — 812 ms\n {4}\[arrow-small-right\] stdout does not contain "up" — line 14\n/);
    const nodes = new NodeCache();
    const failure = nodes.failure(nodes.test(experiment, 'first'), 0);
    assert.deepEqual(sourceOf(failure)?.range, at('', 14).range);
    assert.equal(rowOf(failure).spoken, 'failure: stdout does not contain "up", line 14');
    assert.equal(rowOf(nodes.test(experiment, 'first')).spoken, 'case first, failed, 812 milliseconds');
    assert.equal(rowOf(nodes.test(experiment, 'second')).spoken, 'case second, passed, 1.2 seconds');
  });

  it('finds the place again after the file was edited above it', () => {
    const experiment = experimentOf(tests());
    const run = runOf('1');
    experiment.show(run);
    run.publish(...opening(['first', 'second']), wrong('first'), failed('first'));
    experiment.loaded = loadedWith([plan('new', 0, 3), plan('first', 1, 50, 1)]);
    const nodes = new NodeCache();
    assert.equal(sourceOf(nodes.failure(nodes.test(experiment, 'first'), 0))?.path, 'tests[1].steps[0].expect');
    assert.equal(sourceOf(nodes.failure(nodes.test(experiment, 'first'), 0))?.range.start.line, 61);
    assert.equal(sourceOf(nodes.test(experiment, 'first'))?.range.start.line, 50);
  });

  it('shows earlier attempts, steps below steps, and what is looked at over iterations', () => {
    const experiment = experimentOf([plan('first', 0, 3, 1), { ...plan('first [all]', 0, 9), name: 'first', over: ['first'] }]);
    const run = runOf('r1');
    experiment.show(run);
    const step = (index: number, name: string, parent?: number) => ({ test: 'first', step: name, index, name, source: at('tests[0].steps[0]', 13), ...(parent === undefined ? {} : { parent }) });
    const failures = [{ phase: 'steps' as const, kind: 'expectation' as const, message: 'exit code is 1, expected 0', source: at('tests[0].steps[0]', 13) }];
    run.publish(
      ...opening(['first']), { type: 'test_case.started', test: 'first', attempt: 1, dir: 'first', source: at('tests[0]', 3) },
      { type: 'step.started', ...step(0, 'all'), kind: 'parallel' }, { type: 'step.finished', ...step(0, 'all'), kind: 'parallel', outcome: 'failed', duration_ms: 5, tries: 1, failures },
      { type: 'test_case.retrying', test: 'first', attempt: 2, reason: 'attempt 1 ended in failed' },
      { type: 'test_case.started', test: 'first', attempt: 2, dir: 'first-attempt-2', source: at('tests[0]', 3) }, { type: 'test_case.execution_started', test: 'first' },
      { type: 'step.started', ...step(0, 'all'), kind: 'parallel' }, { type: 'step.started', ...step(1, 'a', 0), kind: 'run' },
      { type: 'step.finished', ...step(1, 'a', 0), kind: 'run', outcome: 'passed', duration_ms: 5, tries: 3, failures: [] },
    );
    assert.match(treeText(experiment), new RegExp([
      '  \\[sync~spin\\] first — attempt 2, steps', '    \\[error\\] Attempt 1 — failed: exit code is 1, expected 0', '    \\[server-process\\] Services — 1', '      .* server — planned', '    \\[list-ordered\\] Steps — 1',
      '      \\[sync~spin\\] all — running', '        \\[pass\\] a — 5 ms, 3 tries', '  .* first — over 1 iteration',
    ].join('\n')));
    run.publish({ type: 'step.finished', ...step(0, 'all'), kind: 'parallel', outcome: 'passed', duration_ms: 9, tries: 1, failures: [] },
      { type: 'test_case.finished', test: 'first', outcome: 'passed', success: true, duration_ms: 30, attempt: 2, flaky: true, source: at('tests[0]', 3) });
    assert.match(treeText(experiment), /\[pass\] first — flaky, passed at attempt 2, 30 ms/);
  });

  it('dims results of before the window was loaded, and says when they were', () => {
    const experiment = experimentOf(tests());
    const run = runOf('1', 'journal');
    run.publish(...opening(['first', 'second']), passed('first'), passed('second'), ended({ passed: 2 }));
    experiment.show(run);
    assert.match(treeText(experiment), /^~\[pass\] Sample — 2 passed, last run .+\n {2}~\[pass\] first — 1\.2 s\n/);
  });

  it('keeps the others, dimmed, when only some test cases run again', () => {
    const experiment = experimentOf(tests());
    const whole = runOf('1');
    whole.publish(...opening(['first', 'second']), failed('first'), passed('second'), ended({ passed: 1, failed: 1 }));
    experiment.show(whole);
    const again = runOf('2');
    again.publish(...opening(['first']), passed('first'), ended({ passed: 1 }));
    experiment.show(again);
    experiment.forgetHidden();
    assert.match(treeText(experiment), /^\[pass\] Sample — 1 passed\n {2}\[pass\] first — 1\.2 s\n(?: {4}.*\n)*(?: {6}.*\n)* {2}~\[pass\] second — 1\.2 s/);
    assert.deepEqual(experiment.runs.map((run) => run.id), ['2', '1']);
    const third = runOf('3');
    third.publish(...opening(['first', 'second']), ended({}));
    experiment.show(third);
    experiment.forgetHidden();
    assert.deepEqual(experiment.runs.map((run) => run.id), ['3']);
  });

  it('says that somebody else drives a run', () => {
    const experiment = experimentOf(tests());
    const run = runOf('1', 'elsewhere');
    run.publish(...opening(['first', 'second']), passed('first'));
    experiment.show({ ...run, driver: 'a terminal (pid 7)' });
    assert.match(treeText(experiment), /^\[sync~spin\] Sample — running, 1 passed, driven by a terminal \(pid 7\)\n/);
    run.publish(passed('second'), ended({ passed: 2 }));
    assert.match(treeText(experiment), /^\[pass\] Sample — 2 passed\n {2}\[pass\] first/);
  });

  it('says that whoever drove a run died, where nobody may close it', () => {
    const experiment = experimentOf(tests());
    const run = runOf('1', 'journal');
    run.publish(...opening(['first', 'second']), passed('first'));
    experiment.show(run);
    assert.match(treeText(experiment), /^~\[debug-disconnect\] Sample — whoever drove it died, 1 passed\n/);
  });

  it('gives the same node for the same id, so that rows are refreshed and never recreated', () => {
    const nodes = new NodeCache();
    const experiment = experimentOf(tests());
    const first = nodes.test(experiment, 'first');
    assert.equal(nodes.test(experiment, 'first'), first);
    assert.equal(nodes.failure(first, 0).parent, first);
    assert.notEqual(nodes.test(experiment, 'second').id, first.id);
  });

  it('shows a moment of the past instead of now, still and marked, until somebody goes back', () => {
    const experiment = experimentOf(tests());
    const newest = runOf('2');
    experiment.show(newest);
    newest.publish(...opening(['first', 'second']), passed('first'), passed('second'), ended({ passed: 2 }));
    const changes: boolean[] = [];
    const pasts = new Pasts((_, others) => changes.push(others));
    const past = runOf('1', 'journal');
    past.publish(...opening(['first', 'second']), failed('first'), started('second'));
    const calls: string[] = [];
    const owner = { ended: () => { calls.push('ended'); pasts.end(experiment, owner); } };
    const now = treeText(experiment);
    pasts.show(experiment, { ...past, past: 'at 0:01.2 of run 1' }, owner);
    assert.equal(treeText(pasts.shownFor(experiment)), ['~[history] Sample — at 0:01.2 of run 1, 1 failed', '  ~[error] first — 812 ms', '  ~[sync] second — setting up the network'].join('\n'));
    assert.match(rowOf(new NodeCache().experiment(pasts.shownFor(experiment))).context, /\.ran\.past$/);
    past.publish(passed('second'));
    pasts.show(experiment, { ...past, past: 'at 0:02.0 of run 1' }, owner);
    assert.match(treeText(pasts.shownFor(experiment)), /at 0:02\.0 of run 1, 1 passed, 1 failed\n.*\n.*second — 1\.2 s$/);
    assert.equal(treeText(experiment), now);
    assert.deepEqual([pasts.names, changes], [['Sample'], [true, false]]);
    pasts.endOf(experiment);
    pasts.endOf(experiment);
    assert.equal(pasts.shownFor(experiment), experiment);
    assert.deepEqual([calls, pasts.names, changes], [['ended'], [], [true, false, true]]);
  });

  it('shows the past of one owner at a time, and follows the file', () => {
    const experiment = experimentOf(tests());
    const pasts = new Pasts(() => undefined);
    const calls: string[] = [];
    const owner = (name: string) => ({ ended: () => { calls.push(name); } });
    const [one, two] = [owner('one'), owner('two')];
    pasts.show(experiment, { ...runOf('1', 'journal'), past: 'past' }, one);
    pasts.show(experiment, { ...runOf('2', 'journal'), past: 'past' }, two);
    assert.deepEqual(pasts.names, ['Sample'], 'by the file, before anything of the run was read');
    pasts.end(experiment, one);
    assert.deepEqual(calls, ['one']);
    experiment.loaded = loadedWith(tests().slice(1), { name: 'Renamed' });
    assert.equal(pasts.shownFor(experiment).name, 'Renamed');
    pasts.end(experiment, two);
    assert.deepEqual(calls, ['one', 'two']);
  });
});
