import assert from 'node:assert/strict';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { RunReport } from '../host/product-api';
import { bed } from './bed';
import { until } from './until';
import type { Workbench } from './workbench';

const MIXED = `name: mixed
tests:
  - name: passes
    services:
      server: { command: [node, -e, "console.log('up'); setInterval(() => {}, 1000)"], ready: { log: up } }
    steps:
      - run: [node, -e, "console.log('rate: 12.5')"]
        capture: { rate: 'rate: ([0-9.]+)' }
  - name: fails
    steps:
      - run: [node, -e, "process.exit(3)"]
  - name: breaks
    steps:
      - run: ["\${{ test.dir }}/no-such-program"]
`;

describe('after a reload of the window', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await bed.open('reload', { 'mixed.experiment.yaml': MIXED });
  });
  after(() => workbench?.close());

  it('the last run is shown as it was, from its journal alone', async () => {
    const [report] = await workbench.probe.ask(async ({ vscode, argument }) =>
      await vscode.commands.executeCommand<readonly RunReport[]>('experimentObserver.runExperiment', vscode.Uri.file(argument)), workbench.file('mixed.experiment.yaml'));
    assert.equal(report?.outcome, 'error', JSON.stringify(report));
    const live = await workbench.probe.ask(({ api }) => api.runs());
    assert.equal(live.length, 1);
    const dir = report?.dir ?? '';
    for (const name of await readdir(dir)) if (name !== 'events.jsonl') await rm(path.join(dir, name), { recursive: true });
    await workbench.reload();
    await workbench.probe.ask(({ api }) => api.whenIdle());
    assert.deepEqual(await workbench.probe.ask(({ api }) => api.runs()), live);
    const tree = await until('the old results', () => workbench.tree(), (text) => text.includes('last run'));
    assert.match(tree, /^\S+ mixed 1 passed, 1 failed, 1 error, last run .+\n {2}\S+ passes <time>\n {2}\S+ fails <time>\n {2}\S+ breaks <time>$/);
    assert.match(await workbench.spoken('passes'), /passed.*from an earlier run/);
  });

  it('a new run takes its place', async () => {
    await workbench.command('Experiments: Run Experiment…');
    await workbench.pick('mixed');
    await until('the new results', () => workbench.tree(), (text) => /^\S+ mixed 1 passed, 1 failed, 1 error$/m.test(text));
  });
});
