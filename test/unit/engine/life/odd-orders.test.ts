import assert from 'node:assert/strict';
import { Bed } from '../../supervisor/bed';
import { RealRun } from './real-run';

const COMMAND = 'command: [sh, -c, "echo up; exec sleep 1000"]';
/** Comes back after a time in which the step that follows looks at it. */
const RESTARTED = `${COMMAND}, restart: { on_failure: true, backoff: 300ms }`;
/** Would come back when all is over. */
const RESTARTED_LATE = `${COMMAND}, restart: { on_failure: true, backoff: 1h }`;
const KILL = '- { id: kill, run: "kill -9 ${{ services.server.pid }}" }';
const STANDS = '- run: "grep -q T.*stopped /proc/${{ services.server.pid }}/status"';
const LIVES = '- run: "kill -0 ${{ services.server.pid }}"';

describe('engine life: services in odd orders', function () {
  if (process.platform === 'win32') return;
  this.timeout(60_000);
  let bed: Bed;
  beforeEach(() => (bed = new Bed()));
  afterEach(() => bed.dispose());

  const ran = async (server: string, steps: readonly string[]): Promise<RealRun> => {
    const run = new RealRun(bed, `
tests:
  - name: one
    services: { server: { ${server} } }
    steps:
${steps.map((step) => `      ${step}`).join('\n')}
`);
    await run.run();
    return run;
  };
  const errors = (run: RealRun) => run.of('test_case.error').map(({ kind, message }) => `${kind}: ${message}`);
  const startsAndStops = (run: RealRun) => [run.of('service.starting').length, run.of('service.stopped').length];

  for (const ready of ['', ', ready: { log: up }']) {
    const what = ready === '' ? 'without a readiness' : 'ready by its log';
    it(`one ${what} that a step killed is waited for until it is there again`, async () => {
      const run = await ran(RESTARTED + ready, [KILL, '- wait_for: { service: server }', LIVES, '- run: "kill -9 ${{ services.server.pid }}"', '- wait: 100ms', '- wait_for: { service: server }', LIVES]);
      assert.deepEqual([errors(run), startsAndStops(run)], [[], [3, 3]]);
    });
  }

  it('what one prints after its restart is waited for, too', async () => {
    const run = await ran(RESTARTED, [KILL, '- wait_for: { service: server, log: up, since: kill }', LIVES, '- { wait_for: { log: up, since: kill }, in: server }']);
    assert.deepEqual([errors(run), startsAndStops(run)], [[], [2, 2]]);
  });

  it('one that is restarted in vain is told as that, however long it is waited for', async () => {
    const run = await ran('command: "test -e ${{ services.server.dir }}/again && exit 3; touch ${{ services.server.dir }}/again; echo up; exec sleep 1000", ready: { log: up, timeout: 1h }, restart: { on_failure: true, max: 1, backoff: 10ms }', [KILL, '- wait_for: { service: server, timeout: 1h }']);
    assert.deepEqual(errors(run), ['service: server ended before it was ready: exit code 3, after 1 of 1 restart']);
  });

  it('one that is going to be restarted has not ended', async () => {
    const run = await ran(RESTARTED_LATE, [KILL, '- { wait_for: { exited: server, timeout: 200ms } }']);
    assert.deepEqual([errors(run), startsAndStops(run)], [['timeout: wait for the end of server: server has not ended within 200 ms'], [1, 1]]);
  });

  it('one that is not there again in time is told to be restarted', async () => {
    const run = await ran(RESTARTED_LATE, [KILL, '- { wait_for: { service: server, timeout: 200ms } }']);
    assert.deepEqual(errors(run), ['timeout: Waiting for server took longer than its time limit of 200 ms: it is being restarted']);
  });

  it('one that waits for its restart is started by a step instead, once', async () => {
    const run = await ran(RESTARTED_LATE, [KILL, '- start: server', LIVES]);
    assert.deepEqual([errors(run), startsAndStops(run)], [[], [2, 2]]);
  });

  it('started twice at the same time it is started once, and the other step says so', async () => {
    const run = await ran('command: [sleep, "1000"]', ['- stop: server', '- parallel: [{ start: server }, { start: server }]']);
    assert.deepEqual([errors(run), startsAndStops(run)], [['step: server is running already'], [2, 2]]);
    assert.deepEqual(run.of('leftover.found'), []);
  });

  it('stopped, and stopped and started, at the same time it has one end for each start', async () => {
    const run = await ran('command: [sleep, "1000"]', ['- parallel: [{ stop: server }, { stop: server }, { steps: [{ stop: server }, { start: server }] }]', LIVES, '- stop: server', '- stop: server']);
    assert.deepEqual([errors(run), startsAndStops(run)], [[], [2, 2]]);
  });

  it('a signal that would end a paused one comes when it goes on: it is not waited for, and that end is on purpose', async () => {
    const run = await ran('command: [sleep, "1000"]', ['- pause: server', '- signal: { service: server, signal: SIGTERM }', LIVES, '- resume: server', '- wait_for: { exited: server }']);
    assert.deepEqual([errors(run), startsAndStops(run)], [[], [1, 1]]);
    assert.deepEqual(run.of('service.stopped').map(({ signal, expected }) => [signal, expected]), [['SIGTERM', true]]);
  });

  it('a paused one stays paused while it is waited for, and is killed as any other', async () => {
    const run = await ran(`${COMMAND}, ready: { log: up }`, ['- pause: server', '- wait_for: { service: server, log: up }', STANDS, '- signal: { service: server, signal: SIGKILL }', '- wait_for: { exited: server }']);
    assert.deepEqual([errors(run), startsAndStops(run)], [[], [1, 1]]);
  });
});
