import assert from 'node:assert/strict';
import { bed } from './bed';
import { Latch, LATCH_JS } from './latches';
import { until } from './until';
import type { Workbench } from './workbench';

const DEMO = `name: demo
tests:
  - name: passes
    steps:
      - name: wait for the first latch
        run: [node, latch.js, first]
  - name: fails
    services:
      server:
        command: [node, -e, "console.log('up'); setInterval(() => {}, 1000)"]
        ready: { log: up }
    steps:
      - name: say something
        run: [node, -e, "console.log('good bye')"]
        expect:
          stdout: { contains: hello }
      - name: wait for the second latch
        run: [node, latch.js, second]
        always: true
  - name: is left out
    skip: not today
    steps: [{ wait: 1ms }]
`;

describe('a run in the workbench', function () {
  let workbench: Workbench;
  before(async () => {
    workbench = await bed.open('live-run', { 'demo.experiment.yaml': DEMO, 'latch.js': LATCH_JS });
  });
  after(() => workbench?.close());

  it('is listed before it was ever run', async () => {
    await workbench.untilTree(`
circle-outline demo 3 test cases
  circle-outline passes
  circle-outline fails
  circle-outline is left out`);
  });

  it('starts from the palette, and the tree shows what is running', async () => {
    const first = new Latch(workbench.folder, 'first');
    await workbench.command('Experiments: Run Experiment…');
    await workbench.pick('demo');
    await first.reached();
    await workbench.untilTree(`
sync demo running
  sync passes steps
  clock fails queued
  clock is left out queued`);
    await workbench.untilStatus((text) => /^0\/3, 0:\d\d$/.test(text));
    await first.open();
  });

  it('shows what has passed beside what is running', async () => {
    const second = new Latch(workbench.folder, 'second');
    await second.reached();
    await workbench.untilTree(`
sync demo running, 1 passed
  pass passes <time>
  sync fails steps
  clock is left out queued`);
    await workbench.untilStatus((text) => /^1\/3, 0:\d\d$/.test(text));
    await second.open();
  });

  it('shows what has failed, and why, when all has ended', async () => {
    await workbench.untilTree(`
error demo 1 passed, 1 failed, 1 skipped
  pass passes <time>
  error fails <time>
    arrow-small-right say something: stdout does not contain "hello" line 16
    server-process Services 1
    list-ordered Steps 2, 1 failed
    graph Metrics 2
  debug-step-over is left out skipped: not today`);
    assert.equal(await workbench.untilStatus((text) => text.includes('of')), '1 of 3 failed');
    assert.match(await workbench.spoken('fails'), /^case fails, failed, \d+(\.\d)? (milli)?seconds$/);
  });

  it('opens the YAML at exactly the failing range when the failure is clicked', async () => {
    await workbench.row('say something: stdout does not contain "hello"').click();
    await until('the selection', () => workbench.selection(), (text) => text === 'demo.experiment.yaml:16:11-16:38 stdout: { contains: hello }');
  });

  it('has the failure in the Problems panel, at the same place', async () => {
    await workbench.command('Problems: Focus on Problems View');
    const problems = await until('the Problems panel', () => workbench.problems(), (rows) => rows.length >= 2);
    assert.equal(problems.length, 2, problems.join('\n'));
    assert.match(problems[1] ?? '', /fails: say something: stdout does not contain "hello".*at line 16 and character 11/s);
  });

  it('goes to the next failure from the palette', async () => {
    await workbench.command('View: Close All Editors');
    await until('no editor', () => workbench.selection(), (text) => text === 'no editor');
    await workbench.command('Experiments: Go to Next Failure');
    await until('the selection', () => workbench.selection(), (text) => text === 'demo.experiment.yaml:16:11-16:38 stdout: { contains: hello }');
  });

  it('has told its story in the output channel', async () => {
    await workbench.command('Experiments: Show Event Log');
    const story = ['passes: started', 'passes: passed in', 'fails: started', 'fails › server: ready after', 'fails: step say something failed',
      'fails › server: stopped', 'fails: failed in', 'is left out: skipped: not today'];
    const isTold = (log: string): boolean => story.map((line) => log.indexOf(line)).every((place, index, places) => place > (places[index - 1] ?? -1));
    // Lines that the editor is still moving are not yet where they belong.
    await until('the log', () => workbench.output(), (text) => text.includes('1 passed, 1 failed, 1 skipped of 3') && isTold(text));
  });
});
