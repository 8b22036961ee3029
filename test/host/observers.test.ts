import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { command, eventually, idleApi, inRoot, write } from './product';
import type { ProductApi } from './product-api';

describe('observers', () => {
  let api: ProductApi;
  before(async () => {
    api = await idleApi();
  });
  const one = (): vscode.Uri => inRoot(0, 'deep', 'one.experiment.yaml');

  it('are explained: who gets an event, through which pattern, and who brought it', async () => {
    const registration = api.registerObserver('service.*', () => undefined, { name: 'of the tests' });
    const { finished } = await api.startRun(one());
    const explanation = api.explain('service.ready');
    const mine = explanation.receivers.find(({ observer }) => observer === 'of the tests');
    assert.deepEqual([mine?.pattern, explanation.receivers[0]?.observer], ['service.*', 'journal']);
    assert.equal(api.explain('service.redy').didYouMean, 'service.ready');
    const text = await command<string>('explainEventType', 'test_case.finished');
    assert.match(text, /^In run \S+:\n\ntest_case\.finished\n\nIt goes, in this order, to:\n +1\. +journal .*It does not go to:\n.*- +of the tests +'service\.\*' does not match 'test_case\.finished'/s);
    assert.equal(vscode.window.activeTextEditor?.document.getText(), text);
    await finished;
    registration.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('are suspended and resumed by name, but the journal is not', async () => {
    let heard = 0;
    let waits = false;
    const registration = api.registerObserver('**', ({ type }) => {
      heard += 1;
      waits ||= type === 'step.started';
    }, { name: 'counts' });
    // It must not end meanwhile.
    const file = await write(inRoot(0, 'waits-for-stop.experiment.yaml'), 'tests:\n  - name: waits\n    steps: [{ wait: 10m }]\n');
    const { run, finished } = await api.startRun(file);
    await eventually('the step', () => (waits ? true : undefined));
    assert.equal(await command('suspendObserver', 'counts'), 1);
    assert.equal(await command('suspendObserver', 'journal'), 0);
    const before = heard;
    api.publish(run, { type: 'colour.seen' });
    assert.equal(await command('resumeObserver', 'counts'), 1);
    assert.equal(heard, before);
    api.publish(run, { type: 'colour.seen' });
    await eventually('the event', () => (heard === before + 1 ? true : undefined));
    await command('stop', file);
    await finished;
    await vscode.workspace.fs.delete(file);
    assert.equal(await command('suspendObserver', 'counts'), 0);
    registration.dispose();
  });

  it('are traced while a run is under way', async () => {
    assert.equal(await command('traceObservers'), true);
    const { finished } = await api.startRun(one());
    await finished;
    assert.equal(await command('traceObservers'), false);
  });
});
