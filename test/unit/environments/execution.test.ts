import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Bed } from '../supervisor/bed';
import { RealRun } from '../engine/life/real-run';

const node = JSON.stringify(process.execPath);
const server = "console.log('pid', process.pid); process.on('SIGUSR1', () => console.log('heard')); process.on('SIGTERM', () => process.exit(7)); require('fs').readFileSync('/etc/hostname'); setInterval(() => {}, 1000); console.log('ready')";

/** A test whose one service `server` runs in this environment. */
const file = (environment: string, rest: string) => `
name: environments
tests:
  - name: one
    execution_environment: ${environment}
    services:
      server: { command: [${node}, -e, ${JSON.stringify(server)}], ready: { log: "^ready$" } }
${rest}`;

/** What the service printed, and what was found. */
const outputOf = (run: RealRun) => readFileSync(path.join(run.dir, run.of('test_case.started')[0]?.dir ?? '', 'services/server.stdout.log'), 'utf8');
const metricsOf = (run: RealRun) => Object.fromEntries(run.of('metric.recorded').map(({ name, value }) => [name, value]));
const artifact = (run: RealRun, name: string) => readFileSync(path.join(run.dir, run.of('test_case.started')[0]?.dir ?? '', 'artifacts', name), 'utf8');

describe('execution environments with real processes', function () {
  if (process.platform !== 'linux') return;
  let bed: Bed;
  beforeEach(() => (bed = new Bed()));
  afterEach(() => bed.dispose());

  it('strace: signals, pid and exit code are the service\'s own; calls are counted, and assertions can use them', async () => {
    const run = new RealRun(bed, file('strace', `
    steps:
      - signal: { service: server, signal: SIGUSR1 }
      - wait_for: { service: server, log: heard }
      - stop: server
    assertions:
      - exit_code: { service: server, equals: 7 }
      - metric: { name: server.syscalls, above: 100 }
      - metric: { name: server.syscalls.openat, within: [1, 1000] }
`));
    assert.equal(await run.run(), 'passed', JSON.stringify(run.log.filter(({ type }) => /error|failed/.test(type))));
    assert.match(outputOf(run), new RegExp(`^pid ${run.of('service.ready')[0]?.pid}$`, 'm'), 'the pid is the service\'s own');
    const trace = artifact(run, 'server/strace.txt');
    assert.match(trace, /openat\(.*\/etc\/hostname/);
    assert.match(trace, /--- SIGUSR1/);
    assert.match(trace, /\+\+\+ exited with 7 \+\+\+/);
    assert.deepEqual(run.of('test_case.results_collected')[0]?.artifacts, ['server/strace.txt']);
    assert.equal(metricsOf(run)['server.syscalls'], trace.split('\n').filter((line) => /^\d+ +[\d:.]+ [a-z]\w*\(/.test(line)).length);
    assert.deepEqual(bed.tagged(), []);
  });

  it('strace: a killed service has its trace up to then, one started again goes on in it, and nothing is left', async () => {
    const run = new RealRun(bed, file('[{ type: strace, plugin_config: { args: [-e, trace=openat] } }]', `
    steps:
      - signal: { service: server, signal: SIGKILL }
      - start: server
`));
    assert.equal(await run.run(), 'passed', JSON.stringify(run.log.filter(({ type }) => /error|failed/.test(type))));
    const trace = artifact(run, 'server/strace.txt');
    assert.match(trace, /\+\+\+ killed by SIGKILL \+\+\+[^]*\/etc\/hostname[^]*\+\+\+ exited with 7/);
    assert.deepEqual(Object.keys(metricsOf(run)), ['server.syscalls', 'server.syscalls_failed', 'server.syscalls.openat']);
    assert.deepEqual(bed.tagged(), []);
  });

  it('a program that is not installed is named before anything starts', async () => {
    const run = new RealRun(bed, file('{ type: strace, plugin_config: { command: no-such-strace } }', ''));
    assert.equal(await run.run(), 'error');
    assert.deepEqual(run.of('execution.environment_error').map(({ environment, message }) => [environment, message]),
      [['strace', "strace needs the program 'no-such-strace': there is no program 'no-such-strace' in PATH"]]);
    assert.equal(run.of('service.starting').length, 0);
  });
});
