import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { command, eventually, idleApi, inRoot, run, write } from './product';
import type { ProductApi } from './product-api';
import type { YamlStandIn } from './yaml-extension/extension';

const FILE = `name: with plug-ins
plugins:
  - ./plug-ins/greeter.mjs
  - ./plug-ins/broken.cjs
tests:
  - name: greets
    steps: [{ greet: { whom: you } }]
  - name: waits
    steps: [{ wait: 1ms }]
`;
const greeter = (word: string): string => `
export default {
  name: 'greeter',
  setup(plugin) {
    plugin.addStep({
      kind: 'greet', schema: { type: 'object', required: ['whom'], properties: { whom: { type: 'string' } } },
      run({ whom }, at) { at.publish({ type: 'greeting.said', text: '${word} ' + whom }); },
    });
    plugin.registerObserver('greeting.*', () => undefined, { name: 'listens' });
  },
};`;
const BROKEN = 'throw new Error("no good");';

interface ReloadReport { readonly ready: readonly string[]; readonly broken: readonly { readonly name: string; readonly message: string }[] }

describe('plug-ins', () => {
  let api: ProductApi;
  let file: vscode.Uri;
  const problems = () => api.experiments().find(({ name }) => name === 'with plug-ins')?.problems ?? [];
  const events = (dir: string | undefined): readonly { readonly type: string; readonly [key: string]: unknown }[] =>
    readFileSync(path.join(dir ?? '', 'events.jsonl'), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as { type: string });
  const said = (dir: string | undefined) => events(dir).filter(({ type }) => type === 'greeting.said').map(({ text }) => text);

  before(async () => {
    api = await idleApi();
    await write(inRoot(1, 'plug-ins', 'greeter.mjs'), greeter('hello'));
    await write(inRoot(1, 'plug-ins', 'broken.cjs'), BROKEN);
    file = await write(inRoot(1, 'plugins.experiment.yaml'), FILE);
    await eventually('the experiment', () => api.experiments().find(({ name }) => name === 'with plug-ins'));
  });
  after(async () => {
    await vscode.workspace.fs.delete(file);
    await vscode.workspace.fs.delete(inRoot(1, 'plug-ins'), { recursive: true });
  });

  it('make their kinds known; one that is broken is a problem at its line', () => {
    assert.deepEqual(problems().map(({ line, column, severity }) => [line, column, severity]), [[4, 5, 'error']]);
    assert.match(problems()[0]?.message ?? '', /^The plug-in ".*broken.*" cannot be used: .*no good/);
  });

  it('tell the YAML extension what they add, for their own experiment only', async () => {
    const yaml = await vscode.extensions.getExtension<YamlStandIn>('redhat.vscode-yaml')?.activate();
    const schema = await eventually('the schema', () => yaml?.schemaFor(file.toString()));
    assert.match(schema, /"greet":.*"whom"/);
    assert.equal(await yaml?.schemaFor(inRoot(0, 'deep', 'one.experiment.yaml').toString()), undefined);
  });

  it('take part in a run, whose journal begins with their story', async () => {
    const report = await run(file);
    assert.equal(report.outcome, 'passed');
    assert.deepEqual(said(report.dir), ['hello you']);
    const types = events(report.dir).map(({ type }) => type);
    assert.equal(types[0], 'experiment.configured');
    assert.deepEqual(types.slice(1, types.indexOf('experiment.started')).sort(), ['plugin.discovered', 'plugin.discovered', 'plugin.error', 'plugin.initialized', 'plugin.loaded']);
  });

  it('are loaded again by command, without reloading the window', async () => {
    await write(inRoot(1, 'plug-ins', 'greeter.mjs'), greeter('good bye'));
    await write(inRoot(1, 'plug-ins', 'broken.cjs'), 'module.exports = { name: "mended", setup() {} };');
    const report = await command<ReloadReport>('reloadPlugins');
    assert.deepEqual([...report.ready].sort(), ['greeter', 'mended']);
    assert.deepEqual(report.broken, []);
    assert.deepEqual(problems(), []);
    assert.deepEqual(said((await run(file)).dir), ['good bye you']);
  });

  it('come from the folders of the setting, too, and may be TypeScript, which the host runs', async () => {
    const settings = vscode.workspace.getConfiguration('experimentObserver');
    await write(inRoot(0, 'shared-plug-ins', 'loud.ts'), 'interface Run { registerObserver(...args: unknown[]): void; publish(event: object): void }\nexport default { name: "loud" as string, setup(plugin: { onRun(listener: (run: Run) => void): void }) { plugin.onRun((run) => run.registerObserver("experiment.started", () => run.publish({ type: "loud.started" }))); } };');
    await settings.update('pluginFolders', ['shared-plug-ins'], vscode.ConfigurationTarget.Workspace);
    try {
      const { ready, broken } = await command<ReloadReport>('reloadPlugins');
      assert.deepEqual([[...ready].sort(), broken], [['greeter', 'loud', 'mended'], []]);
      assert.ok(events((await run(file)).dir).some(({ type }) => type === 'loud.started'));
    } finally {
      await settings.update('pluginFolders', undefined, vscode.ConfigurationTarget.Workspace);
      await vscode.workspace.fs.delete(inRoot(0, 'shared-plug-ins'), { recursive: true });
      await command('reloadPlugins');
    }
  });
});
