import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { bed } from './bed';
import { Latch, LATCH_JS } from './latches';
import { until } from './until';
import { Workbench } from './workbench';

const SHARED = `name: shared
tests:
  - name: waits
    services:
      server:
        command: [node, -e, "console.log('up'); setInterval(() => {}, 1000)"]
        ready: { log: up }
    steps:
      - name: wait for the latch
        run: [node, latch.js, first]
  - name: fails
    steps:
      - name: give up
        run: [node, -e, "process.exit(3)"]
`;

describe('a run that somebody else drives', function () {
  let workbench: Workbench;
  let second: Workbench | undefined;
  let child: ChildProcess | undefined;
  before(async () => {
    workbench = await bed.open('follow', { 'shared.experiment.yaml': SHARED, 'latch.js': LATCH_JS });
    await until('the experiment', () => workbench.tree(), (tree) => tree.startsWith('circle-outline shared 2 test cases'));
  });
  after(async () => {
    child?.kill('SIGKILL');
    await second?.close();
    await workbench?.close();
  });

  const runs = (): Promise<number> => workbench.probe.ask(({ api }) => api.runs().length);

  it('appears by itself while a terminal drives it, and says so', async () => {
    const latch = new Latch(workbench.folder, 'first');
    const state = path.join(await bed.dir(), 'state');
    child = spawn(process.execPath, [path.resolve('dist/cli.js'), 'run', 'shared.experiment.yaml'], {
      cwd: workbench.folder, stdio: 'ignore', env: { ...process.env, XDG_STATE_HOME: state },
    });
    await latch.reached();
    await workbench.untilTree(`
sync shared running, driven by a terminal (pid ${child.pid})
  sync waits steps
  clock fails queued`);
    await workbench.untilStatus((text) => /^0\/2, 0:\d\d$/.test(text));
    await workbench.command('Experiments: Show Event Log');
    await until('the log', () => workbench.output(), (text) => text.includes(`driven by a terminal (pid ${child?.pid})`) && text.includes('waits › server: ready'));
  });

  it('cannot be stopped from here, and the row says where', async () => {
    assert.equal(await workbench.probe.ask(({ vscode, argument }) => vscode.commands.executeCommand('experimentObserver.stop', vscode.Uri.file(argument)), workbench.file('shared.experiment.yaml')), false);
    const told = `The run of shared is driven by a terminal (pid ${child?.pid}): it can only be stopped there.`;
    await until('the notification', () => workbench.notifications(), (texts) => texts.includes(told));
    assert.equal(child?.exitCode, null);
  });

  it('has its observers elsewhere, and the Observers view says so while it goes on', async () => {
    await workbench.command('Experiments: Focus on Observers View');
    const told = `The run of shared is driven by a terminal (pid ${child?.pid}): its observers live there, and are not listed here.`;
    await until('the message', () => workbench.page.locator('.sidebar').allInnerTexts(), (texts) => texts.join('\n').replaceAll('\u00a0', ' ').includes(told));
    await workbench.command('Experiments: Focus on Experiments View');
  });

  it('keeps its result when it has ended', async () => {
    await new Latch(workbench.folder, 'first').open();
    await until('the result', () => workbench.tree(), (tree) => /^error shared 1 passed, 1 failed\n {2}pass waits <time>\n {2}error fails <time>/.test(tree));
    assert.equal(await workbench.untilStatus((text) => text.includes('of')), '1 of 2 failed');
  });

  it('is followed by a second window on the same folder', async () => {
    second = await Workbench.open(await bed.browser(), await bed.server(), workbench.folder);
    await until('the second window', () => second?.tree() ?? '', (tree) => tree.includes('last run'));
    assert.equal(await runs(), 1);
    await workbench.command('Experiments: Run Experiment…');
    await workbench.pick('shared');
    const pid = workbench.probe.pid;
    await until('the row in the second window', () => second?.tree() ?? '', (tree) => tree.startsWith('error shared 1 passed, 1 failed\n'));
    assert.match(await second.row('shared').getAttribute('aria-label') ?? '', /^experiment shared, 1 passed, 1 failed/);
    await second.row('shared').hover();
    const told = await until('the hover', () => second?.page.locator('.monaco-hover').allTextContents() ?? [], (texts) => texts.some((text) => text.includes('driven by')));
    assert.ok(told.some((text) => text.includes(`driven by another window (pid ${pid})`)), told.join('\n'));
  });
});
