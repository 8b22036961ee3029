import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { assertNothingLost } from '../cli/nothing-lost';
import { eventsIn, outcomeTold } from '../cli/outcome-told';
import { aliveWith, survivors } from '../cli/processes-alive';
import { CRASHING, STUBBORN_SERVER } from '../cli/sample-files';
import { bed } from './bed';
import { until } from './until';
import type { Workbench } from './workbench';

const KILLS = 10;
/** After a third crash within five minutes a window does not start a host by itself. */
const KILLS_A_WINDOW = 2;

// What is alive is read from /proc.
if (process.platform === 'linux') describe('SIGKILL of the extension host', function () {
  this.timeout(240_000);
  let workbench: Workbench;
  before(async () => {
    workbench = await bed.open('host-killed', { 'stubborn.js': STUBBORN_SERVER, 'crashing.experiment.yaml': CRASHING });
  });
  after(() => workbench?.close());

  const start = (): Promise<{ readonly run: string; readonly dir: string }> => workbench.probe.ask(async ({ api, argument }) => {
    const { run, dir } = await api.startRun(argument);
    return { run, dir };
  }, workbench.file('crashing.experiment.yaml'));
  const toldIn = async (dir: string): Promise<number> => eventsIn(await readFile(path.join(dir, 'events.jsonl'), 'utf8').catch(() => ''));

  it('leaves nothing alive, and the next host closes the run, at ten random moments', async () => {
    const whole = await start();
    await workbench.probe.ask(({ api }) => api.whenIdle());
    const total = await toldIn(whole.dir);
    const moments = Array.from({ length: KILLS }, () => 1 + Math.floor(Math.random() * (total - 2)));
    console.log(`      killed after these events of ${total}: ${moments.join(', ')}`);
    const outcomes: string[] = [];
    for (const [index, moment] of moments.entries()) {
      const told = `killed after event ${moment} of ${total}; all moments: ${moments.join(', ')}`;
      const { run, dir } = await start();
      await until(`event ${moment}`, () => toldIn(dir), (seen) => seen >= moment);
      await workbench.forgetHost();
      process.kill(workbench.probe.pid, 'SIGKILL');
      assert.deepEqual(await survivors(run), [], told);
      // The run goes on until the signal arrives: killed near its end, it may have reached it.
      const outcome = await outcomeTold(dir);
      outcomes.push(outcome);
      await workbench.newHost();
      await workbench.probe.ask(({ api }) => api.whenIdle());
      const summary = JSON.parse(await readFile(path.join(dir, 'run.json'), 'utf8')) as { readonly outcome: string; readonly tests: readonly unknown[] };
      assert.equal(summary.outcome, outcome, told);
      if (moment >= 2) assert.equal(summary.tests.length, 3, told);
      await assertNothingLost(dir, { told });
      assert.deepEqual(await aliveWith(run), [], told);
      if ((index + 1) % KILLS_A_WINDOW === 0) await workbench.reload();
    }
    assert.ok(outcomes.filter((outcome) => outcome === 'interrupted').length >= KILLS / 2, `the runs ended so: ${outcomes.join(', ')}`);
    const dirs = await readdir(path.dirname(whole.dir));
    assert.equal(dirs.length, KILLS + 1);
    const icon = outcomes.at(-1) === 'interrupted' ? 'debug-disconnect' : 'pass';
    await until(`${icon}, for the runs ended so: ${outcomes.join(', ')}`, () => workbench.tree(), (tree) => tree.startsWith(`${icon} crashing `) && tree.includes(', last run'));
  });
});
