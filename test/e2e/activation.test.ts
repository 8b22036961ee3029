import assert from 'node:assert/strict';
import { bed } from './bed';
import { until } from './until';
import type { Workbench } from './workbench';

const STARTS = 3;
const ROWS = '.runtime-extensions-editor .monaco-list-row';

describe('activation', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await bed.open('activation', { 'sound.experiment.yaml': 'tests:\n  - name: passes\n    steps: [{ wait: 1ms }]\n' });
  });
  after(() => workbench?.close());

  /** As the editor itself has measured it, code loading included. */
  async function measured(): Promise<number> {
    await workbench.command('Developer: Show Running Extensions');
    const text = await until('the activation time', async () => (await workbench.page.locator(ROWS, { hasText: 'Experiment Observer' }).first().textContent()) ?? '', (shown) => /Activation: \d+ms/.test(shown));
    return Number(/Activation: (\d+)ms/.exec(text)?.[1]);
  }

  it('is told by the editor, start after start', async () => {
    const times = [await measured()];
    while (times.length < STARTS) {
      await workbench.reload();
      times.push(await measured());
    }
    console.log(`      activation: ${times.join(', ')} ms`);
    assert.ok(times.every(Number.isFinite));
  });
});
