import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Bed, isRunning, obedient, stubborn } from '../../supervisor/bed';
import { RealRun } from './real-run';

const node = JSON.stringify(process.execPath);
const server = `
    services:
      server:
        command: [${node}, -e, "require('http').createServer((q, a) => a.end('hello ' + process.pid)).listen(+process.argv[1], '127.0.0.1', () => console.log('listening'))", "\${{ services.server.ports.http }}"]
        ports: { http: auto }
        ready: { log: listening, tcp: http }`;

describe('engine life: with real processes', function () {
  if (process.platform === 'win32') return;
  let bed: Bed;
  beforeEach(() => (bed = new Bed()));
  afterEach(() => bed.dispose());

  it('a service is started, asked, crashed, started again on its port, and stopped; its files are collected', async () => {
    const run = new RealRun(bed, `
name: real
tests:
  - name: one${server}
    steps:
      - http: { url: "http://127.0.0.1:\${{ services.server.ports.http }}/" }
      - signal: { service: server, signal: SIGKILL }
      - start: server
      - http: { url: "http://127.0.0.1:\${{ services.server.ports.http }}/", expect: { body: { contains: "hello \${{ services.server.pid }}" } } }
    assertions:
      - service_running: { service: server }
      - log_contains: { service: server, text: listening }
    artifacts: [services/*.log]
`);
    assert.equal(await run.run(), 'passed', JSON.stringify(run.of('test_case.error')));
    const [first, second] = run.of('service.starting');
    assert.deepEqual(first?.ports, second?.ports);
    assert.deepEqual(run.of('service.stopped').map(({ expected, signal }) => ({ expected, signal })), [{ expected: true, signal: 'SIGKILL' }, { expected: true, signal: 'SIGTERM' }]);
    const log = path.join(run.dir, first?.test === undefined ? '' : run.of('test_case.started')[0]?.dir ?? '', 'services/server.stdout.log');
    assert.equal(readFileSync(log, 'utf8'), 'listening\nlistening\n');
    assert.deepEqual(run.of('service.output').map(({ from, to, lines }) => ({ from, to, lines })), [{ from: 0, to: 10, lines: 1 }, { from: 10, to: 20, lines: 1 }]);
    assert.deepEqual(run.of('test_case.results_collected')[0]?.artifacts, ['services/server.stderr.log', 'services/server.stdout.log']);
    assert.deepEqual(bed.tagged(), []);
  });

  it('a service that ends on its own is found at once, though a step would wait for long', async () => {
    const run = new RealRun(bed, `
name: real
tests:
  - name: one
    services:
      server: { command: "sleep 0.1; echo out of memory >&2; exit 9" }
    steps: [{ wait: 100s }]
`);
    assert.equal(await run.run(), 'error');
    assert.deepEqual(run.of('test_case.error').map(({ kind, message }) => ({ kind, message })), [{ kind: 'service', message: 'server ended before the test did: exit code 9: out of memory' }]);
  });

  it('tests without steps last until the services with expect_exit have ended', async () => {
    const run = new RealRun(bed, `
name: real
tests:
  - name: one
    services:
      job: { command: "echo done", expect_exit: 0 }
    assertions: [{ log_contains: { service: job, text: done } }, { exit_code: { service: job, equals: 0 } }]
`);
    assert.equal(await run.run(), 'passed', JSON.stringify(run.of('test_case.error')));
    assert.deepEqual(run.of('service.stopped').map(({ exit_code, expected }) => ({ exit_code, expected })), [{ exit_code: 0, expected: true }]);
    assert.equal(run.of('service.stopping').length, 0, 'nothing is left to stop');
  });

  it('stopped once: a grandchild that ignores SIGTERM is gone, and the end says that it was killed', async () => {
    const run = new RealRun(bed, `
name: real
tests:
  - name: one
    services:
      server: { command: ${JSON.stringify(`(${stubborn(bed.file('pid'))}) & wait`)}, stop: { grace: 100ms } }
    steps: [{ wait: 100s }]
  - name: two
`);
    const ended = run.run();
    await run.seen('step.started');
    const pid = await bed.pidIn('pid');
    run.cancel();
    assert.equal(await ended, 'cancelled');
    assert.equal(isRunning(pid), false);
    assert.deepEqual(bed.tagged(), []);
    assert.deepEqual(run.of('service.stopped').map(({ killed }) => killed), [true]);
    assert.deepEqual(run.of('test_case.finished').map(({ outcome }) => outcome), ['cancelled', 'cancelled']);
  });

  it('stopped twice: nobody waits for the grace period', async () => {
    const run = new RealRun(bed, `
name: real
tests:
  - name: one
    services:
      server: { command: ${JSON.stringify(stubborn(bed.file('pid')))}, stop: { grace: 1000s } }
    steps: [{ run: ${JSON.stringify(stubborn(bed.file('step')))} }]
`);
    const ended = run.run();
    const pids = [await bed.pidIn('pid'), await bed.pidIn('step')];
    run.cancel();
    run.cancel();
    assert.equal(await ended, 'cancelled');
    assert.deepEqual(pids.filter(isRunning), []);
    assert.deepEqual(bed.tagged(), []);
  });

  it('stopped after whichever event: nothing survives, and everything announced has its end', async () => {
    for (let after = 1; after <= 16; after += 1) {
      const here = new Bed();
      try {
        const run = new RealRun(here, `
name: real
tests:
  - name: one
    services:
      server: { command: ${JSON.stringify(stubborn(here.file('pid')))}, ready: { delay: 10ms }, stop: { grace: 20ms } }
      client: { command: "echo done; exec sleep 1000", depends_on: [server] }
    steps: [{ run: ${JSON.stringify(obedient(here.file('step')))}, timeout: 300ms }]
  - name: two
`);
        run.events.registerObserver('**', ({ seq }) => {
          if (seq === after) run.cancel();
        });
        await run.run();
        assert.deepEqual(here.tagged(), [], `cancelled after event ${after}`);
        assert.deepEqual(run.of('test_case.finished').length, 2);
        assert.equal(run.of('service.stopped').length, run.of('service.starting').length);
        assert.equal(run.of('step.finished').length, run.of('step.started').length);
        assert.equal(run.of('network.teardown_complete').length, run.of('network.setup_started').length);
      } finally {
        await here.dispose();
      }
    }
  });

  it('the supervisor killed: the run ends in error and nothing survives', async () => {
    const run = new RealRun(bed, `
name: real
tests:
  - name: one
    services:
      server: { command: ${JSON.stringify(stubborn(bed.file('pid')))} }
    steps: [{ run: ${JSON.stringify(stubborn(bed.file('step')))} }]
  - name: two
`);
    const ended = run.run();
    const pids = [await bed.pidIn('pid'), await bed.pidIn('step')];
    const supervisor = run.processes?.pid;
    assert.ok(supervisor);
    process.kill(supervisor, 'SIGKILL');
    assert.equal(await ended, 'error');
    assert.deepEqual(pids.filter(isRunning), []);
    assert.deepEqual(bed.tagged(), []);
    assert.deepEqual(run.of('test_case.finished').map(({ outcome }) => outcome), ['error', 'cancelled']);
    assert.equal(run.of('experiment.error')[0]?.kind, 'internal');
  });

  it('what left its session is found after its test, and named', async () => {
    const escape = `${node} -e "require('child_process').spawn('/bin/sh', ['-c', process.argv[1]], { detached: true, stdio: 'ignore' }).unref()" ${JSON.stringify(stubborn(bed.file('pid')))}`;
    const run = new RealRun(bed, `
name: real
tests:
  - name: one
    steps: [{ run: ${JSON.stringify(escape)} }, { run: "until [ -s '${bed.file('pid')}' ]; do sleep 0.02; done" }]
`);
    await run.run();
    assert.equal(isRunning(await bed.pidIn('pid')), false);
    assert.deepEqual(run.of('leftover.found').map(({ test, ended }) => ({ test: test !== undefined, ended })), [{ test: true, ended: true }]);
  });

  it('200,000 lines written fast: every byte is told of, in few events', async () => {
    const run = new RealRun(bed, `
name: real
tests:
  - name: one
    services:
      flood: { command: "seq 1 200000", expect_exit: 0 }
`);
    assert.equal(await run.run(), 'passed');
    const outputs = run.of('service.output');
    const expected = Array.from({ length: 200_000 }, (_, index) => `${index + 1}\n`).join('');
    assert.equal(readFileSync(path.join(run.dir, run.of('test_case.started')[0]?.dir ?? '', 'services/flood.stdout.log'), 'utf8'), expected);
    assert.equal(outputs.at(-1)?.to, expected.length);
    assert.equal(outputs.reduce((sum, { lines }) => sum + lines, 0), 200_000);
    outputs.forEach(({ from }, index) => assert.equal(from, outputs[index - 1]?.to ?? 0));
    // However busy the machine is: a piece that is worth it, or time that has passed.
    for (const [index, { time, from, to }] of outputs.slice(0, -1).entries()) {
      const next = outputs[index + 1];
      // Their times are whole milliseconds of a clock that may be set; the last tells what was left at the end.
      if (next !== outputs.at(-1)) assert.ok(to - from >= 4 << 20 || Date.parse(next?.time ?? '') - Date.parse(time) >= 45, `${outputs.length} events`);
    }
  });
});
