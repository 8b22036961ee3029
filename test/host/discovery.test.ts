import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { command, eventually, idleApi, inRoot, write } from './product';
import type { ExperimentInfo, ProductApi } from './product-api';

const sound = (name: string): string => `name: ${name}\ntests:\n  - name: passes\n    steps: [{ wait: 1ms }]\n`;

describe('discovery', () => {
  let api: ProductApi;
  before(async () => {
    api = await idleApi();
  });

  const find = (uri: vscode.Uri): ExperimentInfo | undefined => api.experiments().find(({ file }) => vscode.Uri.file(file).toString() === uri.toString());
  const listed = (uri: vscode.Uri): Promise<ExperimentInfo> => eventually(`${uri.path} to be listed`, () => find(uri));
  /** Listed at once, read soon after. */
  const named = (uri: vscode.Uri, name: string): Promise<true> => eventually(`${uri.path} to be called ${name}`, () => find(uri)?.name === name ? true : undefined);
  const unlisted = (uri: vscode.Uri): Promise<true> => eventually(`${uri.path} to be gone`, () => find(uri) === undefined ? true : undefined);

  it('finds experiments in all root folders, with their test cases', async () => {
    assert.deepEqual((await listed(inRoot(0, 'deep', 'one.experiment.yaml'))).tests.map(({ name }) => name), ['passes', 'fails']);
    assert.equal((await listed(inRoot(1, 'two.experiment.yml'))).name, 'two');
  });

  it('notices new, changed and deleted files', async () => {
    const file = await write(inRoot(0, 'new.experiment.yaml'), sound('new'));
    await named(file, 'new');
    await write(file, sound('changed'));
    await named(file, 'changed');
    await vscode.workspace.fs.delete(file);
    await unlisted(file);
  });

  it('notices a deleted folder', async () => {
    const files = await Promise.all(['a', 'b'].map((name) => write(inRoot(1, 'folder', 'sub', `${name}.experiment.yaml`), sound(name))));
    for (const file of files) await listed(file);
    await vscode.workspace.fs.delete(inRoot(1, 'folder'), { recursive: true });
    for (const file of files) await unlisted(file);
  });

  it('follows the setting of which files are experiments', async () => {
    const file = await write(inRoot(0, 'plain.yaml'), sound('plain'));
    const settings = vscode.workspace.getConfiguration('experimentObserver', inRoot(0));
    await settings.update('files', ['**/plain.yaml'], vscode.ConfigurationTarget.Workspace);
    try {
      await listed(file);
      await unlisted(inRoot(0, 'deep', 'one.experiment.yaml'));
    } finally {
      await settings.update('files', undefined, vscode.ConfigurationTarget.Workspace);
    }
    await listed(inRoot(0, 'deep', 'one.experiment.yaml'));
    await unlisted(file);
    await vscode.workspace.fs.delete(file);
  });

  it('lists files by name, at every look', async () => {
    const before = api.experiments().map(({ file }) => file);
    await command('refresh');
    await api.whenIdle();
    assert.deepEqual(api.experiments().map(({ file }) => file), before);
    assert.deepEqual(before, before.toSorted());
  });
});
