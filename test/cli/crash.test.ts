import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { readJournal, type RunSummary } from '../../src/results';
import { checkJournal, JOURNAL_RULES, violationsText } from '../../src/testing';
import { Bench } from './bench';
import { outcomeTold } from './outcome-told';
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
    bench = await Bench.open();
    await bench.write('stubborn.js', STUBBORN_SERVER);
    await bench.write('crashing.yaml', CRASHING);
    await bench.write('next.yaml', PASSING);
  });
  after(() => bench.close());

  it('leaves nothing alive, and the next start closes the run, at random moments', async () => {
    const whole = await bench.run('run', 'crashing.yaml', '--reporter', 'events');
    assert.equal(whole.code, 0, whole.stdout + whole.stderr);
    const total = whole.stdout.trimEnd().split('\n').length;
    const moments = fc.sample(fc.noBias(fc.integer({ min: 1, max: total - 2 })), { numRuns: MOMENTS, seed: SEED });
    let interrupted = 0;
    for (const moment of moments) {
      const told = `killed after event ${moment} of ${total}; seed ${SEED}`;
      const running = bench.start(['run', 'crashing.yaml', '--reporter', 'events']);
      await running.until(({ stdout }) => stdout.split('\n').length > moment);
      running.child.kill('SIGKILL');
      await running.ended;
      // The supervisor stays until it has found what left its session.
      const maySurvive = ({ command }: { readonly command: string }): boolean => /left-its-session|supervisor\.js/.test(command);
      assert.deepEqual(await survivors(bench.mark, 2000, maySurvive), [], told);
      assert.deepEqual(await survivors(bench.mark, 3000), [], told);
      const dir = (await bench.runDirs()).at(-1) ?? '';
      // The run goes on until the signal arrives: killed near its end, it may have reached it.
      const outcome = await outcomeTold(dir);
      if (outcome === 'interrupted') interrupted += 1;
      const next = await bench.run('run', 'next.yaml');
      assert.equal(next.code, 0, told);
      const summary = JSON.parse(await readFile(path.join(dir, 'run.json'), 'utf8')) as RunSummary;
      assert.equal(summary.outcome, outcome, told);
      assert.equal(summary.tests.length, moment >= 2 ? 3 : summary.tests.length, told);
      const { events } = await readJournal(path.join(dir, 'events.jsonl'));
      // Killed between its first two events a run has announced no test case: it has nothing but its end.
      const announced = events.some(({ type }) => type === 'experiment.started');
      assert.equal(violationsText(checkJournal(events).filter(({ rule }) => announced || rule !== 'R10'), JOURNAL_RULES), '', told);
      if (outcome === 'interrupted') assert.match(next.stderr, new RegExp(`Closed run ${path.basename(dir)}, interrupted earlier`), told);
    }
    assert.ok(interrupted >= MOMENTS / 2, `only ${interrupted} of ${MOMENTS} runs were interrupted; seed ${SEED}`);
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
