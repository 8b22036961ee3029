import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import type { RunSummary } from '../../src/results';
import { Bench } from './bench';
import { MIXED, PASSING } from './sample-files';

interface Row extends Pick<RunSummary, 'run' | 'experiment' | 'file' | 'dir' | 'counts'> {
  readonly started: string | null;
  readonly finished: string | null;
  readonly duration_ms: number | null;
  readonly outcome: string | null;
  readonly owner: { readonly kind: string; readonly host: string; readonly pid: number } | null;
}

describe('runs', function () {
  this.timeout(60_000);
  let bench: Bench;
  beforeEach(async () => {
    bench = await Bench.open({
      'mixed.yaml': MIXED,
      'passing.yaml': PASSING,
      'held.yaml': 'name: held\ntests: [{ name: a, steps: [{ wait: 10m }] }, { name: b, steps: [{ wait: 1ms }] }]\n',
    });
  });
  afterEach(() => bench.close());
  const fields = ({ run, experiment, file, dir, started, finished, duration_ms, outcome, counts }: Row | RunSummary) =>
    ({ run, experiment, file, dir, started, finished, duration_ms, outcome, counts });
  const rows = async (...args: readonly string[]): Promise<readonly Row[]> =>
    (JSON.parse((await bench.run('runs', ...args, '--json')).stdout) as { readonly runs: readonly Row[] }).runs;

  it('lists what run.json says, newest first', async () => {
    await bench.run('run', 'mixed.yaml');
    const mixed = await bench.lastSummary();
    await bench.run('run', 'passing.yaml', '--output', 'elsewhere');
    const passing = await bench.lastSummary('elsewhere');
    const found = await rows();
    assert.deepEqual(found.map(fields), [passing, mixed].map(fields));
    assert.deepEqual(found.map(({ owner }) => [owner?.kind, owner?.host]), [['cli', hostname()], ['cli', hostname()]]);
    assert.deepEqual((await rows('outputs')).map(({ run }) => run), [mixed.run]);
    assert.deepEqual((await rows('.')).map(({ run }) => run), [passing.run, mixed.run]);
    const { stdout } = await bench.run('runs');
    const [first = '', second = ''] = stdout.split('\n');
    assert.match(first, new RegExp(`^${passing.run}  passed  ${(passing.started ?? '').replace('T', ' ').slice(0, 19)}Z  .+  cli  passing  1 passed of 1$`));
    assert.match(second, new RegExp(`^${mixed.run}  error   .+  cli  mixed    1 passed, 1 failed, 1 error, 1 skipped of 4$`));
  });

  it('tells a run that goes on from one whose process was killed', async () => {
    const running = bench.start(['run', 'held.yaml', '--reporter', 'events']);
    await running.until(({ stdout }) => stdout.includes('"step.started"'));
    const [live] = await rows();
    assert.equal(live?.outcome, null);
    assert.equal(live.owner?.pid, running.child.pid);
    assert.deepEqual([live.experiment, live.counts.total, live.finished, live.duration_ms], ['held', 2, null, null]);
    assert.match((await bench.run('runs')).stdout, /^\S+ {2}running {2}.+ held {2}none finished of 2\n$/);
    running.child.kill('SIGKILL');
    await running.ended;
    assert.deepEqual((await rows()).map(({ outcome }) => outcome), ['interrupted']);
  });

  it('falls back to the journal where run.json says nothing sound, and bears a journal that makes no sense', async () => {
    for (let run = 0; run < 3; run += 1) await bench.run('run', 'passing.yaml');
    const [first = '', second = '', third = ''] = await bench.runDirs();
    await writeFile(path.join(first, 'run.json'), '{"schema":1');
    await rm(path.join(second, 'run.json'));
    await rm(path.join(second, 'events.jsonl'));
    await rm(path.join(third, 'run.json'));
    await writeFile(path.join(third, 'events.jsonl'), '{"schema":1,"seq":1,"time":"","type":"experiment.started"}\n');
    const found = (await rows()).map(({ outcome, experiment }) => [outcome, experiment]);
    assert.deepEqual(found, [['interrupted', null], ['interrupted', null], ['passed', 'passing']]);
  });

  it('shows names as text, not as commands to the terminal', async () => {
    await bench.write('odd.yaml', 'name: "odd\\e[31m \\u65b0"\ntests: [{ name: a, steps: [{ wait: 1ms }] }]\n');
    await bench.run('run', 'odd.yaml');
    assert.match((await bench.run('runs')).stdout, /odd\\u001b\[31m 新 {2}1 passed of 1\n$/);
  });

  it('has nothing to list, or is asked for a folder that is not there', async () => {
    assert.deepEqual(await rows(), []);
    assert.equal((await bench.run('runs')).stdout, 'no runs\n');
    const { code, stderr } = await bench.run('runs', 'nowhere');
    assert.equal(code, 2);
    assert.match(stderr, /error: \S.*nowhere is no folder/);
  });
});
