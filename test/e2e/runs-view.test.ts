import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { bed } from './bed';
import { Latch, LATCH_JS } from './latches';
import { until } from './until';
import type { Workbench } from './workbench';

const HELD = `name: held
tests:
  - name: waits
    steps: [{ run: [node, latch.js, held] }]
  - name: fails
    steps: [{ run: [node, -e, "process.exit(3)"] }]
`;

describe('the Runs view', function () {
  let workbench: Workbench;
  before(async () => {
    workbench = await bed.open('runs-view', { 'held.experiment.yaml': HELD, 'quick.experiment.yaml': 'name: quick\ntests: [{ name: passes, steps: [{ run: [node, -e, ""] }] }]\n', 'latch.js': LATCH_JS, '.vscode/settings.json': '{ "experimentObserver.reveal": "never" }' });
    await until('the experiments', () => workbench.tree(), (tree) => tree.includes('held') && tree.includes('quick'));
    await workbench.command('Experiments: Focus on Runs View');
    // Its rows alone are in sight.
    await workbench.page.locator('.sidebar .pane-header', { hasText: 'Experiments' }).first().click();
  });
  after(() => workbench?.close());

  /** Those that say when, without the time of day. */
  const rows = async (): Promise<string> => (await workbench.tree()).replaceAll(/, [^,\n]+, \d\d:\d\d( [AP]M)?/g, ', <moment>').split('\n').filter((line) => line.includes('<moment>')).join('\n');

  it('says that nothing has run, then shows a run while it goes on, and what came of it', async () => {
    await until('the welcome', () => workbench.page.locator('.sidebar').allInnerTexts(), (texts) => texts.join('\n').replaceAll('\u00a0', ' ').includes('Nothing has been run yet.'));
    await workbench.command('Experiments: Run Experiment…');
    await workbench.pick('held');
    await new Latch(workbench.folder, 'held').reached();
    await until('the run', rows, (text) => text === 'sync held running, <moment>');
    await new Latch(workbench.folder, 'held').open();
    await until('its end', rows, (text) => text === 'error held 1 passed, 1 failed, <moment>, <time>');
    assert.match(await workbench.spoken('held'), /^run of held, 1 passed, 1 failed, .*seconds$/);
  });

  it('has the newest first, also what a terminal ran', async () => {
    const { status } = spawnSync(process.execPath, [path.resolve('dist/cli.js'), 'run', 'quick.experiment.yaml'], {
      cwd: workbench.folder, stdio: 'ignore', env: { ...process.env, XDG_STATE_HOME: path.join(await bed.dir(), 'state') },
    });
    assert.equal(status, 0);
    await until('both', rows, (text) => text === 'pass quick 1 passed, <moment>, <time>\nerror held 1 passed, 1 failed, <moment>, <time>');
  });

  it('opens the events of a run by a click, its file by its menu, and is the same after a reload', async () => {
    await workbench.row('held').click();
    await until('the inspector', () => workbench.page.locator('.tab .label-name').allTextContents(), (tabs) => tabs.some((tab) => tab.startsWith('Events')));
    await workbench.menu('held', 'Go to Config');
    await until('the file', () => workbench.selection(), (text) => text.startsWith('held.experiment.yaml:1:1'));
    await workbench.menu('held', 'Run Failed of Run');
    await until('the new run', rows, (text) => text.startsWith('error held 1 failed, <moment>, <time>\npass quick'));
    await workbench.reload();
    await until('all of them', rows, (text) => text.endsWith('error held 1 failed, <moment>, <time>\npass quick 1 passed, <moment>, <time>\nerror held 1 passed, 1 failed, <moment>, <time>'));
  });
});
