import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { bed } from './bed';
import { Latch, LATCH_JS } from './latches';
import { until } from './until';
import type { Workbench } from './workbench';

/** Fails the third time. */
const LATE = `name: late
tests:
  - name: counts
    steps:
      - run: [node, -e, "const fs = require('fs'); fs.appendFileSync('count', 'x'); process.exit(fs.readFileSync('count', 'utf8').length < 3 ? 0 : 1)"]
  - name: follows
    steps: [{ wait: 1ms }]
`;
const HELD = `name: held
tests:
  - name: quick
    steps: [{ run: [node, -e, "require('fs').appendFileSync('quick', 'x')"] }]
  - name: waits
    steps: [{ run: [node, latch.js, held] }]
`;

describe('running again in the workbench', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await bed.open('run-again', { 'held.experiment.yaml': HELD, 'late.experiment.yaml': LATE, 'latch.js': LATCH_JS });
    await until('the tree', () => workbench.tree(), (text) => text.includes('follows') && text.includes('waits'));
  });
  after(() => workbench?.close());
  const box = () => workbench.page.locator('.quick-input-widget:not([style*="display: none"]) input').first();

  it('repeats an experiment from its menu, until it fails', async () => {
    await workbench.menu('late', 'Run Until Failure');
    await until('the question', () => workbench.question(), (title) => title === 'Run Until Failure');
    await box().fill('0');
    await until('what is wrong with it', async () => (await workbench.page.locator('.quick-input-widget .quick-input-message').textContent()) ?? '', (text) => text.includes("Expected a whole number above 0, or nothing, found '0'"));
    await box().fill('7');
    await workbench.page.keyboard.press('Enter');
    await workbench.untilStatus((text) => text === 'failed in round 3');
    await until('the rows', () => workbench.tree(), (text) => /^error late 1 failed, 1 cancelled\n {2}error counts <time>/m.test(text));
  });

  it('repeats one test case from its menu, so many times', async () => {
    await workbench.menu('follows', 'Run Until Failure');
    await until('the question', () => workbench.question(), (title) => title === 'Run Until Failure');
    await box().fill('2');
    await workbench.page.keyboard.press('Enter');
    await workbench.untilStatus((text) => text === '2 rounds passed');
  });

  it('resumes a run that was stopped by a click on its row: what had finished is kept', async () => {
    const latch = new Latch(workbench.folder, 'held');
    await workbench.command('Experiments: Run Experiment…');
    await workbench.pick('held');
    await latch.reached();
    await workbench.command('Experiments: Stop Run');
    await until('the end', () => workbench.tree(), (text) => /^circle-slash held 1 passed, 1 cancelled$/m.test(text));
    await rm(workbench.file('held.reached'));
    await workbench.row('held').hover();
    await workbench.row('held').locator('.action-label[aria-label^="Resume Run"]').click();
    await latch.reached();
    await latch.open();
    await until('the end', () => workbench.tree(), (text) => /^pass held 2 passed\n {2}pass quick <time>, kept\n {2}pass waits <time>$/m.test(text));
    assert.equal(await readFile(workbench.file('quick'), 'utf8'), 'x', 'what had finished ran once');
    await workbench.row('held').hover();
    await until('nothing to resume', () => workbench.row('held').locator('.action-label[aria-label^="Resume Run"]').count(), (count) => count === 0);
  });
});
