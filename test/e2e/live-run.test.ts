import { bed } from './bed';
import { Latch, LATCH_JS } from './latches';
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
loading demo running
  loading passes steps
    Steps 1
  history fails queued
  history is left out queued`);
    await workbench.untilStatus((text) => /^0\/3, 0:\d\d$/.test(text));
    await first.open();
  });
});
