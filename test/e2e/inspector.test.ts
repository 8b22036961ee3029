import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { bed } from './bed';
import { Latch, LATCH_JS } from './latches';
import { until } from './until';
import type { Workbench } from './workbench';

const DEMO = `name: watched
tests:
  - name: talks
    services:
      server:
        command: [node, -e, "console.log('up'); setTimeout(() => console.log('Grüße'), 300); setInterval(() => {}, 1000)"]
        ready: { log: up }
    steps:
      - wait_for: { log: Grüße, service: server }
  - name: fails
    steps:
      - name: say something
        run: [node, -e, "console.log('good bye')"]
        expect:
          stdout: { contains: hello }
`;
const FINISHED = `
error watched 1 passed, 1 failed
  pass talks <time>
  error fails <time>
    arrow-small-right say something: stdout does not contain "hello" line 15
    list-ordered Steps 1, 1 failed`;

const LIVE = `name: goes on
tests:
  - name: waits
    steps:
      - run: [node, latch.js, gate]
`;

describe('the event inspector in the workbench', function () {
  let workbench: Workbench;
  let page: Frame;
  before(async () => {
    workbench = await bed.open('inspector', { 'demo.experiment.yaml': DEMO, 'live.yaml': LIVE, 'latch.js': LATCH_JS });
    await workbench.command('Experiments: Trace Observers');
    await workbench.command('Experiments: Run Experiment…');
    await workbench.pick('watched');
    await workbench.untilStatus((text) => text === '1 of 2 failed');
    await workbench.untilTree(FINISHED);
  });
  after(() => workbench?.close());

  const rows = (): Promise<string[]> => page.$$eval('.rows .row', (elements) => elements.map((row) =>
    ['.seq', '.type', '.test', '.words'].map((part) => row.querySelector(part)?.textContent ?? '').filter((text) => text !== '').join(' | ').replaceAll(/\d+(\.\d+)? m?s\b/g, '<time>')));
  const untilRows = (what: string, ok: (rows: readonly string[]) => boolean): Promise<string[]> => until(what, rows, ok);
  const count = (): Promise<string> => page.locator('.count').innerText();
  const details = (button: string): Promise<void> => page.locator('.details button', { hasText: button }).click();

  it('opens from a row, filtered to its test case', async () => {
    await workbench.menu('fails', 'Inspect Events…');
    page = await until('the page', async () => {
      for (const frame of workbench.page.frames()) if (await frame.locator('.filters').count().catch(() => 0) > 0) return frame;
      return undefined;
    }, (frame) => frame !== undefined) as Frame;
    await untilRows('the rows of one test case', (seen) => seen.length > 0 && seen.every((row) => row.includes('| fails |')));
    assert.equal(await page.locator('#filter-test').inputValue(), 'fails');
  });

  it('filters by pattern, and says what was probably meant', async () => {
    await page.locator('.filters button', { hasText: 'Clear' }).click();
    await untilRows('all rows', (seen) => seen.some((row) => row.includes('experiment.configured')));
    await page.locator('#filter-pattern').fill('step.finishd');
    const use = page.locator('.problem button', { hasText: "Use 'step.finished'" });
    await use.click();
    const seen = await untilRows('the steps', (found) => found.length === 2 && found.every((row) => row.includes('step.finished')));
    assert.match(seen[1] ?? '', /\| step\.finished \| fails \| ✖ step say something failed in <time>$/);
    assert.match(await count(), /^2 of \d+ events$/);
  });

  it('goes by keyboard, and jumps to the line of the config', async () => {
    await page.locator('.table').focus();
    await workbench.page.keyboard.press('ArrowDown');
    await workbench.page.keyboard.press('End');
    await until('the details', () => page.locator('.details h2').innerText(), (text) => text.endsWith('step.finished'));
    const receivers = await page.locator('.receivers tbody tr').allInnerTexts();
    assert.ok(receivers.some((text) => /^views\s+called\s+\d+\.\d{3} ms$/.test(text)), receivers.join('\n'));
    await until('the active row', () => page.locator('.row.selected .test').innerText(), (text) => text === 'fails');
    await workbench.page.keyboard.press('Enter');
    await until('the selection', () => workbench.selection(), (text) => text.startsWith('demo.experiment.yaml:12:'));
  });

  it('jumps to the log at that moment, and to the row in the tree', async () => {
    await page.locator('#filter-pattern').fill('service.output');
    await untilRows('the output', (seen) => seen.length >= 2 && seen.every((row) => row.includes('service.output')));
    await page.locator('.rows .row').nth(1).click();
    await until('the details', () => page.locator('.details h2').innerText(), (text) => text.endsWith('service.output'));
    await details('Open Log Here');
    await until('the selected output', () => workbench.selection(), (text) => text.startsWith('server.stdout.log:2:1-3:1 Grüße'));
    await details('Show in Tree');
    await until('the row', () => workbench.page.locator('.sidebar .monaco-list-row.selected').getAttribute('aria-label'), (label) => label?.startsWith('service server') === true);
  });

  it('puts the tree at a moment of the past, visibly, and back to now', async () => {
    await page.locator('#filter-pattern').fill('test_case.finished');
    await untilRows('the ends', (seen) => seen.length === 2 && seen.every((row) => row.includes('test_case.finished')));
    const seq = Number(await page.locator('.rows .row .seq').first().innerText());
    await page.locator('input[type=range]').fill(String(seq));
    const tree = await until('the past', () => workbench.tree(), (text) => text.includes('history watched at 0:'));
    assert.match(tree, /^history watched at 0:\d\d\.\d{3} of run \w+-\w+, 1 passed$/m);
    assert.match(tree, /^ {2}clock fails queued$/m);
    assert.equal(await workbench.status(), '1 of 2 failed');
    await page.locator('[aria-label="Previous Event"]').click();
    await workbench.untilTree((await until('one event earlier', () => workbench.tree(), (text) => /of run \w+-\w+$/m.test(text))));
    await workbench.command('Experiments: Back to Now');
    await until('now', () => workbench.tree(), (text) => text.startsWith('error watched 1 passed, 1 failed'));
    await until('the page at now', () => page.locator('.moment').innerText(), (text) => text === 'now');
  });

  it('replays a run, visibly, and shows now again when it is stopped', async () => {
    await workbench.command('Experiments: Replay Run…');
    await workbench.pick('watched');
    await workbench.pick('Other…');
    await workbench.page.locator('.quick-input-widget input').first().fill('0.01');
    await workbench.page.keyboard.press('Enter');
    await until('the replay', () => workbench.tree(), (text) => /^history watched replay ×0\.01 of run \w+-\w+$/m.test(text));
    await workbench.untilStatus((text) => text === 'replay ×0.01: 0/2');
    await workbench.command('Experiments: Stop Replay');
    await until('now', () => workbench.tree(), (text) => text.startsWith('error watched 1 passed, 1 failed'));
    await workbench.untilStatus((text) => text === '1 of 2 failed');
    await workbench.command('Experiments: Replay Run…');
    await workbench.pick('watched');
    await workbench.pick('As fast as possible');
    await until('the end of the replay', () => workbench.tree(), (text) => /^history watched replay of run \w+-\w+, 1 passed, 1 failed$/m.test(text));
    await workbench.command('Experiments: Back to Now');
    await until('now', () => workbench.tree(), (text) => text.startsWith('error watched 1 passed, 1 failed'));
  });

  it('is back after the window was reloaded', async () => {
    await workbench.reload();
    page = await until('the page', async () => {
      for (const frame of workbench.page.frames()) if (await frame.locator('.rows .row').count().catch(() => 0) > 0) return frame;
      return undefined;
    }, (frame) => frame !== undefined, 30_000) as Frame;
    assert.match(await page.locator('h1').innerText(), /^watched, run \w+-\w+$/);
  });

  it('grows with a run that goes on, and knows its end', async () => {
    await workbench.command('View: Close All Editors');
    const gate = new Latch(workbench.folder, 'gate');
    await workbench.probe.ask(({ vscode, argument }) => { void vscode.commands.executeCommand('experimentObserver.runExperiment', argument); }, workbench.file('live.yaml'));
    await gate.reached();
    // While rows are being fetched anew the editor cannot say which one its menu is of.
    await until('the row at rest', () => workbench.tree(), (text) => /^ {2}sync waits steps$/m.test(text));
    page = await until('the page of the live run', async () => {
      // Nor when the rows are fetched just then: the command comes without its row, and asks which run is meant.
      await workbench.page.keyboard.press('Escape');
      await workbench.menu('waits', 'Inspect Events…');
      await workbench.page.waitForTimeout(1000);
      for (const frame of workbench.page.frames()) if ((await frame.locator('h1').innerText({ timeout: 100 }).catch(() => '')).startsWith('goes on')) return frame;
      return undefined;
    }, (frame) => frame !== undefined) as Frame;
    await until('that it is live', () => page.locator('.status').first().innerText(), (text) => text === 'running, live');
    await untilRows('what has happened', (seen) => seen.some((row) => row.includes('step.started')) && !seen.some((row) => row.includes('step.finished')));
    assert.equal(await page.locator('.scrubber').isVisible(), false);
    await gate.open();
    await untilRows('the end', (seen) => seen.some((row) => row.includes('test_case.finished')));
    await until('its outcome', () => page.locator('.status').first().innerText(), (text) => text === 'passed');
    await page.locator('.scrubber').waitFor();
  });
});
