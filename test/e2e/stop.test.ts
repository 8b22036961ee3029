import assert from 'node:assert/strict';
import { aliveWith, survivors } from '../cli/processes-alive';
import { STUBBORN_SERVER, stubborn } from '../cli/sample-files';
import { bed } from './bed';
import { until } from './until';
import type { Workbench } from './workbench';

// What is alive is read from /proc.
if (process.platform === 'linux') describe('Stop in the workbench', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await bed.open('stop', { 'stubborn.js': STUBBORN_SERVER, 'stop.experiment.yaml': stubborn('1s'), 'patient.experiment.yaml': stubborn('10m').replace('name: stubborn', 'name: patient') });
  });
  after(() => workbench?.close());

  async function start(name: string): Promise<string> {
    await workbench.command('Experiments: Run Experiment…');
    await workbench.pick(name);
    const run = await until('the run', () => workbench.probe.ask(({ api }) => api.runs().find(({ status }) => status !== 'ended')?.run), (id) => id !== undefined) ?? '';
    // The service, its child, and its child that has left the session.
    await until('the service and its children', () => aliveWith(run), (alive) => alive.length >= 3);
    // Before it is ready it does not ignore signals yet.
    await until('the service to be ready', () => workbench.tree(), (text) => text.includes('sync holds on steps'));
    await workbench.untilStatus((text) => text.startsWith('0/2'));
    return run;
  }

  it('shows stopping at once, and leaves nothing alive, not even what ignores SIGTERM', async () => {
    const run = await start('stubborn');
    await workbench.command('Experiments: Stop Run');
    const asked = Date.now();
    await until('the row to say so', () => workbench.tree(), (tree) => /holds on stopping$/m.test(tree));
    console.log(`      stopping was shown after ${Date.now() - asked} ms`);
    await until('the end', () => workbench.tree(), (tree) => /^\S+ stubborn 2 cancelled$/m.test(tree));
    assert.deepEqual(await survivors(run), []);
    assert.equal(await workbench.untilStatus((text) => text.includes('cancelled')), 'cancelled, 0 of 2 passed');
  });

  it('by its button stops what runs, whatever row has the focus, or none', async () => {
    const button = workbench.page.locator('.sidebar .pane-header .action-label[aria-label^="Stop Run"]');
    for (const focus of [async () => undefined, () => workbench.row('patient').click()]) {
      const run = await start('stubborn');
      await focus();
      await workbench.page.locator('.sidebar .pane-header').first().hover();
      await button.click();
      await until('the end', () => workbench.tree(), (tree) => /^\S+ stubborn 2 cancelled$/m.test(tree));
      assert.deepEqual(await survivors(run), []);
    }
  });

  it('kills at once when it is asked for again', async () => {
    const run = await start('patient');
    await workbench.command('Experiments: Stop Run');
    await until('stopping', () => workbench.tree(), (tree) => /^\S+ patient stopping$/m.test(tree));
    await workbench.command('Experiments: Stop Run');
    await until('the end', () => workbench.tree(), (tree) => /^\S+ patient 2 cancelled$/m.test(tree));
    assert.deepEqual(await survivors(run), []);
  });
});
