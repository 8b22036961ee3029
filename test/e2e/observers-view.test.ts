import assert from 'node:assert/strict';
import { bed } from './bed';
import { Latch, LATCH_JS } from './latches';
import { until } from './until';
import type { Workbench } from './workbench';

const OBSERVED = `name: observed
plugins: [./tracer.mjs]
tests:
  - name: waits
    steps:
      - name: wait for the latch
        run: [node, latch.js, first]
`;
const TRACER = `export default {
  name: 'tracer',
  setup(plugin) {
    plugin.registerObserver('step.*', (event) => { if (event.type === 'step.started') throw new Error('not today'); });
    plugin.registerObserver('servce.ready', () => undefined, { name: 'misspelt' });
  },
};
`;

describe('the Observers view', function () {
  let workbench: Workbench;
  before(async () => {
    workbench = await bed.open('observers-view', { 'observed.experiment.yaml': OBSERVED, 'tracer.mjs': TRACER, 'latch.js': LATCH_JS });
    await until('the experiment', () => workbench.tree(), (tree) => tree.includes('observed'));
    // Its row is there before the file has been read and the plug-in loaded.
    await workbench.probe.ask(({ api }) => api.whenIdle());
  });
  after(() => workbench?.close());

  const rowsOf = async (): Promise<readonly string[]> => (await workbench.tree()).split('\n').map((line) => line.trim());
  const described = (name: string) => async (): Promise<string> => (await rowsOf()).find((line) => line.includes(` ${name} `)) ?? '';

  it('explains before the first run who would get an event, plug-ins included', async () => {
    const text = await workbench.probe.ask(async ({ vscode }) => await vscode.commands.executeCommand<string>('experimentObserver.explainEventType', 'step.started'));
    assert.match(text, /^In any run of this window:\n\nstep\.started\n\nIt goes, in this order, to:\n +1\. +journal .*tracer/s);
    await workbench.command('View: Close All Editors');
  });

  it('lists who listens to a run under way, with what went wrong', async () => {
    await workbench.command('Experiments: Focus on Observers View');
    await workbench.command('Experiments: Run Experiment…');
    await workbench.pick('observed');
    await new Latch(workbench.folder, 'first').reached();
    await until('the running row', described('waits'), (line) => line === 'sync waits steps');
    // So that all rows of the other view are in sight.
    await workbench.page.locator('.sidebar .pane-header', { hasText: 'Experiments' }).first().click();
    await until('the row of the plug-in', described('tracer'), (line) => line === 'error tracer 1 event, 1 error');
    await until('the misspelt pattern', described('tracer: misspelt'), (line) => line === 'warning tracer: misspelt 0 events');
    assert.match(await workbench.spoken('tracer'), /^observer tracer, plug-in tracer, 1 event, 1 error, /);
    await workbench.expand('tracer');
    await until('the error', async () => (await rowsOf()).join('\n'), (text) => text.includes('error 1 error, the last: not today'));
    await workbench.expand('tracer: misspelt');
    await until('the warning', async () => (await rowsOf()).join('\n'), (text) => text.includes("Did you mean 'service.ready'?"));
    await workbench.command('Experiments: Show Event Log');
    await until('the log', () => workbench.output(), (text) => text.includes('observer tracer: not today (at step.started') && /\| at .*tracer\.mjs/.test(text.replaceAll('\n', '')));
  });

  it('suspends and resumes an observer from its row', async () => {
    await workbench.row('logger').hover();
    await workbench.row('logger').locator('.action-label[aria-label="Suspend Observer"]').click();
    await until('the suspended row', described('logger'), (line) => /^debug-pause logger \d+ events, suspended$/.test(line));
    await workbench.row('logger').hover();
    await workbench.row('logger').locator('.action-label[aria-label="Resume Observer"]').click();
    await until('the resumed row', described('logger'), (line) => /^eye logger \d+ events$/.test(line));
    await workbench.row('journal').hover();
    assert.equal(await workbench.row('journal').locator('.action-label[aria-label="Suspend Observer"]').count(), 0);
  });

  it('traces a run that is under way', async () => {
    await workbench.command('Developer: Set Log Level...');
    await workbench.pick('Experiments');
    await workbench.pick('Trace');
    await workbench.command('Experiments: Trace Observers');
    await until('the traced row', described('journal'), (line) => / traced$/.test(line));
    await new Latch(workbench.folder, 'first').open();
    await until('the traced delivery', () => workbench.output(), (text) => /journal ← experiment\.finished \(seq \d+\): \d+\.\d+ ms/.test(text));
    await workbench.command('Experiments: Stop Tracing Observers');
  });

  it('keeps the last run, and leads to the file of a plug-in', async () => {
    await until('the last counts', described('tracer'), (line) => line === 'error tracer 2 events, 1 error');
    await workbench.row('tracer').click();
    await until('the editor', () => workbench.selection(), (text) => text.startsWith('tracer.mjs:'));
  });

  it('explains who got an event of the last run', async () => {
    const text = await workbench.probe.ask(async ({ vscode }) => await vscode.commands.executeCommand<string>('experimentObserver.explainEventType', 'step.started'));
    assert.match(text, /\d\. +tracer +through step\.\* +plug-in tracer\n/);
  });

  it('explains a type of event that is typed in', async () => {
    await workbench.command('Experiments: Explain Event Type…');
    await workbench.page.locator('.quick-input-widget input[placeholder="Which type of event?"]').fill('service.redy');
    await workbench.page.keyboard.press('Enter');
    const text = await until('the explanation', () => workbench.probe.ask(({ vscode }) => vscode.window.activeTextEditor?.document.getText() ?? ''), (found) => found.includes('service.redy'));
    assert.match(text, /no known event has this type\. Did you mean service\.ready\?/);
  });
});
