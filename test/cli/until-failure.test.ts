import assert from 'node:assert/strict';
import path from 'node:path';
import { readFile } from 'node:fs/promises';
import type { RunSummary } from '../../src/results';
import { Bench } from './bench';
import { NONE_SOUND, PASSING } from './sample-files';

/** Fails when it is run for the `nth` time. */
const failingAt = (nth: number): string => `name: fails late
tests:
  - name: counts
    steps:
      - run: [node, count.js, "${nth}"]
  - name: follows
    steps: [{ wait: 1ms }]
`;
const COUNT = `const { readFileSync, writeFileSync } = require('node:fs');
let count = 1; try { count += Number(readFileSync('count', 'utf8')); } catch {}
writeFileSync('count', String(count)); console.log('time ' + count); process.exit(count >= Number(process.argv[2]) ? 7 : 0);`;

type RoundSummary = RunSummary & { readonly round: number };

describe('run --until-failure', function () {
  this.timeout(120_000);
  let bench: Bench;
  beforeEach(async () => {
    bench = await Bench.open({ 'count.js': COUNT });
    await bench.write('late.yaml', failingAt(4));
  });
  afterEach(() => bench.close());
  const outcomes = async (): Promise<readonly string[]> =>
    Promise.all((await bench.runDirs()).map(async (dir) => (JSON.parse(await readFile(path.join(dir, 'run.json'), 'utf8')) as RunSummary).outcome));

  it('stops at the first failure, tells the round, and keeps its folder and that of the round before', async () => {
    const { code, stdout, stderr } = await bench.run('run', '--until-failure', 'late.yaml');
    assert.equal(code, 1, stderr);
    assert.deepEqual(stdout.match(/^round \d+ passed: 2 test cases of fails late in /gm)?.length, 3);
    assert.equal(stdout.match(/^fails late: 2 test cases/gm)?.length, 1, 'the header stands once');
    assert.doesNotMatch(stdout, /^✓ passed/m, 'what passed in rounds that passed is not listed');
    assert.match(stdout, /^✗ failed {4}counts .*\n◌ cancelled follows .*\n[^]*\| time 4\n[^]*Failed in round 4 after .*; 6 test cases had passed\. The round before passed: (\S.*)\n$/m);
    assert.deepEqual(await outcomes(), ['passed', 'failed']);
    assert.ok(stdout.includes((await bench.runDirs())[0] ?? 'nothing'));
  });

  it('ends with 0 after so many rounds without a failure, with the last one kept', async () => {
    const { code, stdout } = await bench.run('run', 'late.yaml', '--until-failure=3');
    assert.equal(code, 0, stdout);
    assert.match(stdout, /No failure in 3 rounds, .*: 6 test cases passed\.\n$/);
    assert.deepEqual(await outcomes(), ['passed']);
  });

  it('keeps all rounds when asked to', async () => {
    await bench.run('run', 'late.yaml', '--until-failure=9', '--keep-rounds');
    assert.deepEqual(await outcomes(), ['passed', 'passed', 'passed', 'failed']);
  });

  it('json prints one object a round with its number, junit has the last round alone', async () => {
    const { code, stdout, stderr } = await bench.run('run', 'late.yaml', '--until-failure', '--reporter', 'json', '--reporter', 'junit=last.xml');
    assert.equal(code, 1);
    const rounds = stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as RoundSummary);
    assert.deepEqual(rounds.map(({ round, outcome }) => [round, outcome]), [[1, 'passed'], [2, 'passed'], [3, 'passed'], [4, 'failed']]);
    assert.match(stderr, /^Failed in round 4 after /);
    assert.match(await readFile(bench.path('last.xml'), 'utf8'), /<testsuites name="fails late" tests="2" failures="1"/);
  });

  it('github tells of a round that passed in one line', async () => {
    const { stdout } = await bench.start(['run', 'late.yaml', '--until-failure', '--reporter', 'github'], { GITHUB_STEP_SUMMARY: bench.path('summary.md') }).ended;
    assert.equal(stdout.match(/^round \d passed/gm)?.length, 3);
    assert.equal(stdout.match(/^::group::/gm)?.length, 2);
    assert.equal((await readFile(bench.path('summary.md'), 'utf8')).match(/^## /gm)?.length, 1);
  });

  it('repeats several files together, and only what is selected', async () => {
    await bench.write('passing.yaml', PASSING);
    const { code, stdout } = await bench.run('run', 'passing.yaml', 'late.yaml', '--until-failure', '--test', 'greets', '--test', 'counts');
    assert.equal(code, 1);
    assert.match(stdout, /round 3 passed: 1 test case of passing .*\nround 3 passed: 1 test case of fails late .*\nround 4 passed: 1 test case of passing .*\n✗ failed {4}counts/);
    assert.match(stdout, /Failed in round 4 after .*; 7 test cases had passed\./);
    assert.deepEqual((await outcomes()).toSorted(), ['failed', 'passed', 'passed', 'passed'], 'the last round of both, and the round before of both');
  });

  it('is stopped by Ctrl-C, gracefully, with 130', async () => {
    const running = bench.start(['run', 'late.yaml', '--until-failure', '--test', 'follows']);
    await running.until(({ stdout }) => /round 2 passed/.test(stdout));
    running.child.kill('SIGINT');
    const { code, stdout, stderr } = await running.ended;
    assert.equal(code, 130, stderr);
    assert.match(stdout, /Stopped in round \d+ after .*, no failure so far; \d+ test cases had passed\.\n$/);
    const kept = await outcomes();
    assert.ok(kept.length <= 2 && kept.every((outcome) => outcome === 'passed' || outcome === 'cancelled'), String(kept));
  });

  it('does not repeat what cannot fail, or cannot run', async () => {
    await bench.write('skipped.yaml', 'tests: [{ name: no, skip: true }]\n');
    const skipped = await bench.run('run', 'skipped.yaml', '--until-failure');
    assert.deepEqual([skipped.code, /Nothing was repeated/.test(skipped.stdout)], [0, true]);
    await bench.write('none.yaml', NONE_SOUND);
    const none = await bench.run('run', 'none.yaml', '--until-failure');
    assert.equal(none.code, 2);
    assert.match((await bench.run('run', 'late.yaml', '--until-failure=0')).stderr, /expected 1 or more, found '0'/);
  });
});
