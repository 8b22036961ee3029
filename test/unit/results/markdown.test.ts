import assert from 'node:assert/strict';
import { markdownReport, type RunSummary, type TestSummary } from '../../../src/results';

const test = (name: string, more: Partial<TestSummary> = {}): TestSummary => ({
  id: name, name, base: name, matrix: {}, iteration: 1, attempt: 1, outcome: 'passed', duration_ms: 1234, dir: name, failures: [], metrics: {}, services: {}, steps: [],
  artifacts: [], logs: [], attempts: [], leftovers: [], ...more,
});
const run = (tests: readonly TestSummary[], more: Partial<RunSummary> = {}): RunSummary => ({
  schema: 1, run: 'r', experiment: 'sample', file: '/x/a.experiment.yaml', dir: '/out', duration_ms: 65_000, outcome: 'failed',
  counts: { total: tests.length, flaky: 0, passed: 1, failed: 1, error: 0, skipped: 0, cancelled: 0, interrupted: 0 }, tests, ...more,
});
const failed = test('fails', {
  outcome: 'failed', iteration: 2,
  failures: [{ phase: 'steps', kind: 'expectation', message: 'not | there\nat all', expected: '```\nhello', found: 'bye', diff: '-hello\n+bye', source: { file: '/x/a.experiment.yaml', path: 'tests[0]', line: 7, column: 5 } }],
});

describe('a run as Markdown', () => {
  it('shows outcome, counts, test cases and failures with expected, found, difference and place', () => {
    const text = markdownReport([run([test('passes'), failed])], (file) => file.replace('/x/', ''));
    assert.match(text, /^## ❌ sample: failed\n\n1 passed, 1 failed of 2 in 1 min 05 s, <code>a\.experiment\.yaml<\/code>\n/);
    assert.match(text, /^\| passes \| ✅ passed \| 1\.2 s \| {2}\|$/m);
    assert.match(text, /^\| fails, iteration 2 \| ❌ failed \| 1\.2 s \| not &#124; there \|$/m);
    assert.match(text, /^````\n```\nhello\n````$/m, 'the fence is longer than what is within');
    assert.match(text, /^```diff\n-hello\n\+bye\n```$/m);
    assert.match(text, /^at <code>a\.experiment\.yaml:7:5<\/code>$/m);
  });

  it('keeps names from being markup, links or mentions', () => {
    const text = markdownReport([run([test('a|b <img src=x> *c* @you #1 [d](http://e) `f` g\nh\u0007')])]);
    const [row = ''] = text.split('\n').filter((line) => line.startsWith('| a'));
    assert.equal(row.split('|').length, 6);
    assert.doesNotMatch(row.replaceAll(/&#\d+;/g, ''), /[<>*@#[\]`\u0007]|:\/\//);
  });

  it('sums up what was measured over the iterations', () => {
    const text = markdownReport([run([test('load', { metrics: { rps: 10 } }), test('load', { iteration: 2, metrics: { rps: 30 } })])]);
    assert.match(text, /^\| load \| rps \| 20 \| 10 \| 30 \| 2 \|$/m);
  });

  it('tells combinations that share a name apart, and never mixes what was measured of them', () => {
    const of = (size: number, iteration: number, rps: number) => test('load', { id: `load (${size}) [${iteration}]`, matrix: { size }, iteration, metrics: { rps } });
    const text = markdownReport([run([of(3, 1, 10), of(3, 2, 30), of(9, 1, 1), of(9, 2, 5), test('load', { id: 'load (9) [all]', iteration: 0, over: 2 })])]);
    assert.match(text, /^\| load \(3\) \| rps \| 20 \| 10 \| 30 \| 2 \|$/m);
    assert.match(text, /^\| load \(9\) \| rps \| 3 \| 1 \| 5 \| 2 \|$/m);
    for (const label of ['load (3)', 'load (3), iteration 2', 'load (9)', 'load (9), iteration 2', 'load (9), over 2 iterations']) assert.ok(text.includes(`\n| ${label} | ✅`), label);
  });

  it('cuts what is too long to read, never the failures first', () => {
    const text = markdownReport([run([...Array.from({ length: 500 }, (_, index) => test(`p${index}`)), failed])]);
    assert.match(text, /^\| fails/m);
    assert.match(text, /^… and 301 more, all in `run\.json`$/m);
    assert.ok(Buffer.byteLength(markdownReport([run(Array.from({ length: 10_000 }, () => ({ ...failed, failures: [{ ...failed.failures[0] as (typeof failed.failures)[number], found: 'x'.repeat(100_000) }] })))])) < 1024 * 1024);
  });
});
