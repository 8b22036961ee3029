import assert from 'node:assert/strict';
import { Bench, type Ended } from './bench';
import { assertNothingLost } from './nothing-lost';
import { survivors } from './processes-alive';
import { PASSING, STUBBORN_SERVER } from './sample-files';

/** A plug-in whose observer does this at an event of this pattern. */
const plugin = (body: string, options = '{}', pattern = 'test_case.finished'): string => `
export default {
  name: 'faulty',
  setup(plugin) { plugin.onRun((run) => run.registerObserver('${pattern}', (event) => { ${body} }, { name: 'report', ...${options} })); },
};
`;

describe('observers of a plug-in that break', function () {
  this.timeout(120_000);
  let bench: Bench;
  beforeEach(async () => { bench = await Bench.open({ 'passing.yaml': `plugins: [./faulty.mjs]\n${PASSING}` }); });
  afterEach(() => bench.close());

  async function runWith(text: string, ...args: readonly string[]): Promise<Ended> {
    await bench.write('faulty.mjs', text);
    return bench.run('run', 'passing.yaml', ...args);
  }

  it('4: only a required one failed; every reporter says why', async () => {
    const required = plugin("throw new Error('nowhere to report to')", '{ required: true }');
    const reason = /The required observer .*report failed: nowhere to report to/;
    for (const reporter of ['plain', 'json', 'junit', 'events']) {
      const { code, stdout, stderr } = await runWith(required, '--reporter', reporter);
      assert.equal(code, 4, stdout + stderr);
      assert.match(stdout, reporter === 'events' ? /"type":"observer\.error"[^\n]*"required":true[^\n]*nowhere to report to/ : reason, reporter);
      assert.doesNotMatch(stderr, /itself broke/);
    }
    const { outcome, failed_observers: failed, errors, tests } = await bench.lastSummary();
    assert.deepEqual([outcome, failed?.length, tests.map((test) => test.outcome)], ['passed', 1, ['passed']]);
    assert.match(errors?.join() ?? '', reason);
  });

  const others: readonly (readonly [what: string, body: string])[] = [
    ['throws', "throw new Error('no')"],
    ['rejects', "return Promise.reject(new Error('no'))"],
    ['never settles', 'return new Promise(() => {})'],
    ['answers itself without end', "run.publish({ type: 'faulty.answer' })"],
    ['tries to change the event', "event.outcome = 'failed'"],
    ['publishes what is no event', "run.publish({ type: 'test_case.finished' })"],
  ];
  for (const [what, body] of others) {
    it(`0: one that ${what} changes nothing but the story of the run`, async () => {
      const { code, stdout, stderr } = await runWith(plugin(body, '{}', '**'), '--reporter', 'events');
      assert.equal(code, 0, stderr);
      assert.match(stdout, /"type":"observer\.error"/);
      const { outcome, dir } = await bench.lastSummary();
      assert.equal(outcome, 'passed');
      await assertNothingLost(dir);
    });
  }

  // What is alive is read from /proc.
  if (process.platform === 'linux') it('one that never returns is ended with all that the run has started, and the next start says why', async () => {
    await bench.write('stubborn.js', STUBBORN_SERVER);
    await bench.write('endless.mjs', plugin('for (;;);', '{}', 'service.ready'));
    await bench.write('endless.yaml', `plugins: [./endless.mjs]
name: endless
tests:
  - name: serves
    services: { server: { command: [node, stubborn.js, latch], ready: { log: up } } }
    steps: [{ wait: 10ms }]
`);
    const { code, signal } = await bench.start(['run', 'endless.yaml'], { EXPERIMENT_OBSERVER_HOST_SILENCE_MS: '5000' }).ended;
    assert.deepEqual([code, signal], [null, 'SIGKILL']);
    assert.deepEqual(await survivors(bench.mark), []);
    await bench.write('faulty.mjs', 'export default { name: "harmless", setup() {} };');
    const next = await bench.run('run', 'passing.yaml');
    assert.equal(next.code, 0, next.stderr);
    assert.match(next.stderr, /Closed run .*interrupted/);
    const [dir = ''] = (await bench.runDirs()).filter((one) => one.includes('endless'));
    await assertNothingLost(dir);
    const report = await bench.run('runs', '--json');
    assert.equal(report.code, 0);
    const journal = await bench.run('replay', dir, '--speed', 'max', '--reporter', 'json');
    assert.match(journal.stdout, /"reason": "the process that drove the run did nothing for 5 s and was ended: an observer that never returns\?"/);
  });
});
