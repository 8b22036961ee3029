import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { RunSummary } from '../../src/results';
import { junitProblems } from '../unit/results/junit-schema';
import { Bench } from './bench';
import { MIXED, PASSING } from './sample-files';

const MEASURED = `name: measured
tests:
  - name: 'a "quoted", name'
    matrix: { size: [1, two] }
    steps: [{ run: [echo, "rate: 7"], capture: { rate: 'rate: (\\d+)' } }]
  - name: =SUM(1)
    steps: [{ run: [sh, -c, "echo 'several\\nlines' && exit 3"] }]
`;
const HELD = 'name: held\ntests: [{ name: quick, steps: [{ wait: 1ms }] }, { name: slow, steps: [{ wait: 10m }] }, { name: never, steps: [{ wait: 1ms }] }]\n';

/** A table by RFC 4180, read strictly. */
function csvRows(text: string): readonly (readonly string[])[] {
  assert.ok(text.endsWith('\r\n'));
  const rows: string[][] = [[]];
  let at = 0;
  while (at < text.length) {
    const [field = '', quoted, plain = '', end = ''] = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y.exec(text.slice(at)) ?? assert.fail(`no field at ${at}: ${text.slice(at, at + 40)}`);
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end !== ',') rows.push([]);
    at += field.length;
  }
  return rows.slice(0, -1);
}

describe('report', function () {
  this.timeout(60_000);
  let bench: Bench;
  beforeEach(async () => { bench = await Bench.open({ 'mixed.yaml': MIXED, 'passing.yaml': PASSING }); });
  afterEach(() => bench.close());
  const dirs = (outputs?: string): Promise<readonly string[]> => bench.runDirs(outputs);
  const json = async (...runs: readonly string[]): Promise<RunSummary> => JSON.parse((await bench.run('report', ...runs, '--format', 'json')).stdout) as RunSummary;

  it('json is run.json and junit is junit.xml, of a run by id, folder or latest', async () => {
    await bench.run('run', 'mixed.yaml');
    const [dir = ''] = await dirs();
    for (const run of ['latest', dir, path.basename(dir)]) {
      const { code, stdout, stderr } = await bench.run('report', run, '--format', 'json');
      assert.deepEqual([code, stderr], [0, '']);
      assert.equal(stdout, await readFile(path.join(dir, 'run.json'), 'utf8'));
    }
    const written = await bench.run('report', 'latest', '--output', 'reports/all.xml');
    assert.deepEqual([written.code, written.stdout, written.stderr], [0, '', '']);
    const junit = await readFile(bench.path('reports/all.xml'), 'utf8');
    assert.equal(junit, await readFile(path.join(dir, 'junit.xml'), 'utf8'));
    assert.deepEqual(junitProblems(junit), []);
  });

  it('markdown tells outcome, counts, test cases, and failures with expected, found and their line', async () => {
    await bench.run('run', 'mixed.yaml');
    const { code, stdout } = await bench.run('report', 'latest');
    assert.equal(code, 0);
    assert.match(stdout, /^## 💥 mixed: error\n\n1 passed, 1 failed, 1 error, 1 skipped of 4 in .+<code>mixed\.yaml<\/code>\n/);
    assert.match(stdout, /^\| passes \| ✅ passed \| /m);
    assert.match(stdout, /^\| is skipped \| .* skipped \| .* \| not today \|$/m);
    assert.match(stdout, /^#### fails: failed\n[^]*expected:\n\n```\ncontains "hello"\n```\n[^]*found:\n\n```\ngood bye\n```\n[^]*at <code>mixed\.yaml:14:11<\/code>/m);
  });

  it('csv has one row a test case, with columns for the matrix and the metrics', async () => {
    await bench.write('measured.yaml', MEASURED);
    await bench.run('run', 'measured.yaml');
    const { stdout } = await bench.run('report', 'latest', '--format', 'csv');
    const [head = [], ...rows] = csvRows(stdout);
    const table = rows.map((row) => {
      assert.equal(row.length, head.length);
      return Object.fromEntries(head.map((name, index) => [name, row[index]]));
    });
    const { run } = await bench.lastSummary();
    assert.deepEqual(table.map((row) => [row['run'], row['id'], row['outcome'], row['matrix.size'], row['metric.rate']]), [
      [run, 'a "quoted", name (1)', 'passed', '1', '7'], [run, 'a "quoted", name (two)', 'passed', 'two', '7'], [run, "'=SUM(1)", 'failed', '', ''],
    ]);
    assert.match(table[2]?.['message'] ?? '', /exit code/);
    assert.deepEqual([table[2]?.['failures'], table[2]?.['line']], ['1', '7']);
  });

  it('tells a run that goes on, and one that was killed, as far as they got', async () => {
    await bench.write('held.yaml', HELD);
    const running = bench.start(['run', 'held.yaml', '--reporter', 'events']);
    await running.until(({ stdout }) => stdout.includes('"step.started"') && stdout.includes('"slow"'));
    await running.until(({ stdout }) => /"test_case.started"[^\n]*"test":"slow"|"test":"slow"[^\n]*"test_case.started"/.test(stdout));
    const [dir = ''] = await dirs();
    for (const [reason, note] of [[/it had not finished/, /has no end yet/], [/died/, /was interrupted/]] as const) {
      const { code, stdout, stderr } = await bench.run('report', dir, '--format', 'json');
      assert.equal(code, 0, stderr);
      assert.match(stderr, note);
      const { outcome, counts, tests, finished } = JSON.parse(stdout) as RunSummary;
      assert.deepEqual([outcome, counts.total, counts.passed, counts.interrupted, finished], ['interrupted', 3, 1, 2, undefined]);
      assert.deepEqual(tests.map((test) => test.outcome), ['passed', 'interrupted', 'interrupted']);
      assert.match(tests[2]?.reason ?? '', reason);
      assert.deepEqual(junitProblems((await bench.run('report', dir, '--format', 'junit')).stdout), []);
      running.child.kill('SIGKILL');
      await running.ended;
    }
  });

  it('tells several runs as one, and names a test case that is in two', async () => {
    await bench.run('run', 'mixed.yaml', '--test', 'breaks', '--output', 'one');
    await bench.run('run', 'mixed.yaml', '--test', 'passes', '--test', 'fails', '--output', 'two');
    const [[one = ''], [two = '']] = [await dirs('one'), await dirs('two')];
    const { outcome, counts, tests, runs, duration_ms, started, finished } = await json(two, one, one);
    assert.deepEqual([outcome, counts.total, counts.passed, counts.failed, counts.error], ['error', 3, 1, 1, 1]);
    assert.deepEqual(tests.map(({ name, run }) => [name, run]), [['passes', path.basename(two)], ['fails', path.basename(two)], ['breaks', path.basename(one)]]);
    assert.deepEqual(runs, [{ run: path.basename(one), dir: one, outcome: 'error' }, { run: path.basename(two), dir: two, outcome: 'failed' }]);
    const [first, second] = [await bench.lastSummary('one'), await bench.lastSummary('two')];
    assert.deepEqual([duration_ms, started, finished], [Math.max(first.duration_ms, second.duration_ms), first.started, second.finished]);
    assert.match((await bench.run('report', one, two, '--format', 'junit')).stdout, /<testsuites name="mixed" tests="3" failures="1" errors="1"/);
    await bench.run('run', 'mixed.yaml', '--test', 'fails', '--output', 'three');
    const [three = ''] = await dirs('three');
    const both = await bench.run('report', one, two, three, '--format', 'json');
    assert.equal(both.code, 0);
    assert.match(both.stderr, new RegExp(`'fails' is in 2 runs, ${path.basename(two)} and ${path.basename(three)}: the last one counts`));
    const { conflicts, counts: union } = JSON.parse(both.stdout) as RunSummary;
    assert.deepEqual([conflicts, union.total], [[{ test: 'fails', runs: [path.basename(two), path.basename(three)] }], 3]);
  });

  it('knows the formats of plug-ins, those of the experiment and those that are named', async () => {
    await bench.write('lines.mjs', "export default { name: 'lines', setup(plugin) { plugin.addReportFormat({ name: 'lines', render: (runs) => runs.map(({ experiment, counts }) => `${experiment}: ${counts.total}\\n`).join('') }); } };");
    await bench.write('own.yaml', 'name: own\nplugins: [./lines.mjs]\ntests: [{ name: a, steps: [{ wait: 1ms }] }]\n');
    await bench.run('run', 'own.yaml');
    assert.deepEqual(await bench.run('report', 'latest', '--format', 'lines'), { code: 0, signal: null, stdout: 'own: 1\n', stderr: '' });
    await bench.run('run', 'passing.yaml');
    assert.equal((await bench.run('report', 'latest', '--format', 'lines', '--plugin', 'lines.mjs')).stdout, 'passing: 1\n');
    const { code, stderr } = await bench.run('report', 'latest', '--format', 'lines');
    assert.equal(code, 2);
    assert.match(stderr, /--format: expected markdown, junit, json, csv, found 'lines'/);
  });

  it('refuses what makes no sense, with 2', async () => {
    await bench.run('run', 'mixed.yaml');
    await bench.run('run', 'passing.yaml');
    const [mixed = '', passing = ''] = (await dirs()).map((dir) => path.basename(dir));
    await bench.write('file', '');
    const wrong: readonly (readonly [readonly string[], RegExp])[] = [
      [['latest', '--format', 'html'], /makes no html yet; expected markdown, junit, json, csv/],
      [['latest', '--compare', passing], /cannot compare runs yet/],
      [['latest', '--format', 'jsn'], /found 'jsn'\. Did you mean "json"\?/],
      [[mixed, passing], new RegExp(`expected runs of one experiment, found 'mixed' \\(${mixed}\\) and 'passing' \\(${passing}\\)`)],
      [['nowhere'], /there is no such run/],
      [['latest', '--output', 'file/below'], /cannot be written to file.below/],
      [[], /missing required argument 'run'/],
    ];
    for (const [args, message] of wrong) {
      const { code, stdout, stderr } = await bench.run('report', ...args);
      assert.deepEqual([code, stdout], [2, ''], stderr);
      assert.match(stderr, message);
    }
    assert.doesNotMatch((await bench.run('report', '--help')).stdout, /html|compare/);
  });
});
