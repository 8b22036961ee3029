import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import type { RunSummary } from '../../src/results';
import { Bench } from './bench';
import { controlGroupsLeft } from './control-groups-left';
import { assertNothingLost } from './nothing-lost';
import { eventsIn, outcomeTold } from './outcome-told';
import { survivors } from './processes-alive';
import { CRASHING, PASSING, STUBBORN_SERVER } from './sample-files';

/** `RUNS=200` kills so many; `SEED` repeats the moments of an earlier suite. */
const MOMENTS = Number(process.env['RUNS'] ?? 20);
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 0x7fffffff));

// What is alive is read from /proc.
if (process.platform === 'linux') describe('SIGKILL of run', function () {
  this.timeout(60_000 + MOMENTS * 10_000);
  let bench: Bench;
  before(async () => {
    bench = await Bench.open({ 'stubborn.js': STUBBORN_SERVER, 'crashing.yaml': CRASHING, 'next.yaml': PASSING });
  });
  after(() => bench.close());

  it('leaves nothing alive, and the next start closes the run, at random moments', async () => {
    const whole = await bench.run('run', 'crashing.yaml', '--reporter', 'events');
    assert.equal(whole.code, 0, whole.stdout + whole.stderr);
    const total = eventsIn(whole.stdout);
    const moments = fc.sample(fc.noBias(fc.integer({ min: 1, max: total - 2 })), { numRuns: MOMENTS, seed: SEED });
    let interrupted = 0;
    for (const moment of moments) {
      const told = `killed after event ${moment} of ${total}; seed ${SEED}`;
      const running = bench.start(['run', 'crashing.yaml', '--reporter', 'events']);
      await running.until(({ stdout }) => eventsIn(stdout) >= moment);
      running.child.kill('SIGKILL');
      await running.ended;
      // How soon that is when the machine is quiet, `npm run bench -- --only limits` says.
      assert.deepEqual(await survivors(bench.mark), [], told);
      const dir = (await bench.runDirs()).at(-1) ?? '';
      assert.deepEqual(await controlGroupsLeft(path.basename(dir)), [], told);
      // The run goes on until the signal arrives: killed near its end, it may have reached it.
      const outcome = await outcomeTold(dir);
      if (outcome === 'interrupted') interrupted += 1;
      const next = await bench.run('run', 'next.yaml');
      assert.equal(next.code, 0, told);
      const summary = JSON.parse(await readFile(path.join(dir, 'run.json'), 'utf8')) as RunSummary;
      assert.equal(summary.outcome, outcome, told);
      assert.equal(summary.tests.length, moment >= 2 ? 3 : summary.tests.length, told);
      const heard = running.stdout.split('\n').slice(0, -1).map((line) => JSON.parse(line) as unknown);
      assert.deepEqual((await assertNothingLost(dir, { told })).slice(0, heard.length), heard, `${told}: what an observer had heard is read back`);
      if (outcome !== 'interrupted') {
        assert.equal((await bench.run('run', 'crashing.yaml', '--resume', dir)).code, 2, told);
        continue;
      }
      assert.match(next.stderr, new RegExp(`Closed run ${path.basename(dir)}, interrupted earlier`), told);
      await resumed(dir, told);
    }
    assert.ok(interrupted >= MOMENTS / 2, `only ${interrupted} of ${MOMENTS} runs were interrupted; seed ${SEED}`);
  });

  /** Goes on with the run: nothing that finished in it runs again, and in the end everything is told. */
  async function resumed(dir: string, told: string): Promise<void> {
    const before = JSON.parse(await readFile(path.join(dir, 'run.json'), 'utf8')) as RunSummary;
    const { code, stdout, stderr } = await bench.run('run', 'crashing.yaml', '--resume', dir, '--reporter', 'json');
    assert.equal(code, 0, `${told}\n${stdout}${stderr}`);
    const { outcome, counts, tests, resumes, run } = JSON.parse(stdout) as RunSummary;
    assert.deepEqual([outcome, counts.total, counts.passed, resumes], ['passed', 3, 3, path.basename(dir)], told);
    const finished = before.tests.filter((test) => test.outcome === 'passed').map(({ id }) => id);
    assert.deepEqual(tests.filter((test) => test.kept_from !== undefined).map(({ id }) => id), finished, told);
    const events = await assertNothingLost(path.join(path.dirname(dir), run), { told });
    assert.deepEqual(events.filter(({ type, test }) => type === 'test_case.started' && finished.includes(test ?? '')), [], told);
  }

  it('of a run that was resumed, at random moments, can be resumed again', async () => {
    const moments = fc.sample(fc.noBias(fc.integer({ min: 1, max: 15 })), { numRuns: Math.ceil(MOMENTS / 5), seed: SEED });
    let interrupted = 0;
    for (const moment of moments) {
      const told = `killed again after event ${moment}; seed ${SEED}`;
      const first = bench.start(['run', 'crashing.yaml', '--reporter', 'events']);
      await first.until(({ stdout }) => stdout.includes('"test_case.finished"'));
      first.child.kill('SIGKILL');
      await first.ended;
      const dir = (await bench.runDirs()).at(-1) ?? '';
      const second = bench.start(['run', 'crashing.yaml', '--resume', dir, '--reporter', 'events']);
      await second.until(({ stdout }) => eventsIn(stdout) >= moment);
      second.child.kill('SIGKILL');
      await second.ended;
      const again = (await bench.runDirs()).at(-1) ?? '';
      assert.notEqual(again, dir, told);
      // On a busy machine the signal may arrive when it has come to its end.
      if (await outcomeTold(again) !== 'interrupted') {
        assert.equal((await bench.run('run', 'crashing.yaml', '--resume', again)).code, 2, told);
        continue;
      }
      interrupted += 1;
      const { code, stdout, stderr } = await bench.run('run', 'crashing.yaml', '--resume', again, '--reporter', 'json');
      assert.equal(code, 0, `${told}\n${stdout}${stderr}`);
      await assertNothingLost(again, { told });
      const { counts, tests } = JSON.parse(stdout) as RunSummary;
      assert.deepEqual([counts.total, counts.passed], [3, 3], told);
      // What finished in the first run was never run again, however early the second one died.
      const kept = JSON.parse(await readFile(path.join(dir, 'run.json'), 'utf8')) as RunSummary;
      for (const { id } of kept.tests.filter(({ outcome }) => outcome === 'passed')) {
        assert.equal(tests.find((test) => test.id === id)?.kept_from, path.basename(dir), told);
      }
    }
    assert.ok(interrupted > 0, `none of ${moments.length} runs was interrupted; seed ${SEED}`);
  });

  it('is closed by clean as well', async () => {
    const running = bench.start(['run', 'crashing.yaml', '--reporter', 'events']);
    await running.until(({ stdout }) => stdout.includes('"service.ready"'));
    running.child.kill('SIGKILL');
    await running.ended;
    const dir = (await bench.runDirs()).at(-1) ?? '';
    const { code, stdout } = await bench.run('clean');
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^1 interrupted run closed, 0 old runs deleted/m);
    assert.equal((JSON.parse(await readFile(path.join(dir, 'run.json'), 'utf8')) as RunSummary).outcome, 'interrupted');
  });
});
