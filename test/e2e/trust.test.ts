import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
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

const WITH_PLUGIN = `name: with plug-in
plugins: [ ./leaves-a-trace.cjs ]
tests:
  - name: waits
    steps: [{ leave: {} }]
`;
const PLUGIN = `require('node:fs').writeFileSync(require('node:path').join(__dirname, 'trace'), 'loaded');
module.exports = { name: 'leaves a trace', setup(plugin) { plugin.addStep({ kind: 'leave', run() {} }); } };
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

  it('loads no plug-in, and does not call an error what one may bring', async () => {
    await workbench.probe.ask(({ api }) => api.whenIdle());
    const problems = await workbench.probe.ask(({ api }) => api.experiments().find(({ name }) => name === 'with plug-in')?.problems.map(({ severity, message }) => [severity, message]));
    assert.deepEqual(problems?.map(([severity]) => severity), ['information']);
    assert.ok(!existsSync(workbench.file('trace')));
  });

  it('refuses to run, with a message', async () => {
    const reports = await workbench.probe.ask(async ({ vscode, argument }) =>
      await vscode.commands.executeCommand<readonly RunReport[]>('experimentObserver.runExperiment', vscode.Uri.file(argument)), workbench.file('sound.experiment.yaml'));
    assert.match(reports[0]?.refused ?? '', /trust/i);
    const [message] = await until('the message', () => workbench.notifications(), (shown) => shown.length > 0);
    assert.match(message ?? '', /trust/i);
    assert.deepEqual(await workbench.probe.ask(({ api }) => api.runs()), []);
  });

  it('runs once it is trusted, in the same window', async () => {
    await workbench.command('Workspaces: Manage Workspace Trust');
    await workbench.page.locator('.workspace-trust-editor').getByRole('button', { name: /^Trust/ }).first().click();
    await until('trust', () => workbench.probe.ask(({ vscode }) => vscode.workspace.isTrusted), (trusted) => trusted);
    await workbench.probe.ask(async ({ vscode }) => { await vscode.commands.executeCommand('workbench.action.closeAllEditors'); });
    await workbench.command('Experiments: Run All Experiments');
    await until('the results', () => workbench.tree(), (text) => /^pass sound 1 passed$/m.test(text) && /^pass with plug-in 1 passed$/m.test(text));
    assert.ok(existsSync(workbench.file('trace')));
  });
});
