import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { RunSummary } from '../../src/results';
import { Bench } from './bench';
import { assertNothingLost } from './nothing-lost';
import { aliveWith } from './processes-alive';
import { MIXED, PASSING } from './sample-files';

describe('reporters of run', function () {
  this.timeout(60_000);
  let bench: Bench;
  beforeEach(async () => { bench = await Bench.open({ 'mixed.yaml': MIXED, 'passing.yaml': PASSING }); });
  afterEach(() => bench.close());
  const inRun = async (name: string): Promise<string> => readFile(path.join((await bench.runDirs()).at(-1) ?? '', name), 'utf8');

  it('json prints exactly run.json, and nothing else on standard output', async () => {
    const { stdout, stderr } = await bench.run('run', 'mixed.yaml', '--reporter', 'json');
    assert.equal(stdout, await inRun('run.json'));
    assert.equal(stderr, '');
  });

  it('json prints one object a line for several files, in their order', async () => {
    const { stdout } = await bench.run('run', 'mixed.yaml', 'passing.yaml', '--reporter', 'json');
    const runs = stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as RunSummary);
    assert.deepEqual(runs.map(({ experiment, outcome }) => [experiment, outcome === 'passed']), [['mixed', false], ['passing', true]]);
    assert.deepEqual(runs[1], JSON.parse(await readFile(path.join(runs[1]?.dir ?? '', 'run.json'), 'utf8')));
  });

  it('events prints exactly the journal', async () => {
    const { stdout } = await bench.run('run', 'mixed.yaml', '--reporter', 'events');
    assert.equal(stdout, await inRun('events.jsonl'));
  });

  it('junit=FILE writes junit.xml beside the default reporter', async () => {
    const { stdout } = await bench.run('run', 'mixed.yaml', '--reporter', 'junit=reports/all.xml');
    assert.equal(await readFile(bench.path('reports/all.xml'), 'utf8'), await inRun('junit.xml'));
    assert.match(stdout, /Run folder: /);
  });

  it('junit without a file has standard output; several files are several suites of one document', async () => {
    const { stdout } = await bench.run('run', 'mixed.yaml', 'passing.yaml', '--reporter', 'junit');
    assert.deepEqual([...stdout.matchAll(/<testsuite name="(\w+)" tests="(\d)"/g)].map(([, name, tests]) => `${name} ${tests}`), ['mixed 4', 'passing 1']);
    assert.match(stdout, /^<\?xml[^]*<testsuites name="experiments" tests="5"[^]*<\/testsuites>\n$/);
  });

  it('plain goes to standard error when a machine has standard output', async () => {
    const { stdout, stderr } = await bench.run('run', 'passing.yaml', '--reporter', 'plain', '--reporter', 'json');
    assert.equal((JSON.parse(stdout) as RunSummary).outcome, 'passed');
    assert.match(stderr, /✓ passed {4}greets/);
  });

  it('all at once: a machine has standard output, people standard error, files their own', async () => {
    const { code, stdout, stderr } = await bench.run('run', 'mixed.yaml', 'passing.yaml', '--reporter', 'json', '--reporter', 'plain', '--reporter', 'github', '--reporter', 'junit=out/all.xml');
    assert.equal(code, 1);
    assert.deepEqual(stdout.trimEnd().split('\n').map((line) => (JSON.parse(line) as RunSummary).experiment), ['mixed', 'passing']);
    assert.match(stderr, /^✗ failed {4}fails[^]*^::error [^]*^✓ passed {4}greets/m);
    assert.match(await readFile(bench.path('out/all.xml'), 'utf8'), /<testsuites name="experiments" tests="5"/);
  });

  // Windows knows no SIGTERM that can be ignored.
  if (process.platform !== 'win32') it('tells what a service was warned of in the summary, and GitHub at its line', async () => {
    await bench.write('deaf.yaml', `name: deaf
tests:
  - name: serves
    services:
      server:
        command: [node, -e, "process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)"]
        ready: { log: up }
        stop: { grace: 50ms }
    steps: [{ wait: 1ms }]
`);
    const warning = 'server did not end within 50 ms of SIGTERM: it was ended with SIGKILL';
    for (const reporter of ['plain', 'pretty']) {
      const { code, stdout } = await bench.run('run', 'deaf.yaml', '--reporter', reporter);
      assert.equal(code, 0);
      assert.match(stdout, new RegExp(`\\n\\nWarnings\\n {3}serves: ${warning} at deaf\\.yaml:8:9\\n\\npassed: 1 passed of 1`), stdout);
    }
    const { stdout } = await bench.run('run', 'deaf.yaml', '--reporter', 'github');
    assert.match(stdout, new RegExp(`^::warning file=deaf\\.yaml,line=8,col=9,title=serves::${warning}$`, 'm'));
    const { dir, tests } = await bench.lastSummary();
    assert.deepEqual(tests.map(({ warnings }) => warnings), [[{ message: warning, source: { file: bench.path('deaf.yaml'), path: 'tests[0].services.server.stop', line: 8, column: 9 } }]]);
    assert.match(await readFile(path.join(dir, 'junit.xml'), 'utf8'), new RegExp(`<system-err>warning: ${warning}&#10;at .*deaf\\.yaml:8:9 `));
    await assertNothingLost(dir);
    assert.match((await bench.run('report', dir, '--format', 'markdown')).stdout, new RegExp(`### Warnings\n\n- \\*\\*serves\\*\\*: ${warning}, <code>deaf\\.yaml:8:9</code>`));
  });

  it('pretty falls back to plain lines without a terminal: no colour, no cursor movement', async () => {
    const { stdout } = await bench.run('run', 'mixed.yaml', '--reporter', 'pretty');
    assert.doesNotMatch(stdout, /\u001b/);
    const [header, ...tests] = stdout.split('\n');
    assert.equal(header, 'mixed: 4 test cases of mixed.yaml');
    assert.deepEqual(tests.slice(0, 4).map((line) => line.slice(0, 12).trimEnd()), ['✓ passed', '✗ failed', '! error', '- skipped']);
  });

  it('shows each failure with expected, found, last lines of output and a place that a terminal can click', async () => {
    const { stdout } = await bench.run('run', 'mixed.yaml', '--test', 'fails');
    assert.match(stdout, /1\) fails: failed\n[^]*expected: .*hello[^]*found: {4}.*good bye[^]* at mixed\.yaml:14:11\n[^]*last lines of steps\/.*stdout\.log:\n {5}\| good bye\n/);
  });

  it('summary, run.json and junit.xml agree', async () => {
    const { stdout } = await bench.run('run', 'mixed.yaml');
    const { counts, outcome, tests } = await bench.lastSummary();
    const told = Object.fromEntries([...(/^\w+: (.*) of \d+ in/m.exec(stdout)?.[1] ?? '').matchAll(/(\d+) (\w+)/g)].map(([, count, name]) => [name, Number(count)]));
    const listed = [...stdout.matchAll(/^[✓✗!-] (\w+) +(.+?) {2}\d/gm)].map(([, state, name]) => [name, state]);
    assert.deepEqual(listed, tests.map((test) => [test.name, test.outcome]));
    assert.deepEqual(told, Object.fromEntries(Object.entries(counts).filter(([name, count]) => name !== 'total' && count > 0)));
    assert.match(stdout, new RegExp(`^${outcome}: .* of ${counts.total} in `, 'm'));
    const junit = await inRun('junit.xml');
    assert.match(junit, new RegExp(`<testsuites name="mixed" tests="${counts.total}" failures="${counts.failed}" errors="${counts.error}"`));
    assert.deepEqual(counts, { total: 4, flaky: 0, passed: 1, failed: 1, error: 1, skipped: 1, cancelled: 0, interrupted: 0 });
  });

  it('github groups each test case, annotates failures at their lines, and writes the summary of the job', async () => {
    const { code, stdout, stderr } = await bench.start(['run', 'mixed.yaml', '--reporter', 'github'], { GITHUB_STEP_SUMMARY: bench.path('summary.md'), GITHUB_WORKSPACE: path.dirname(bench.dir) }).ended;
    assert.equal(code, 1);
    assert.equal(stderr, '');
    assert.deepEqual([...stdout.matchAll(/^::group::. (\w+) +(.+?) {2}\d/gm)].map(([, outcome, name]) => `${name} ${outcome}`), ['passes passed', 'fails failed', 'breaks error', 'is skipped skipped']);
    assert.equal(stdout.match(/^::endgroup::$/gm)?.length, 4);
    const file = `${path.basename(bench.dir)}/mixed.yaml`;
    assert.match(stdout, new RegExp(`^::error file=${file},line=14,col=11,title=fails%3A failed::.*%0Aexpected: contains "hello"%0Afound: good bye$`, 'm'));
    assert.match(stdout, new RegExp(`^::error file=${file},line=18,col=9,title=breaks%3A error::.*no-such-program-anywhere`, 'm'));
    assert.match(stdout, /^error: 1 passed, 1 failed, 1 error, 1 skipped of 4 in /m);
    const summary = await readFile(bench.path('summary.md'), 'utf8');
    assert.match(summary, new RegExp(`^## 💥 mixed: error\n[^]*\\| fails \\| ❌ failed[^]*at <code>${file}:14:11</code>`));
  });

  it('github beside plain adds the annotations alone; beside json it goes to standard error', async () => {
    const plain = await bench.run('run', 'mixed.yaml', '--reporter', 'github', '--reporter', 'plain');
    assert.doesNotMatch(plain.stdout, /::group::/);
    assert.equal(plain.stdout.match(/^::error /gm)?.length, 2);
    assert.equal(plain.stdout.match(/^✗ failed {4}fails/gm)?.length, 1);
    const json = await bench.run('run', 'mixed.yaml', '--reporter', 'github', '--reporter', 'json');
    assert.equal((JSON.parse(json.stdout) as RunSummary).outcome, 'error');
    assert.equal(json.stderr.match(/^::error /gm)?.length, 2);
  });

  it('github keeps what a program prints from being a command, and annotates the problems of a file that is not run', async () => {
    await bench.write('evil.yaml', "tests:\n  - name: prints\n    steps:\n      - run: [node, -e, \"console.log('::set-env name=A::b'); process.exit(1)\"]\n");
    const { stdout } = await bench.run('run', 'evil.yaml', '--reporter', 'github');
    assert.match(stdout, /::stop-commands::(\w{32})\n[^]*\| ::set-env name=A::b\n[^]*::\1::\n::endgroup::/);
    await bench.write('unsound.yaml', 'tests:\n  - name: unsound\n    steps: [{ wait: soon }]\n');
    const refused = await bench.run('run', 'unsound.yaml', '--reporter', 'github');
    assert.equal(refused.code, 2);
    assert.match(refused.stdout, /^::error file=unsound\.yaml,line=3,col=\d+,title=wrong-value::/m);
  });

  it('outlives a reader that goes away', async () => {
    const running = bench.start(['run', 'mixed.yaml', '--reporter', 'events']);
    running.child.stdout?.once('data', () => running.child.stdout?.destroy());
    const { code, stderr } = await running.ended;
    assert.equal(code, 1, stderr);
    assert.equal(stderr, '');
    assert.equal((await bench.lastSummary()).counts.total, 4);
    if (process.platform === 'linux') assert.deepEqual(await aliveWith(bench.mark), []);
  });
});
