import assert from 'node:assert/strict';
import type { BuiltInEvent } from '../../src/events';
import { Bench } from './bench';
import { assertNothingLost } from './nothing-lost';

/** The third to run fails while others are under way, and many are still to come. */
const FAILING = `name: fails fast
fail_fast: true
parallel: 3
tests:
  - name: short
    matrix: { nth: [1, 2] }
    steps: [{ run: [node, -e, ""] }]
  - name: fails
    steps: [{ run: [node, -e, "setTimeout(() => process.exit(1), 300)"] }]
  - name: goes on
    iterations: 60
    services:
      server: { command: [node, -e, "console.log('up'); setInterval(() => 0, 1000)"], ready: { log: up } }
    steps: [{ run: [node, -e, ""] }]
`;

describe('fail_fast', function () {
  this.timeout(120_000);
  let bench: Bench;
  before(async () => (bench = await Bench.open()));
  after(() => bench.close());

  it('begins no further test case once one has failed', async () => {
    await bench.write('fails.yaml', FAILING);
    const { code, stdout, stderr } = await bench.run('run', 'fails.yaml');
    assert.equal(code, 1, stdout + stderr);
    const [dir = ''] = await bench.runDirs();
    const events = (await assertNothingLost(dir)) as readonly BuiltInEvent[];
    const failed = events.findIndex((event) => event.type === 'test_case.finished' && event.outcome === 'failed');
    assert.ok(failed > 0);
    const begun = events.slice(0, failed).filter(({ type }) => type === 'test_case.started').length;
    assert.ok(begun >= 3 && begun < 63, `${begun} had begun`);
    assert.deepEqual(events.slice(failed).filter(({ type }) => type === 'test_case.started'), []);
    const cancelled = events.flatMap((event) => (event.type === 'test_case.finished' && event.outcome === 'cancelled' ? [event.reason ?? ''] : []));
    assert.equal(cancelled.length, 63 - begun);
    for (const reason of cancelled) assert.match(reason, /fail_fast/);
    const ended = events.flatMap((event) => (event.type === 'test_case.finished' && event.outcome === 'passed' ? [event.test] : []));
    assert.equal(ended.length, begun - 1, 'what had begun was carried through');
  });
});
