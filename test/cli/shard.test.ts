import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RunSummary } from '../../src/results';
import { Bench } from './bench';

const TESTS = `tests:
  - { name: long, steps: [{ wait: 300ms }] }
  - { name: a, steps: [{ wait: 1ms }] }
  - { name: b, steps: [{ wait: 1ms }] }
  - { name: c, steps: [{ wait: 1ms }] }
  - { name: bad, steps: [{ run: [node, -e, 'process.exit(1)'] }] }
  - name: measured
    iterations: 3
    steps: [{ run: [node, -e, "console.log('rate: 7')"], capture: { rate: 'rate: (\\d+)' } }]
    assertions: [{ metric: { name: rate, of: mean, equals: 7 } }]
`;

describe('run --shard', function () {
  this.timeout(120_000);
  let bench: Bench;
  beforeEach(async () => { bench = await Bench.open({ 'a.yaml': `name: sharded\n${TESTS}` }); });
  afterEach(() => bench.close());

  async function shard(which: string, ...args: readonly string[]): Promise<{ readonly code: number | null; readonly stderr: string; readonly summary: RunSummary }> {
    const { code, stdout, stderr } = await bench.run('run', 'a.yaml', '--shard', which, '--reporter', 'json', ...args);
    assert.notEqual(stdout, '', stderr);
    return { code, stderr, summary: JSON.parse(stdout) as RunSummary };
  }
  const ids = ({ tests }: RunSummary): readonly string[] => tests.map(({ id }) => id);
  const report = async (...runs: readonly string[]): Promise<{ readonly summary: RunSummary; readonly stderr: string }> => {
    const { code, stdout, stderr } = await bench.run('report', ...runs, '--format', 'json');
    assert.equal(code, 0, stderr);
    return { summary: JSON.parse(stdout) as RunSummary, stderr };
  };

  it('runs each test case in exactly one shard, one after another in one folder, and the report over all is one run', async () => {
    const plan = await bench.run('run', 'a.yaml', '--shard', '1/3', '--dry-run', '--reporter', 'json');
    const parts = [await shard('1/3'), await shard('2/3'), await shard('3/3')];
    const cases = parts.map(({ summary }) => summary.tests.length);
    assert.deepEqual(parts.map(({ summary: { shard: own } }) => [own?.index, own?.of, own?.cases]), [1, 2, 3].map((index) => [index, 3, cases]));
    assert.deepEqual((JSON.parse(plan.stdout) as RunSummary).tests.map(({ id }) => id).toSorted(), ids(parts[0]?.summary ?? assert.fail()).toSorted());
    const all = parts.flatMap(({ summary }) => ids(summary));
    assert.deepEqual(all.toSorted(), ['a', 'b', 'bad', 'c', 'long', 'measured [1]', 'measured [2]', 'measured [3]', 'measured [all]']);
    const group = parts.find(({ summary }) => ids(summary).includes('measured [all]'));
    assert.equal(group?.summary.tests.filter(({ base }) => base === 'measured').length, 4);
    assert.match(parts[1]?.stderr ?? '', /^sharded: shard 2\/3 has \d of 9 test cases, divided by number, as there is no earlier run$/m);
    const dirs = await bench.runDirs();
    const { summary, stderr } = await report(...dirs);
    assert.equal(stderr, '');
    assert.deepEqual([summary.outcome, summary.counts.total, summary.counts.passed, summary.counts.failed, summary.shard], ['failed', 9, 8, 1, undefined]);
    assert.deepEqual(ids(summary), ['long', 'a', 'b', 'c', 'bad', 'measured [1]', 'measured [2]', 'measured [3]', 'measured [all]']);
    assert.deepEqual(summary.runs?.map((run) => run.shard?.index), [1, 2, 3]);
    // The next time they are divided by what they took, for all shards alike.
    const next = [await shard('1/3'), await shard('2/3'), await shard('3/3')];
    assert.equal(new Set(next.map(({ summary: { shard: own } }) => own?.division)).size, 1);
    for (const { stderr: told } of next) assert.match(told, /divided by the durations of 3 earlier runs/);
    assert.deepEqual(next.flatMap(({ summary: one }) => ids(one)).toSorted(), all.toSorted());
const took = new Map(parts.flatMap(({ summary: { tests } }) => tests.filter(({ over, outcome: end }) => over === undefined && end !== 'error').map((test) => [test.id, test.duration_ms] as const)));
    const sum = (list: readonly string[]): number => list.reduce((total, id) => total + (took.get(id) ?? 0), 0);
    const longest = Math.max(...all.map((id) => took.get(id) ?? 0), sum(all.filter((id) => id.startsWith('measured'))));
    for (const { summary: one } of next) assert.ok(sum(ids(one)) <= sum(all) / 3 + longest, JSON.stringify([ids(one), [...took]]));
  });

  it('says in a report which shards are missing, and lets it not pass', async () => {
    const { summary: first } = await shard('1/3', '--test', 'long', '--test', 'a', '--test', 'b', '--test', 'c');
    const { summary: second } = await shard('2/3', '--test', 'long', '--test', 'a', '--test', 'b', '--test', 'c');
    assert.deepEqual([first.outcome, second.outcome], ['passed', 'passed']);
    const { summary, stderr } = await report(first.dir, second.dir);
    assert.equal(summary.outcome, 'error');
    assert.match(stderr, /^1 of 4 test cases is in none of these runs: shard 3\/3 is missing$/m);
    assert.deepEqual(summary.errors, [stderr.trimEnd()]);
    assert.equal((await report(first.dir)).summary.outcome, 'passed');
  });

  it('divides several files together, and a shard may have nothing of a file', async () => {
    await bench.write('one.yaml', 'name: one\ntests: [{ name: x, steps: [{ wait: 1ms }] }]\n');
    await bench.write('two.yaml', 'name: two\ntests: [{ name: y, steps: [{ wait: 1ms }] }]\n');
    const seen: string[] = [];
    for (const which of ['1/3', '2/3', '3/3']) {
      const { code, stdout, stderr } = await bench.run('run', 'one.yaml', 'two.yaml', '--shard', which, '--reporter', 'json');
      assert.equal(code, 0, stderr);
      assert.equal(stderr.trimEnd().split('\n').length, 2, stderr);
      seen.push(...stdout.trim().split('\n').filter((line) => line !== '').flatMap((line) => ids(JSON.parse(line) as RunSummary)));
    }
    assert.deepEqual(seen, ['x', 'y']);
  });

  it('is kept when the shard is resumed, and refuses another one', async () => {
    await bench.write('a.yaml', 'name: sharded\ntests:\n' + ['a', 'b', 'c', 'd'].map((name) => `  - { name: ${name}, steps: [{ run: [node, -e, "setInterval(() => require('fs').existsSync('go') && process.exit(), 10)"] }] }\n`).join(''));
    const running = bench.start(['run', 'a.yaml', '--shard', '2/2', '--reporter', 'events']);
    await running.until(({ stdout }) => stdout.includes('"step.started"'));
    running.child.kill('SIGKILL');
    await running.ended;
    await bench.write('go', '');
    const [dir = ''] = await bench.runDirs();
    for (const [args, message] of [[['--shard', '1/2'], /was shard 2\/2/], [['--shard', '2/3'], /was shard 2\/2/]] as const) {
      const { code, stderr } = await bench.run('run', 'a.yaml', '--resume', dir, ...args);
      assert.equal(code, 2);
      assert.match(stderr, message);
    }
    const { summary } = await shard('2/2', '--resume', dir);
    assert.deepEqual([ids(summary), summary.shard?.index, summary.resumes], [['b', 'd'], 2, path.basename(dir)]);
    const again = await bench.run('run', 'a.yaml', '--shard', '1/2', '--reporter', 'json');
    assert.deepEqual(ids(JSON.parse(again.stdout) as RunSummary), ['a', 'c']);
    // The report over all folders, as the guide writes it, has the run that was killed among them.
    const all = await report(...await bench.runDirs());
    assert.deepEqual([all.summary.outcome, all.summary.counts.passed, all.summary.conflicts], ['passed', 4, undefined]);
    assert.equal(all.stderr, `Run ${path.basename(dir)} was resumed: run ${summary.run} tells all of it.\n`);
    // So it is with one that died before its first event.
    await writeFile(path.join(dir, 'events.jsonl'), '');
    assert.equal((await report(...await bench.runDirs())).summary.outcome, 'passed');
    await rm(dir, { recursive: true });
    const both = await report(...await bench.runDirs());
    assert.deepEqual([both.summary.outcome, both.summary.counts.passed, both.stderr], ['passed', 4, '']);
  });

  it('refuses what is no shard, with 2', async () => {
    for (const text of ['0/3', '4/3', '1/0', '1', 'a/b', '1/2/3', '-1/2', '1.5/2', '1/99999']) {
      const { code, stderr } = await bench.run('run', 'a.yaml', `--shard=${text}`);
      assert.equal(code, 2, text);
      assert.match(stderr, /expected I\/N with I from 1 to N, as in 1\/3, found '/, text);
    }
  });

  it('records the order of each shard, also in the report over all', async () => {
    await bench.write('a.yaml', `name: shuffled\norder: shuffle\n${TESTS}`);
    const parts = [await shard('1/2', '--seed', '7'), await shard('2/2', '--seed', '8')];
    assert.deepEqual(parts.map(({ summary: { order, seed } }) => [order, seed]), [['shuffle', 7], ['shuffle', 8]]);
    const { summary } = await report(...await bench.runDirs());
    assert.deepEqual([summary.order, summary.seed, summary.runs?.map(({ order, seed }) => [order, seed])], [undefined, undefined, [['shuffle', 7], ['shuffle', 8]]]);
  });
});
