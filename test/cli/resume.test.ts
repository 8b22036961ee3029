import assert from 'node:assert/strict';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { readJournal, type RunSummary } from '../../src/results';
import { Bench } from './bench';
import { assertNothingLost } from './nothing-lost';

/** Each test case appends its id to `ran.txt`; the last waits until `go` is there. */
const HELD = `name: held
defaults: { step: { shell: [node, -e] } }
variables: { word: hello }
tests:
  - name: counts
    iterations: 3
    steps:
      - { run: "require('fs').appendFileSync('ran.txt', '\${{ test.id }}\\\\n'); console.log('rate: \${{ iteration }}')", capture: { rate: 'rate: (\\d+)' } }
    artifacts: ['steps/*.log']
    assertions: [{ metric: { name: rate, of: mean, equals: 2 } }]
  - name: fails
    retries: 1
    steps: [{ run: "require('fs').appendFileSync('ran.txt', 'fails\\\\n'); process.exit(3)" }]
  - { name: skipped, skip: not today, steps: [{ wait: 1ms }] }
  - name: held
    steps: [{ run: "require('fs').appendFileSync('ran.txt', 'held\\\\n'); setInterval(() => require('fs').existsSync('go') && process.exit(), 10)" }]
  - name: last
    steps: [{ run: "require('fs').appendFileSync('ran.txt', 'last\\\\n')" }]
`;

describe('run --resume', function () {
  this.timeout(120_000);
  let bench: Bench;
  beforeEach(async () => { bench = await Bench.open({ 'held.yaml': HELD }); });
  afterEach(() => bench.close());

  /** Runs until the fourth test case holds, and then ends it so. @returns the run's folder. */
  async function interrupted(how: 'SIGKILL' | 'SIGINT', ...args: readonly string[]): Promise<string> {
    const running = bench.start(['run', 'held.yaml', '--reporter', 'events', ...args]);
    await running.until(({ stdout }) => /"type":"step.started"[^\n]*"test":"held( \[1\])?"|"test":"held( \[1\])?"[^\n]*"type":"step.started"/.test(stdout));
    // What it does before it holds must not come when the next run has begun: a process may outlive a killed run for a moment.
    while (!(await ran()).includes('held')) await new Promise((resolve) => { setTimeout(resolve, 10); });
    running.child.kill(how);
    await running.ended;
    return (await bench.runDirs()).at(-1) ?? '';
  }
  const ran = async (): Promise<readonly string[]> => (await readFile(bench.path('ran.txt'), 'utf8').catch(() => '')).trimEnd().split('\n');
  async function resume(run: string, ...args: readonly string[]): Promise<{ readonly code: number | null; readonly summary: RunSummary; readonly stderr: string }> {
    await rm(bench.path('ran.txt'), { force: true });
    await bench.write('go', '');
    const { code, stdout, stderr } = await bench.run('run', 'held.yaml', '--resume', run, '--reporter', 'json', ...args);
    assert.notEqual(stdout, '', stderr);
    const summary = JSON.parse(stdout) as RunSummary;
    await assertNothingLost(summary.dir);
    return { code, summary, stderr };
  }
  const outcomes = ({ tests }: RunSummary): readonly (readonly [string, string, boolean])[] => tests.map(({ id, outcome, kept_from }) => [id, outcome, kept_from !== undefined]);
  const FIRST = [['counts [1]', 'passed', true], ['counts [2]', 'passed', true], ['counts [3]', 'passed', true]] as const;
  const REST = [['skipped', 'skipped', false], ['held', 'passed', false], ['last', 'passed', false]] as const;

  for (const how of ['SIGKILL', 'SIGINT'] as const) {
    it(`keeps what had finished before ${how}, runs the rest, and tells all of it`, async () => {
      const dir = await interrupted(how);
      const { code, summary, stderr } = await resume('latest');
      assert.equal(code, 1);
      assert.match(stderr, new RegExp(`^held\\.yaml: resuming run ${path.basename(dir)}: of 8 test cases 4 are kept, 4 run$`, 'm'));
      assert.equal(summary.resumes, path.basename(dir));
      assert.deepEqual(outcomes(summary), [...FIRST, ['counts [all]', 'passed', false], ['fails', 'failed', true], ...REST]);
      assert.deepEqual(await ran(), ['held', 'last']);
      assert.deepEqual(summary.counts, { total: 8, flaky: 0, passed: 6, failed: 1, error: 0, skipped: 1, cancelled: 0, interrupted: 0 });
      const [first, , , , failed] = summary.tests;
      assert.deepEqual([first?.metrics['rate'], first?.kept_from, first?.artifacts], [1, path.basename(dir), ['steps/01-step-1.stderr.log', 'steps/01-step-1.stdout.log']]);
      assert.deepEqual([failed?.attempt, failed?.attempts.length, failed?.failures.length], [2, 2, 1]);
      // The new run is whole without the one before it.
      await rm(dir, { recursive: true });
      const { events } = await readJournal(path.join(summary.dir, 'events.jsonl'));
      const [started] = events.flatMap((event) => (event.type === 'experiment.started' ? (event as unknown as { readonly tests: readonly { readonly id: string; readonly dir: string }[] }).tests : []));
      assert.match(await readFile(path.join(summary.dir, started?.dir ?? '', 'artifacts/steps/01-step-1.stdout.log'), 'utf8'), /^rate: 1\r?\n$/);
      assert.equal((await readdir(summary.dir)).filter((name) => name.startsWith('fails-')).length, 2);
      const report = await bench.run('report', summary.run, '--format', 'json');
      assert.deepEqual(JSON.parse(report.stdout), summary);
    });
  }

  it('runs again what was changed since, and says so; what looks over iterations looks again', async () => {
    await interrupted('SIGKILL');
    await bench.write('held.yaml', HELD.replace('process.exit(3)', 'process.exit(0)').replace('  - name: last\n', '  - { name: fresh, steps: [{ wait: 1ms }] }\n  - name: finally\n'));
    const { code, summary, stderr } = await resume('latest');
    assert.equal(code, 0, stderr);
    assert.match(stderr, /changed since, so it runs again: fails\n.*new since: fresh, finally\n.*no longer in the file: last\n/);
    assert.deepEqual(outcomes(summary), [...FIRST, ['counts [all]', 'passed', false], ['fails', 'passed', false], ['skipped', 'skipped', false], ['held', 'passed', false], ['fresh', 'passed', false], ['finally', 'passed', false]]);
    assert.deepEqual(await ran(), ['fails', 'held', 'last']);
  });

  it('runs everything again when a variable has changed: any test case may look at it', async () => {
    await interrupted('SIGKILL');
    await bench.write('held.yaml', HELD.replace('word: hello', 'word: bye'));
    const { summary, stderr } = await resume('latest');
    assert.match(stderr, /of 8 test cases 0 are kept, 8 run\n.*changed since, so they run again: counts \[1\], counts \[2\], counts \[3\], fails\n/);
    assert.equal(summary.tests.every(({ kept_from }) => kept_from === undefined), true);
  });

  it('goes on with what was selected, and with the same --iterations and --set', async () => {
    await interrupted('SIGINT', '--iterations', '2', '--set', 'word=bye', '--test', 'counts', '--test', 'held*');
    const { summary } = await resume('latest');
    assert.deepEqual(outcomes(summary), [
      ['counts [1]', 'passed', true], ['counts [2]', 'passed', true], ['counts [all]', 'failed', false], ['held [1]', 'passed', false], ['held [2]', 'passed', false],
    ]);
    assert.match(summary.tests[2]?.failures[0]?.message ?? '', /mean of rate over 2 iterations is 1\.5/);
  });

  it('can be narrowed once more, goes elsewhere with --output, and has what it was resumed from beside it by default', async () => {
    const dir = await interrupted('SIGINT', '--output', 'there').then(async () => (await bench.runDirs('there')).at(-1) ?? '');
    const plan = await bench.run('run', 'held.yaml', '--resume', dir, '--dry-run', '--reporter', 'json');
    assert.deepEqual([plan.code, (JSON.parse(plan.stdout) as { readonly tests: readonly { readonly id: string }[] }).tests.map(({ id }) => id)], [0, ['skipped', 'held', 'last', 'counts [all]']]);
    const narrowed = await resume(dir, '--test', 'held');
    assert.deepEqual(outcomes(narrowed.summary), [['held', 'passed', false]]);
    assert.equal(path.dirname(narrowed.summary.dir), path.dirname(dir));
    const moved = await resume(dir, '--output', 'elsewhere');
    assert.equal(moved.summary.dir.startsWith(bench.path('elsewhere')), true);
    assert.equal(moved.summary.tests.filter(({ kept_from }) => kept_from !== undefined).length, 4);
  });

  it('refuses what cannot be resumed, with 2 and the reason', async () => {
    const running = bench.start(['run', 'held.yaml', '--reporter', 'events']);
    await running.until(({ stdout }) => stdout.includes('"step.started"'));
    const refused = async (message: RegExp, ...args: readonly string[]): Promise<void> => {
      const { code, stdout, stderr } = await bench.run('run', ...args);
      assert.deepEqual([code, stdout], [2, ''], stderr);
      assert.match(stderr, message);
    };
    await refused(new RegExp(`run \\S+ still goes on, driven by process ${running.child.pid}`), 'held.yaml', '--resume', 'latest');
    await bench.write('other.yaml', 'name: other\ntests: [{ name: a, steps: [{ wait: 1ms }] }]\n');
    const [dir = ''] = await bench.runDirs();
    await bench.write('go', '');
    await running.ended;
    await refused(/came to its end \(failed\): all its 8 test cases have finished, there is nothing to resume/, 'held.yaml', '--resume', 'latest');
    await refused(/is of \S.*held\.yaml, not of .*other\.yaml/, 'other.yaml', '--resume', dir);
    await refused(/there is no earlier run/, 'other.yaml', '--resume', 'latest');
    await refused(/there is no such run/, 'held.yaml', '--resume', 'nowhere');
    await refused(/'--resume <run>' cannot be used with option '--failed-of <run>'/, 'held.yaml', '--resume', 'latest', '--failed-of', 'latest');
    await refused(/'--resume <run>' cannot be used with option '--until-failure/, 'held.yaml', '--resume', 'latest', '--until-failure=2');
  });

  it('begins anew where a run died before its first event', async () => {
    const dir = await interrupted('SIGKILL');
    for (const name of ['events.jsonl', 'run.json']) await rm(path.join(dir, name), { force: true });
    const { summary, stderr } = await resume(dir);
    assert.match(stderr, /of 8 test cases 0 are kept, 8 run/);
    assert.equal(summary.counts.total, 8);
  });
});
