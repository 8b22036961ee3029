import assert from 'node:assert/strict';
import { bed } from './bed';
import { until } from './until';
import type { Workbench } from './workbench';

const BROKEN = `name: broken
tests:
  - name: sound
    steps: [{ wait: 1ms }]
  - name: [unclosed
`;
const ONE_BROKEN = `name: one broken
tests:
  - name: sound
    steps: [{ wait: 1ms }]
  - name: unsound
    steps: [{ wait: soon }]
`;
const SOUND = `name: sibling
tests:
  - name: runs
    steps: [{ wait: 1ms }]
`;

describe('files with mistakes in the workbench', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await bed.open('bad-files', {
      'a-broken.experiment.yaml': BROKEN, 'b-one-broken.experiment.yaml': ONE_BROKEN, 'c-sibling.experiment.yaml': SOUND, 'd-nothing.experiment.yaml': '',
    });
  });
  after(() => workbench?.close());

  it('are rows with their problems', async () => {
    const tree = await until('the tree', () => workbench.tree(), (text) => text.includes('d-nothing') && !text.includes(' reading'));
    assert.match(tree, /^error broken \d test cases?, \d problems?\n {2}error .*line [56]$/m);
    assert.match(tree, /^error one broken 2 test cases, 1 problem\n {2}error .*soon.*line 6$/m);
    assert.match(tree, /^circle-outline sibling 1 test case\n {2}circle-outline runs$/m);
    assert.match(tree, /^\S+ d-nothing/m);
  });

  it('let their siblings run', async () => {
    await workbench.command('Experiments: Run All Experiments');
    await until('the sibling', () => workbench.tree(), (text) => /^pass sibling 1 passed\n {2}pass runs <time>$/m.test(text));
    const tree = await until('the sound test case', () => workbench.tree(), (text) => /^\S+ one broken 1 passed, 1 error$/m.test(text));
    assert.match(tree, /^ {2}pass sound <time>$/m);
  });

  it('open at the mistake when its row is clicked', async () => {
    await workbench.page.locator('.sidebar .monaco-list-row[aria-level="2"]').filter({ hasText: 'soon' }).first().click();
    await until('the selection', () => workbench.selection(), (text) => text === 'b-one-broken.experiment.yaml:6:21-6:25 soon');
  });
});
