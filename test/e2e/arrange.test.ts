import assert from 'node:assert/strict';
import { bed } from './bed';
import { Latch, LATCH_JS } from './latches';
import { until } from './until';
import type { Workbench } from './workbench';

const MIXED = `name: mixed
tests:
  - name: passes
    steps: [{ run: [node, -e, ""] }]
  - name: fails
    steps: [{ run: [node, -e, "process.exit(1)"] }]
  - name: waits, then fails
    steps: [{ run: [node, latch.js, held] }, { run: [node, -e, "process.exit(1)"] }]
  - name: takes longest
    steps: [{ wait: 4s }]
`;

describe('filtering and sorting in the workbench', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await bed.open('arrange', { 'mixed.experiment.yaml': MIXED, 'latch.js': LATCH_JS, '.vscode/settings.json': '{ "experimentObserver.reveal": "never" }' });
    await until('the tree', () => workbench.tree(), (text) => text.includes('takes longest'));
  });
  after(() => workbench?.close());

  const widget = () => workbench.page.locator('.quick-input-widget:not([style*="display: none"])');
  const check = (label: string): Promise<void> => widget().locator(`.monaco-list-row[aria-label*="${label}"]`).first().click();
  const titled = (title: string): Promise<string> => until('the question', () => workbench.question(), (text) => text === title);
  const message = async (): Promise<string> => (await workbench.page.locator('.sidebar .message').allInnerTexts()).join('\n');

  it('changes nothing when given up', async () => {
    await workbench.command('Experiments: Filter Test Cases…');
    await titled('Filter Test Cases: 4 of 4 shown');
    await check('failed');
    await titled('Filter Test Cases: 0 of 4 shown');
    await workbench.page.keyboard.press('Escape');
    await workbench.untilTree(`
circle-outline mixed 4 test cases
  circle-outline passes
  circle-outline fails
  circle-outline waits, then fails
  circle-outline takes longest`);
  });

  it('shows rows as they come into the states of the filter, and hides them as they leave', async () => {
    await workbench.command('Experiments: Filter Test Cases…');
    await titled('Filter Test Cases: 4 of 4 shown');
    await check('failed');
    await workbench.page.keyboard.press('Enter');
    await workbench.untilTree('circle-outline mixed 4 test cases, 4 hidden');
    await until('the message', message, (text) => text.includes('Filter: failed. Clear Filter, in the title of this view, shows all.'));
    await workbench.command('Experiments: Run Experiment…');
    await workbench.pick('mixed');
    const latch = new Latch(workbench.folder, 'held');
    await latch.reached();
    await until('the first failure alone', () => workbench.tree(), (text) => /^sync mixed running, 1 passed, 1 failed, 3 hidden\n {2}error fails <time>(\n|$)/.test(text) && !text.includes('waits'));
    await latch.open();
    await until('both', () => workbench.tree(), (text) => /^error mixed 2 passed, 2 failed, 2 hidden\n {2}error fails/.test(text) && /^ {2}error waits, then fails/m.test(text) && !/^ {2}pass/m.test(text));
    assert.match(await workbench.spoken('mixed'), /^experiment mixed, 2 passed, 2 failed, 2 hidden by the filter/);
  });

  it('is the same after a reload, and is cleared in the title', async () => {
    await workbench.reload();
    await until('the tree', () => workbench.tree(), (text) => /^error mixed 2 passed, 2 failed, last run .*, 2 hidden\n {2}error fails/.test(text) && !/^ {2}pass/m.test(text));
    await workbench.page.locator('.sidebar .pane-header', { hasText: 'Experiments' }).first().hover();
    await workbench.page.locator('.sidebar .pane-header .action-label[aria-label^="Clear Filter"]').click();
    await until('all of them', () => workbench.tree(), (text) => text.includes('pass passes') && text.includes('pass takes longest') && !text.includes('hidden'));
    await until('no message', message, (text) => !text.includes('filter'));
  });

  it('sorts: failures first, then the longest first', async () => {
    const order = async (): Promise<string> => (await workbench.tree()).split('\n').filter((line) => /^ {2}(pass|error) /.test(line)).map((line) => line.replace(/^ +\w+ /, '').replace(' <time>', '')).join('; ');
    await workbench.command('Experiments: Sort Test Cases…');
    await workbench.pick('By State');
    await until('failures first', order, (text) => text === 'fails; waits, then fails; passes; takes longest');
    await workbench.command('Experiments: Sort Test Cases…');
    await workbench.pick('By Duration');
    await until('the longest first', order, (text) => text.startsWith('takes longest') || text.startsWith('waits, then fails; takes longest'));
  });
});
