import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { assertNothingLost } from '../cli/nothing-lost';
import { aliveWith, survivors } from '../cli/processes-alive';
import { STUBBORN_SERVER, stubborn } from '../cli/sample-files';
import { bed } from './bed';
import { until } from './until';
import type { Workbench } from './workbench';

// What is alive is read from /proc.
if (process.platform === 'linux') describe('a reload of the window during a run', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await bed.open('reload-during-run', { 'stubborn.js': STUBBORN_SERVER, 'stubborn.experiment.yaml': stubborn('10m') });
  });
  after(() => workbench?.close());

  it('interrupts it, leaves nothing alive, and the new window says so', async () => {
    const { run, dir } = await workbench.probe.ask(async ({ api, argument }) => {
      const started = await api.startRun(argument);
      return { run: started.run, dir: started.dir };
    }, workbench.file('stubborn.experiment.yaml'));
    // The service, its child, and its child that has left the session.
    await until('the service and its children', () => aliveWith(run), (alive) => alive.length >= 3);
    // Before it is ready it does not ignore signals yet.
    await until('the service to be ready', () => workbench.tree(), (text) => text.includes('sync holds on steps'));
    await workbench.reload();
    await until('the row', () => workbench.tree(), (text) => /^debug-disconnect stubborn 2 interrupted, last run .+\n {2}debug-disconnect holds on interrupted, <time>\n {2}debug-disconnect comes later interrupted, <time>$/.test(text), 30_000);
    assert.deepEqual(await survivors(run), []);
    const { outcome } = JSON.parse(await readFile(path.join(dir, 'run.json'), 'utf8')) as { readonly outcome: string };
    assert.equal(outcome, 'interrupted');
    await assertNothingLost(dir, { told: `run ${run}` });
    assert.deepEqual(await workbench.probe.ask(({ api }) => api.runs().map(({ status }) => status)), ['ended']);
  });
});
