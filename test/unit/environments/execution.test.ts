import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ResourceObserver } from '../../../src/observers';
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
const outputOf = (run: RealRun, service = 'server') => readFileSync(path.join(run.dir, run.of('test_case.started')[0]?.dir ?? '', `services/${service}.stdout.log`), 'utf8');
const metricsOf = (run: RealRun) => Object.fromEntries(run.of('metric.recorded').map(({ name, value }) => [name, value]));
const artifact = (run: RealRun, name: string) => readFileSync(path.join(run.dir, run.of('test_case.started')[0]?.dir ?? '', 'artifacts', name), 'utf8');

describe('execution environments with real processes', function () {
  if (process.platform !== 'linux') return;
  let bed: Bed;
  beforeEach(() => (bed = new Bed()));
  afterEach(() => bed.dispose());

  it('resource: what a service and its children use is told while it runs, and summed up for who listens', async () => {
    const busy = "require('child_process').spawn('sleep', ['1000']); const hoard = Buffer.alloc(50_000_000, 1); setInterval(() => hoard.fill(2), 5)";
    const run = new RealRun(bed, `
observers: { resource: { interval: 50ms } }
tests:
  - name: one
    services: { server: { command: [${node}, -e, ${JSON.stringify(busy)}] } }
    steps: [{ wait: 10m }]
`);
    const resources = new ResourceObserver();
    run.events.registerObserver(resources.interests(), resources);
    run.events.registerObserver('resource.sampled', () => {
      const [server] = resources.snapshot();
      if (server !== undefined && server.samples.length >= 3 && server.latest.processes >= 2 && server.peak_memory_bytes > 50_000_000) run.cancel();
    });
    assert.equal(await run.run(), 'cancelled');
    const [server, ...others] = resources.snapshot();
    assert.deepEqual(others, []);
    assert.deepEqual([server?.test, server?.service, server?.latest.start], [run.of('test_case.started')[0]?.test, 'server', 1]);
    const seconds = server?.samples.map(({ cpu_seconds }) => cpu_seconds) ?? [];
    assert.deepEqual(seconds, [...seconds].sort((a, b) => a - b), 'time only grows');
    const after = run.log.slice(run.log.findIndex(({ type }) => type === 'service.stopped'));
    assert.ok(!after.some(({ type }) => type === 'resource.sampled'), 'nothing of a service that has stopped');
  });

  it('strace: signals, pid and exit code are the service\'s own; calls are counted, and assertions can use them', async () => {
    const run = new RealRun(bed, file('strace', `
    steps:
      - signal: { service: server, signal: SIGUSR1 }
      - wait_for: { service: server, log: heard }
      - stop: server
    assertions:
      - exit_code: { service: server, equals: 7 }
      - metric: { name: server.syscalls, above: 100 }
      - { type: performance_metric, service: server, metric: syscalls, expected: "> 100" }
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
    assert.deepEqual(Object.keys(metricsOf(run)).filter((name) => name.includes('syscalls')), ['server.syscalls', 'server.syscalls_failed', 'server.syscalls.openat']);
    assert.deepEqual(bed.tagged(), []);
  });

  it('command_prefix: signals and stops go past a program that stays, to the service below, and its end is the prefix\'s', async () => {
    const prefix = `{ type: command_prefix, plugin_config: { command: [/bin/sh, -c, ${JSON.stringify("trap 'echo hit; exit 99' USR1 TERM; \"$@\"; exit $?")}, prefix] } }`;
    const run = new RealRun(bed, file(`[{ type: command_prefix, plugin_config: { command: nice, args: [-n, 3] } }, ${prefix}, strace]`, `
    steps:
      - signal: { service: server, signal: SIGUSR1 }
      - wait_for: { service: server, log: heard }
      - stop: server
    assertions:
      - exit_code: { service: server, equals: 7 }
      - log_absent: { service: server, text: hit }
`));
    assert.equal(await run.run(), 'passed', JSON.stringify(run.log.filter(({ type }) => /error|failed/.test(type))));
    assert.match(outputOf(run), new RegExp(`^pid ${run.of('service.ready')[0]?.pid}$`, 'm'), 'the pid is that of the service');
    assert.doesNotMatch(artifact(run, 'server/strace.txt'), /proc\/self\/stat.*\n.*read/, 'the trace begins with the service');
    assert.equal(run.of('service.stopped')[0]?.killed, false);
    assert.deepEqual(bed.tagged(), []);
  });

  it('command_prefix: a service that ignores its stop is killed with its prefix', async () => {
    const run = new RealRun(bed, `
name: environments
tests:
  - name: one
    execution_environment: { type: command_prefix, plugin_config: { command: [/bin/sh, -c, '"$@"; exit 3', prefix] } }
    services:
      server: { command: "trap '' TERM; echo up; while :; do sleep 0.1; done", ready: { log: up }, stop: { grace: 200ms } }
    steps: [ { wait: 10ms } ]
`);
    assert.equal(await run.run(), 'passed', JSON.stringify(run.log.filter(({ type }) => /error|failed/.test(type))));
    assert.equal(run.of('service.stopped')[0]?.killed, true);
    assert.deepEqual(bed.tagged(), []);
  });

  it('usage: CPU time of all processes is exact to the hundredth, also of a service that ends by itself; memory has its peak', async () => {
    const tell = 'const { user, system } = process.cpuUsage(); console.log((user + system) / 1e6)';
    const burn = `for (const end = process.cpuUsage().user + 300e3; process.cpuUsage().user < end;) for (let i = 0; i < 1e6; i++);`;
    const run = new RealRun(bed, `
name: environments
tests:
  - name: one
    execution_environment: { type: usage, plugin_config: { interval: 100ms } }
    services:
      worker:
        command: [${node}, -e, "${burn} require('child_process').spawnSync(process.execPath, ['-e', '${burn} ${tell}'], { stdio: 'inherit' }); ${tell}"]
        expect_exit: 0
      eater:
        command: [${node}, -e, "const b = Buffer.alloc(200e6, 1); console.log('full'); setInterval(() => b[0], 1000)"]
        ready: { log: full }
    steps: [ { wait_for: { exited: worker, timeout: 60s } } ]
    assertions:
      - metric: { name: eater.peak_memory_bytes, above: 200000000 }
`);
    assert.equal(await run.run(), 'passed', JSON.stringify(run.log.filter(({ type }) => /error|failed/.test(type))));
    assert.deepEqual(Object.keys(metricsOf(run)), ['worker.cpu_seconds', 'worker.peak_memory_bytes', 'eater.cpu_seconds', 'eater.peak_memory_bytes']);
    const told = outputOf(run, 'worker').trim().split('\n').map(Number);
    const seconds = metricsOf(run)['worker.cpu_seconds'] ?? 0;
    const sum = told.reduce((all, one) => all + one, 0);
    assert.ok(told.length === 2 && seconds > sum - 0.03 && seconds < sum + 0.3, `${seconds} s measured, ${told.join(' + ')} s told`);
    const samples = artifact(run, 'worker/usage.csv').trim().split('\n').map((line) => line.split(','));
    assert.deepEqual(samples[0], ['start', 'elapsed_ms', 'cpu_seconds', 'memory_bytes', 'processes']);
    assert.ok(samples.length > 4 && samples.some(([, , , , processes]) => processes === '2'), 'sampled over time, its child too');
    assert.deepEqual(samples.slice(1).map(([, , cpu]) => Number(cpu)), samples.slice(1).map(([, , cpu]) => Number(cpu)).sort((a, b) => a - b), 'CPU time never falls');
  });

  it('usage: is there by default, and leaves two metrics and no file', async () => {
    const run = new RealRun(bed, file('[]', '    steps: [ { wait: 50ms } ]\n'));
    assert.equal(await run.run(), 'passed');
    assert.deepEqual(Object.keys(metricsOf(run)), ['server.cpu_seconds', 'server.peak_memory_bytes']);
    assert.deepEqual(run.of('test_case.results_collected')[0]?.artifacts, []);
    const off = new RealRun(bed, file('{ type: usage, on: [] }', '    steps: [ { wait: 50ms } ]\n'));
    await off.run();
    assert.deepEqual(metricsOf(off), {});
  });

  const leaky = (config: string) => `
name: environments
tests:
  - name: one
    execution_environment: { type: memcheck, plugin_config: { ${config} } }
    services:
      worker: { command: [/bin/sh, -c, "exit 3"], expect_exit: 3 }
`;

  it('memcheck: errors are a metric, and fail the test where that is asked for; the exit code stays the service\'s own', async () => {
    const run = new RealRun(bed, leaky('args: [--leak-check=full, --show-leak-kinds=all, --errors-for-leak-kinds=all], fail_on_errors: true'));
    assert.equal(await run.run(), 'failed', JSON.stringify(run.log.filter(({ type }) => /error|failed/.test(type))));
    const errors = metricsOf(run)['worker.memcheck_errors'] ?? 0;
    assert.ok(errors > 0);
    assert.equal(run.of('service.stopped')[0]?.exit_code, 3);
    const [failed] = run.of('assertion.failed');
    assert.match(failed?.message ?? '', new RegExp(`^valgrind found ${errors} errors in worker: .*bytes in .*blocks`));
    assert.match(failed?.source.path ?? '', /execution_environment/);
    assert.match(run.of('test_case.results_collected')[0]?.artifacts[0] ?? '', /^worker\/memcheck\.\d+\.xml$/);
  });

  it('memcheck: one that is killed leaves nothing behind in the temporary folder', async () => {
    const run = new RealRun(bed, `
name: environments
tests:
  - name: one
    execution_environment: memcheck
    services:
      worker: { command: [/bin/sh, -c, "echo up; while :; do :; done"], ready: { log: up }, env: { TMPDIR: ${JSON.stringify(bed.dir)} } }
    steps: [{ signal: { service: worker, signal: SIGKILL } }]
`);
    assert.equal(await run.run(), 'passed', JSON.stringify(run.log.filter(({ type }) => /error|failed/.test(type))));
    assert.deepEqual(readdirSync(bed.dir).filter((name) => name.startsWith('vgdb')), []);
  });

  it('memcheck: a service without errors passes', async () => {
    const run = new RealRun(bed, leaky('fail_on_errors: true'));
    assert.equal(await run.run(), 'passed', JSON.stringify(run.log.filter(({ type }) => /error|failed/.test(type))));
    assert.equal(metricsOf(run)['worker.memcheck_errors'], 0);
    assert.deepEqual(run.of('assertion.passed').map(({ message }) => message), ['valgrind found no error in worker']);
  });

  it('perf_stat: counts where perf works, and is named where it does not', async () => {
    const run = new RealRun(bed, file('perf_stat', '    steps: [ { wait: 50ms } ]\n'));
    const works = spawnSync('perf', ['stat', '-e', 'task-clock', '--', 'true']).status === 0;
    assert.equal(await run.run(), works ? 'passed' : 'error', JSON.stringify(run.log.filter(({ type }) => /error|failed/.test(type))));
    if (works) assert.ok((metricsOf(run)['server.perf.page-faults'] ?? 0) > 0 && (metricsOf(run)['server.perf.task-clock'] ?? 0) > 0);
    else assert.match(run.of('execution.environment_error')[0]?.message ?? '', /perf/);
    assert.deepEqual(bed.tagged(), []);
  });

  it('perf_stat: one that is there and does not work is named before anything starts', async () => {
    const run = new RealRun(bed, file('{ type: perf_stat, plugin_config: { command: /bin/false } }', ''));
    assert.equal(await run.run(), 'error');
    assert.match(run.of('execution.environment_error')[0]?.message ?? '', /^\/bin\/false does not work on this machine/);
    assert.equal(run.of('service.starting').length, 0);
  });

  it('pid_namespace: what a service started ends with it, however it hid; signals, pid and exit code are the service\'s own', async () => {
    const daemons = "require('child_process').spawnSync('env', ['-i', 'setsid', '-f', 'setsid', '-f', 'sleep', process.argv[1]], { stdio: 'ignore' });";
    const seconds = String(1_000_000 + Math.floor(Math.random() * 1e9));
    const run = new RealRun(bed, `
tests:
  - name: one
    execution_environment: pid_namespace
    services:
      server: { command: [${node}, -e, ${JSON.stringify(daemons + server)}, "${seconds}"], ready: { log: "^ready$" } }
    steps:
      - run: pgrep -xf 'sleep ${seconds}'
      - signal: { service: server, signal: SIGUSR1 }
      - wait_for: { service: server, log: heard }
      - signal: { service: server, signal: SIGKILL }
      - run: pgrep -xf 'sleep ${seconds}'
        expect: { exit_code: 1 }
      - start: server
      - stop: server
    assertions: [ exit_code: { service: server, equals: 7 } ]
`);
    assert.equal(await run.run(), 'passed', JSON.stringify(run.log.filter(({ type }) => /error|failed/.test(type))));
    assert.deepEqual(run.of('service.stopped').map(({ exit_code, signal, expected }) => [exit_code, signal, expected]), [[null, 'SIGKILL', true], [7, null, true]]);
    assert.ok(outputOf(run).includes('pid 2\n'), 'it has a count of its own');
    assert.ok((run.of('service.ready')[0]?.pid ?? 0) > 2, 'we have that of the machine');
    assert.deepEqual(run.of('leftover.found'), []);
    assert.deepEqual(bed.tagged(), []);
  });

  it('pid_namespace: ends by a signal and exit codes are told as they are', async () => {
    const ends = ['kill -TERM $$', 'kill -SEGV $$', 'exit 0', 'exit 99', 'exit 255', 'exit 147'];
    const run = new RealRun(bed, `
tests:
${ends.map((end, n) => `  - { name: t${n}, execution_environment: pid_namespace, services: { s: { command: "sleep 0.1; ${end}; exit 1", expect_exit: { code: [0, 99, 255, 147] } } } }`).join('\n')}
`);
    await run.run();
    assert.deepEqual(run.of('service.stopped').map(({ exit_code, signal }) => signal ?? exit_code), ['SIGTERM', 'SIGSEGV', 0, 99, 255, 147]);
  });

  it('pid_namespace: where the kernel refuses, that is said before anything starts', async () => {
    const run = new RealRun(bed, file('{ type: pid_namespace, plugin_config: { args: [--no-such-option] } }', ''));
    assert.equal(await run.run(), 'error');
    assert.match(run.of('execution.environment_error')[0]?.message ?? '', /^unshare does not work on this machine: unshare: .*no-such-option/);
    assert.equal(run.of('service.starting').length, 0);
  });

  it('a program that is not installed is named before anything starts', async () => {
    const run = new RealRun(bed, file('{ type: strace, plugin_config: { command: no-such-strace } }', ''));
    assert.equal(await run.run(), 'error');
    assert.deepEqual(run.of('execution.environment_error').map(({ environment, message }) => [environment, message]),
      [['strace', "strace needs the program 'no-such-strace': there is no program 'no-such-strace' in PATH"]]);
    assert.equal(run.of('service.starting').length, 0);
  });
});
