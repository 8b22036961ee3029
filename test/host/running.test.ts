import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { command, eventually, idleApi, inRoot, run, write } from './product';
import type { ObservedEvent, ProductApi, RunReport } from './product-api';

const GREETS = `name: greets
tests:
  - name: greets
    steps: [{ run: [node, -e, "console.log('hello')"], expect: { stdout: { contains: hello } } }]
`;
const HANGS = `name: hangs
tests:
  - name: hangs
    steps: [{ wait: 10m }]
`;

describe('running', () => {
  let api: ProductApi;
  before(async () => {
    api = await idleApi();
  });
  const one = (): vscode.Uri => inRoot(0, 'deep', 'one.experiment.yaml');

  it('resolves with what came of it', async () => {
    const report = await run(one());
    assert.equal(report.outcome, 'failed');
    assert.deepEqual([report.counts?.['passed'], report.counts?.['failed'], report.counts?.['total']], [1, 1, 2]);
    assert.ok(existsSync(path.join(report.dir ?? '', 'run.json')));
  });

  it('runs what failed, and again, and one test case', async () => {
    await run(one());
    const total = (reports: readonly RunReport[]): (number | undefined)[] => reports.map(({ counts }) => counts?.['total']);
    assert.deepEqual(total(await command('runFailed', one())), [1]);
    assert.deepEqual(total(await command('runAgain', one())), [1]);
    const [passes] = api.experiments().find(({ name }) => name === 'one')?.tests ?? [];
    const [report] = await command<readonly RunReport[]>('runTest', one(), passes?.id);
    assert.deepEqual([report?.outcome, report?.counts?.['total']], ['passed', 1]);
  });

  it('runs what failed over iterations with all of them', async () => {
    const file = await write(inRoot(0, 'over.experiment.yaml'), `name: over
tests:
  - name: measured
    iterations: 2
    steps: [{ run: [node, -e, "console.log('v=1')"], capture: { v: 'v=(\\d+)' } }]
    assertions: [{ metric: { name: v, of: mean, below: 1 } }]
`);
    assert.deepEqual((await run(file)).counts?.['failed'], 1);
    const [again] = await command<readonly RunReport[]>('runFailed', file);
    assert.deepEqual([again?.counts?.['total'], again?.counts?.['failed'], again?.counts?.['skipped']], [3, 1, 0]);
    await vscode.workspace.fs.delete(file);
  });

  it('runs what failed anywhere from the title, whichever row has the focus', async () => {
    const passes = inRoot(1, 'two.experiment.yml');
    await Promise.all([run(one()), run(passes)]);
    assert.deepEqual(await command('runFailed', passes), []);
    const reports = await command<readonly RunReport[]>('runFailedInTitle', passes);
    assert.deepEqual(reports.map(({ counts }) => counts?.['total']), [1]);
  });

  it('saves the file first', async () => {
    const file = await write(inRoot(0, 'dirty.experiment.yaml'), GREETS.replace('contains: hello', 'contains: good bye'));
    const editor = await vscode.window.showTextDocument(file);
    const { document } = editor;
    await editor.edit((edit) => edit.replace(new vscode.Range(0, 0, document.lineCount, 0), GREETS));
    assert.ok(document.isDirty);
    assert.equal((await run(file)).outcome, 'passed');
    assert.ok(!document.isDirty);
    await vscode.workspace.fs.delete(file);
  });

  it('runs the file as it is on disk where the setting says so', async () => {
    const file = await write(inRoot(0, 'unsaved.experiment.yaml'), GREETS);
    const settings = vscode.workspace.getConfiguration('experimentObserver', file);
    await settings.update('saveBeforeRun', false, vscode.ConfigurationTarget.Workspace);
    try {
      const editor = await vscode.window.showTextDocument(file);
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'broken: [\n'));
      assert.equal((await run(file)).outcome, 'passed');
      assert.ok(editor.document.isDirty);
    } finally {
      await settings.update('saveBeforeRun', undefined, vscode.ConfigurationTarget.Workspace);
      await command('showEventLog');
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
      await vscode.workspace.fs.delete(file);
    }
  });

  it('stops by command, and tells every end', async () => {
    const file = await write(inRoot(0, 'hangs.experiment.yaml'), HANGS);
    const { run: id, finished } = await api.startRun(file);
    await eventually('the running test case', () => api.runs().find((state) => state.run === id && Object.values(state.tests).some(({ status }) => status === 'running')));
    assert.equal(await command('stop', file), true);
    const state = await finished;
    assert.equal(state.outcome, 'cancelled');
    assert.deepEqual(Object.values(state.tests).map(({ outcome }) => outcome), ['cancelled']);
    assert.equal(await command('stop', file), false);
    await vscode.workspace.fs.delete(file);
  });

  it('resumes a run that was stopped: what had finished is kept', async () => {
    const file = await write(inRoot(0, 'stopped.experiment.yaml'), `name: stopped
tests:
  - { name: quick, steps: [{ run: [node, -e, "console.log('hello')"] }] }
  - { name: waits, steps: [{ run: [node, -e, "setInterval(() => require('fs').existsSync('go') && process.exit(), 10)"] }] }
`);
    const stopped = await api.startRun(file);
    await eventually('the second test case', () => api.runs().find((state) => state.run === stopped.run && state.tests['waits']?.status === 'running'));
    await command('stop', file);
    await stopped.finished;
    const go = await write(inRoot(0, 'go'), '');
    const [report] = await command<readonly RunReport[]>('resumeRun', file);
    assert.deepEqual([report?.outcome, report?.counts?.['total'], report?.counts?.['passed']], ['passed', 2, 2]);
    const { tests, resumes } = JSON.parse(readFileSync(path.join(report?.dir ?? '', 'run.json'), 'utf8')) as { readonly resumes: string; readonly tests: readonly { readonly id: string; readonly kept_from?: string }[] };
    assert.deepEqual([resumes, tests.map(({ id, kept_from }) => [id, kept_from])], [stopped.run, [['quick', stopped.run], ['waits', undefined]]]);
    const [refused] = await command<readonly RunReport[]>('resumeRun', file);
    assert.match(refused?.refused ?? '', /came to its end \(passed\): all its 2 test cases have finished, there is nothing to resume/);
    await vscode.workspace.fs.delete(file);
    await vscode.workspace.fs.delete(go);
  });

  it('runs two files side by side, each with its own result', async () => {
    const [first, second] = await Promise.all([run(one()), run(inRoot(1, 'two.experiment.yml'))]);
    assert.deepEqual([first.outcome, second.outcome], ['failed', 'passed']);
  });

  it('tells observers of the API what it writes into the journal', async () => {
    const heard: ObservedEvent[] = [];
    const registration = api.registerObserver('**', (event) => { heard.push(event); });
    const { run: id, dir, finished } = await api.startRun(one());
    api.publish(id, { type: 'colour.seen', colour: 'green' });
    await finished;
    registration.dispose();
    const journal = readFileSync(path.join(dir, 'events.jsonl'), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as ObservedEvent);
    assert.deepEqual(JSON.parse(JSON.stringify(heard)), journal);
    assert.deepEqual(journal.map(({ seq }) => seq), journal.map((_, index) => index + 1));
    assert.equal(journal.filter(({ type }) => type === 'colour.seen').length, 1);
    const told = heard.length;
    await run(one());
    assert.equal(heard.length, told);
  });

  it('goes to the failing range', async () => {
    await run(one());
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await command('goToNextFailure');
    const editor = await eventually('the editor', () => vscode.window.activeTextEditor);
    assert.equal(editor.document.uri.toString(), one().toString());
    const text = editor.document.getText(editor.selection);
    assert.match(text, /^run: \[node, -e, "process\.exit\(3\)"\]$/);
    assert.match(await command<string>('copyFailure'), /one › fails: .*\n.*one\.experiment\.yaml:7:9$/s);
  });

  it('exports what a run measured, in every format', async () => {
    const { dir } = await run(one());
    const starts = { json: /^\{\n  "schema": 1,/, csv: /^kind,test,name,/, openmetrics: /^# TYPE experiment_observer_run info\n/ };
    for (const [format, start] of Object.entries(starts)) {
      const target = path.join(dir ?? '', `exported.${format}`);
      assert.equal(await command<string>('exportMetrics', undefined, format, target), target);
      assert.match(readFileSync(target, 'utf8'), start);
    }
  });

  for (const template of [undefined, 'commands', 'matrix']) {
    it(`writes a new experiment that passes as it is: ${template ?? 'the usual one'}`, async () => {
      const file = await command<vscode.Uri>('newExperiment', inRoot(0), `Fresh: "${template}"`, template);
      assert.equal((await run(file)).outcome, 'passed');
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await vscode.workspace.fs.delete(file);
    });
  }
});
