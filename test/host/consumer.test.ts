import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Findings } from './consumer-extension/findings';
import { idleApi, inRoot, write } from './product';

const WAITS = `name: waits
tests:
  - name: waits
    steps: [{ wait: 10m }]
`;

describe('another extension', () => {
  it('observes, publishes, explains, starts and cancels through the API whose declarations it was written against', async () => {
    await idleApi();
    const consumer = vscode.extensions.getExtension<{ tryOut(file: vscode.Uri): Promise<Findings> }>('tests.consumer');
    assert.ok(consumer !== undefined, 'the extension is there');
    const { tryOut } = await consumer.activate();
    const file = await write(inRoot(0, 'waits.experiment.yaml'), WAITS);
    const { traced, statuses, ...found } = await tryOut(file);
    assert.deepEqual(found, {
      byFunction: ['step.started', 'weather.seen', 'experiment.finished'], byMethod: ['cancelled'], byAsyncObserver: ['weather.seen', 'test_case.finished'],
      refused: "TypeError: Event 'weather.seen': expected degrees", explained: found.explained, whileRunning: 'running',
      cancelled: true, outcome: 'cancelled', state: 'ended',
    });
    assert.deepEqual(found.explained.filter((name) => ['by function', 'methods', 'slowly'].includes(name)), ['by function', 'slowly']);
    assert.deepEqual(statuses, ['by function function', 'methods observer', 'slowly async']);
    for (const line of ['by function weather.seen string', 'slowly test_case.finished string']) assert.ok(traced.includes(line), traced.join());
    await vscode.workspace.fs.delete(file);
  });
});
