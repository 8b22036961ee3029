import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { WebServer } from '../../scripts/web-host/server.mjs';
import type { RunReport } from '../host/product-api';
import { bed } from './bed';
import { until } from './until';
import { Workbench } from './workbench';

const SOUND = `name: sound
tests:
  - name: runs
    steps: [{ wait: 1ms }]
`;

/** Uses one of everything that a plug-in can add to the format. */
const WITH_PLUGIN = `name: with plug-in
plugins: [ ./leaves-a-trace.cjs ]
tests:
  - name: uses all kinds
    execution_environment: [ { type: around } ]
    services:
      server: { command: [node, -e, "setInterval(() => {}, 1000)"], ready: { comes_up: {} } }
    steps: [ { leave: { what: this } } ]
    assertions: [ { left: { what: this } } ]
`;
const PLUGIN = `
const { appendFileSync } = require('node:fs');
const trace = (line) => appendFileSync(require('node:path').join(__dirname, 'trace'), line + '\\n');
trace('loaded');
module.exports = { name: 'leaves a trace', setup(plugin) {
  plugin.registerObserver('experiment.started', () => trace('observer'));
  plugin.onRun(() => trace('run'));
  plugin.addEnvironment({ type: 'around', prepare: async () => ({ wrap: ({ command }) => { trace('environment'); return command; }, collect: async () => ({}) }) });
  plugin.addProbe({ kind: 'comes_up', schema: { type: 'object' }, probe() { trace('probe'); return true; } });
  plugin.addStep({ kind: 'leave', schema: { type: 'object' }, run() { trace('step'); } });
  plugin.addAssertion({ kind: 'left', schema: { type: 'object' }, evaluate() { trace('assertion'); return { passed: true, message: 'left' }; } });
  plugin.addValidator({ validateResults() { trace('validator'); return []; } });
} };
`;

describe('a folder that is not trusted', () => {
  let server: WebServer | undefined;
  let workbench: Workbench;
  before(async () => {
    server = await bed.newServer({ trusted: false });
    workbench = await Workbench.open(await bed.browser(), server, await bed.folder('trust', {
      'sound.experiment.yaml': SOUND, 'plugged.experiment.yaml': WITH_PLUGIN, 'leaves-a-trace.cjs': PLUGIN,
    }), await bed.dir());
  });
  after(async () => {
    await workbench?.close();
    await server?.stop();
  });

  it('is listed, and the view says why nothing is run', async () => {
    await until('the tree', () => workbench.tree(), (text) => /^\S+ sound 1 test case$/m.test(text));
    await workbench.page.locator('.sidebar').getByText('Restricted Mode').first().waitFor();
  });

  it('loads no plug-in, and calls nothing an error that one may bring', async () => {
    await workbench.probe.ask(({ api }) => api.whenIdle());
    const found = await workbench.probe.ask(({ api }) => api.experiments().find(({ name }) => name === 'with plug-in'));
    assert.deepEqual(found?.problems.map(({ line, severity }) => [line, severity]), [[5, 'information'], [7, 'information'], [8, 'information'], [9, 'information']]);
    assert.deepEqual(found.tests.map(({ name }) => name), ['uses all kinds']);
    await until('its rows', () => workbench.tree(), (text) => /^circle-outline with plug-in 1 test case\n {2}circle-outline uses all kinds$/m.test(text));
    assert.ok(!existsSync(workbench.file('trace')));
  });

  it('offers no command that would run its code', async () => {
    await workbench.probe.ask(async ({ vscode }) => { await vscode.commands.executeCommand('experimentObserver.reloadPlugins'); });
    assert.deepEqual(await workbench.probe.ask(async ({ vscode }) => await vscode.commands.executeCommand('experimentObserver.cleanUp')), { runs: 0, processes: 0 });
    await until('why nothing is cleaned up', () => workbench.notifications(), (shown) => shown.some((text) => text.includes('Nothing is cleaned up in Restricted Mode')));
    assert.match(await workbench.probe.ask(async ({ vscode }) => await vscode.commands.executeCommand<string>('experimentObserver.explainEventType', 'step.started')), /step\.started/);
    assert.ok(!existsSync(workbench.file('trace')));
  });

  it('refuses to run, with a message', async () => {
    const reports = await workbench.probe.ask(async ({ vscode, argument }) =>
      await vscode.commands.executeCommand<readonly RunReport[]>('experimentObserver.runExperiment', vscode.Uri.file(argument)), workbench.file('sound.experiment.yaml'));
    assert.match(reports[0]?.refused ?? '', /trust/i);
    await until('the message', () => workbench.notifications(), (shown) => shown.some((text) => /trust/i.test(text)));
    assert.deepEqual(await workbench.probe.ask(({ api }) => api.runs()), []);
  });

  it('runs once it is trusted, in the same window', async () => {
    await workbench.command('Workspaces: Manage Workspace Trust');
    await workbench.page.locator('.workspace-trust-editor').getByRole('button', { name: /^Trust/ }).first().click();
    await until('trust', () => workbench.probe.ask(({ vscode }) => vscode.workspace.isTrusted), (trusted) => trusted);
    await workbench.probe.ask(async ({ vscode }) => { await vscode.commands.executeCommand('workbench.action.closeAllEditors'); });
    await workbench.command('Experiments: Run All Experiments');
    await until('the results', () => workbench.tree(), (text) => /^pass sound 1 passed$/m.test(text) && /^pass with plug-in 1 passed$/m.test(text));
    const trace = new Set((await readFile(workbench.file('trace'), 'utf8')).trimEnd().split('\n'));
    assert.deepEqual(trace, new Set(['loaded', 'run', 'observer', 'environment', 'probe', 'step', 'assertion', 'validator']));
  });
});
