import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bed } from './bed';
import { until } from './until';
import type { Workbench } from './workbench';

const SAMPLE = `name: sample
tests:
  - name: passes
    steps: [{ run: [node, -e, "console.log('hello')"] }]
  - name: fails
    steps:
      - name: says no
        run: [node, -e, "console.log('no'); process.exit(3)"]
`;
const CI = '/builds/of/ci';

describe('a run from elsewhere in the workbench', () => {
  let workbench: Workbench;
  let artifact: string;
  before(async () => {
    // What CI would keep: made in another folder, with the paths of another machine.
    const there = await bed.folder('open-run-there', { 'suite/sample.experiment.yaml': SAMPLE });
    const { status } = spawnSync(process.execPath, [path.resolve('dist/cli.js'), 'run', 'suite/sample.experiment.yaml', '--output', 'outputs'], { cwd: there, stdio: 'ignore', env: { ...process.env, XDG_STATE_HOME: path.join(await bed.dir(), 'state-of-ci') } });
    assert.equal(status, 1);
    const outputs = path.join(there, 'outputs');
    const [parent = ''] = (await readdir(outputs)).filter((name) => name.startsWith('sample'));
    const [run = ''] = await readdir(path.join(outputs, parent));
    artifact = path.join(await bed.dir(), 'artifact');
    await rename(path.join(outputs, parent, run), artifact);
    for (const name of ['events.jsonl', 'run.json']) await writeFile(path.join(artifact, name), (await readFile(path.join(artifact, name), 'utf8')).replaceAll(there, CI));
    await rm(there, { recursive: true });
    await mkdir(path.join(await bed.dir(), 'no-run'));
    workbench = await bed.open('open-run', { 'suite/sample.experiment.yaml': SAMPLE, '.vscode/settings.json': '{ "experimentObserver.reveal": "never" }' });
    await until('the tree', () => workbench.tree(), (text) => text.includes('fails'));
  });
  after(() => workbench?.close());

  /** As the dialog does, which is the editor's own. */
  const open = (folder: string): Promise<void> => workbench.probe.ask(async ({ vscode, argument }) => { await vscode.commands.executeCommand('experimentObserver.openRun', argument); }, folder);
  const row = async (): Promise<string> => (await workbench.tree()).split('\n').find((line) => line.endsWith('opened')) ?? '';

  it('is refused where there is none', async () => {
    await open(path.join(await bed.dir(), 'no-run'));
    await until('the reason', () => workbench.notifications(), (told) => told.some((text) => /no-run is no folder of a run, nor one of runs: there is no events\.jsonl in it\./.test(text)));
    await workbench.probe.ask(async ({ vscode }) => { await vscode.commands.executeCommand('notifications.clearAll'); });
  });

  it('is listed among the runs, and stays so after a reload', async () => {
    await open(artifact);
    await until('the row', row, (text) => /^error sample 1 passed, 1 failed, .*, opened$/.test(text));
    await workbench.reload();
    // A window that is reloaded at once may have forgotten which of its views were open.
    await workbench.command('Experiments: Focus on Runs View');
    await until('the row', row, (text) => /^error sample 1 passed, 1 failed, .*, opened$/.test(text));
  });

  it('happens again in the tree, with its failure at its place and its logs', async () => {
    const rowOfRun = workbench.page.locator('.sidebar .monaco-list-row', { hasText: 'opened' }).first();
    await rowOfRun.click();
    await until('the inspector', () => workbench.page.locator('.tab .label-name').allTextContents(), (tabs) => tabs.some((tab) => tab.startsWith('Events: sample')));
    await workbench.probe.ask(async ({ vscode, argument }) => { await vscode.commands.executeCommand('experimentObserver.replayRun', argument, 'max'); }, artifact);
    await until('the past', () => workbench.tree(), (text) => /history sample replay .*, 1 passed, 1 failed/.test(text) && /error fails/.test(text));
    await workbench.expand('fails');
    const failure = workbench.page.locator('.sidebar .monaco-list-row', { hasText: 'says no' }).first();
    await failure.click();
    await until('the place', () => workbench.selection(), (text) => text.startsWith('sample.experiment.yaml:7:9'));
    await workbench.menu('fails', 'Open Log');
    await until('the log', () => workbench.probe.ask(({ vscode }) => vscode.window.activeTextEditor?.document.getText() ?? ''), (text) => text.trim() === 'no');
  });

  it('is taken off the list, and stays on the disk', async () => {
    await workbench.page.locator('.sidebar .monaco-list-row', { hasText: 'opened' }).first().hover();
    await workbench.page.locator('.sidebar .monaco-list-row .action-label[aria-label^="Close Run"]').first().click();
    await until('no row', row, (text) => text === '');
    assert.ok((await readdir(artifact)).includes('events.jsonl'));
  });
});
