import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Bed } from '../../supervisor/bed';
import { RealRun } from './real-run';

const node = JSON.stringify(process.execPath);

describe('engine life: what a service may ask for', function () {
  if (process.platform === 'win32') return;
  let bed: Bed;
  beforeEach(() => (bed = new Bed()));
  afterEach(() => bed.dispose());

  const started = async (yaml: string): Promise<RealRun> => {
    const run = new RealRun(bed, yaml);
    await run.run();
    return run;
  };
  const outcome = (run: RealRun) => run.of('test_case.finished').map((event) => event.outcome).join();
  const errors = (run: RealRun) => run.of('test_case.error').map(({ kind, message }) => `${kind}: ${message}`);

  it('is ready when its command succeeds, its file is there and its port is taken, without a connection to it', async () => {
    const run = await started(`
tests:
  - name: one
    services:
      server:
        command: [${node}, -e, "const net = require('net'), fs = require('fs'), [port, dir] = process.argv.slice(1); const server = net.createServer(() => console.log('connected')); server.listen(+port, '127.0.0.1', () => { fs.writeFileSync(dir + '/up', ''); fs.writeFileSync(dir + '/ok', '') })", "\${{ services.server.ports.tcp }}", "\${{ services.server.dir }}"]
        ports: { tcp: auto }
        env: { HERE: yes }
        ready: { listening: tcp, file: "\${{ services.server.dir }}/up", exec: "test -f '\${{ services.server.dir }}/ok' && test $HERE = yes", interval: 10ms }
    steps:
      - wait_for: { service: server, listening: server.tcp, exec: [test, -n, "\${{ run.id }}"] }
    assertions: [{ log_absent: { service: server, text: connected } }]
`);
    assert.deepEqual([outcome(run), errors(run)], ['passed', []]);
  });

  it('has its ports in a row, and those of a list, by their names in expressions and probes', async () => {
    const run = await started(`
tests:
  - name: one
    services:
      server:
        command: [${node}, -e, "for (const port of process.argv.slice(1)) require('net').createServer().listen(+port, '127.0.0.1')", "\${{ services.server.ports.media }}", "\${{ services.server.ports.media[1] }}", "\${{ services.server.ports['media[2]'] }}"]
        ports: { media: auto*3 }
        ready: { tcp: 'media[2]', listening: 'server.media[1]' }
      listed:
        command: [${node}, -e, "for (const port of process.argv.slice(1)) require('net').createServer().listen(+port, '127.0.0.1')", '\${{ services.listed.ports["4443"] }}']
        ports: ["auto:4443/tcp", "80"]
        ready: { tcp: 4443 }
    steps:
      - wait_for: { tcp: listed.4443 }
      - run: test \${{ services.server.ports.media[0] }} -eq $((\${{ services.server.ports.media[2] }} - 2)) && test \${{ services.listed.ports["80"] }} -ge 20000
`);
    assert.deepEqual([outcome(run), errors(run)], ['passed', []]);
    const portsOf = (service: string) => run.of('service.ready').filter((event) => event.service === service).map(({ ports }) => Object.keys(ports));
    assert.deepEqual([portsOf('server'), portsOf('listed')], [[['media', 'media[1]', 'media[2]']], [['80', '4443']]]);
  });

  it('finds the folders of all services when it starts, and people that of a test none of whose could', async () => {
    const run = await started(`
tests:
  - name: one
    services:
      a: { command: "test -d \${{ services.a.dir }} && test -d \${{ services.b.dir }} && echo up && exec sleep 60", ready: { log: up } }
      b: { command: "exec sleep 60", depends_on: [a] }
    steps: [{ wait: 1ms }]
  - { name: none, services: { server: { command: [no-such-program] } }, steps: [{ wait: 1ms }] }
  - { name: not even tried, services: { server: { command: [no-such-program], tty: true } }, steps: [{ wait: 1ms }] }
`);
    assert.equal(outcome(run), 'passed,error,error');
    for (const { test, dir } of run.of('test_case.started')) assert.ok(existsSync(path.join(run.dir, dir, 'services')), test);
  });

  it('that the last step killed has died before the verdict', async () => {
    const run = await started(`
tests:
  - name: one
    matrix: { n: [1, 2, 3, 4, 5, 6, 7, 8] }
    services: { server: { command: [sleep, "60"] } }
    steps: [{ run: [kill, "-9", "\${{ services.server.pid }}"] }]
`);
    assert.equal(outcome(run), 'error,error,error,error,error,error,error,error');
  });

  it('is stopped by its command, which knows its pid, as its readiness does', async () => {
    const run = await started(`
tests:
  - name: one
    services:
      server:
        command: "trap '' TERM; trap 'exit 0' USR1; echo up; while :; do sleep 0.02; done"
        ready: { log: up, exec: [kill, "-0", "\${{ services.server.pid }}"] }
        stop: { command: "echo $HERE; kill -USR1 \${{ services.server.pid }}", grace: 1m }
        env: { HERE: there }
    steps: [{ stop: server }, { start: server }]
`);
    assert.deepEqual([outcome(run), errors(run)], ['passed', []]);
    assert.deepEqual(run.of('service.stopped').map(({ exit_code, killed, expected }) => [exit_code, killed, expected]), [[0, false, true], [0, false, true]]);
    assert.deepEqual(run.of('service.warning'), []);
    const [started_] = run.of('test_case.started');
    assert.equal(readFileSync(path.join(run.dir, started_?.dir ?? '', 'services/server.stop.log'), 'utf8'), 'there\nthere\n');
  });

  it('is stopped by signals when its command fails, hangs or is not there, and by SIGKILL when it does not hear them; each is told as a warning', async () => {
    const run = await started(`
defaults:
  service: { command: "echo up; exec sleep 60", ready: { log: up } }
tests:
  - { name: fails, services: { server: { stop: { command: "echo no way >&2; exit 3", grace: 1m } } }, steps: [{ wait: 1ms }] }
  - { name: hangs, services: { server: { stop: { command: [sleep, "60"], grace: 200ms } } }, steps: [{ wait: 1ms }] }
  - { name: is missing, services: { server: { stop: { command: [no-such-program], grace: 1m } } }, steps: [{ wait: 1ms }] }
  - { name: does nothing, services: { server: { stop: { command: [true], grace: 3s } } }, steps: [{ wait: 1ms }] }
  - { name: does not hear, services: { server: { command: "trap '' TERM; echo up; while :; do sleep 0.02; done", stop: { grace: 200ms } } }, steps: [{ wait: 1ms }] }
`);
    assert.equal(outcome(run), 'passed,passed,passed,passed,passed');
    assert.deepEqual(run.of('service.warning').map(({ test, message, source }) => [test, message, source?.path.split('services.')[1]]), [
      ['fails', 'Its stop command ended with exit code 3: no way; it is stopped by signals', 'server.stop.command'],
      ['hangs', 'Its stop command took longer than its time limit of 200 ms; it is stopped by signals', 'server.stop.command'],
      ['is missing', "There is no program 'no-such-program' in PATH; it is stopped by signals", 'server.stop.command'],
      ['does not hear', 'server did not end within 200 ms of SIGTERM: it was ended with SIGKILL', 'server.stop'],
    ]);
    assert.deepEqual(run.of('service.stopped').map(({ signal, killed }) => [signal, killed]), [['SIGTERM', false], ['SIGTERM', false], ['SIGTERM', false], ['SIGTERM', false], ['SIGKILL', true]]);
  });

  it('runs at a terminal: it sees one, is asked and paused past it, and its exit code is its own', async () => {
    const run = await started(`
tests:
  - name: one
    services:
      server:
        command: [${node}, -e, "process.on('SIGUSR1', () => console.log('usr1')).on('SIGTERM', () => process.exit(7)); console.log([0, 1, 2].map((fd) => require('tty').isatty(fd)).join(), process.stdout.columns, process.env.SHELL, process.argv[1]); process.stdout.write('name? '); setInterval(() => console.log('tick'), 20)", "it's"]
        env: { SHELL: /bin/any }
        tty: true
        ready: { log: 'name[?] ', exec: [kill, "-0", "\${{ services.server.pid }}"] }
      ending: { command: "echo to stderr >&2; tty; exit 3", tty: true, expect_exit: 3 }
    steps:
      - signal: { service: server, signal: SIGUSR1 }
      - wait_for: { service: server, log: usr1 }
      - pause: server
      - wait: 100ms
      - { id: on, resume: server }
      - wait_for: { service: server, log: tick, since: on }
      - stop: server
    assertions:
      - log_contains: { service: server, stream: stdout, text: "true,true,true 80 /bin/any it's" }
      - exit_code: { service: server, equals: 7 }
      - log_contains: { service: ending, stream: stdout, text: to stderr }
      - log_contains: { service: ending, pattern: '/dev/(pts|tty)' }
`);
    assert.deepEqual([outcome(run), errors(run), run.of('assertion.failed')], ['passed', [], []]);
    assert.deepEqual(run.of('service.warning'), []);
  });

  it('at a terminal: what does not hear is killed with all it started, a signal is told as a shell tells it', async () => {
    const run = await started(`
defaults:
  service: { tty: true, command: "trap '' TERM HUP; sleep 1000 & echo up $$ $!; while :; do sleep 0.02; done", ready: { log: up }, stop: { grace: 100ms } }
tests:
  - { name: stopped, services: { server: {} }, steps: [{ wait: 1ms }] }
  - { name: killed, services: { server: {} }, steps: [{ signal: { service: server, signal: SIGKILL } }], assertions: [{ exit_code: { service: server, equals: 137 } }] }
  - { name: missing, services: { server: { env: { PATH: /nowhere }, command: [/bin/echo] } } }
`);
    assert.equal(outcome(run), 'passed,passed,error');
    assert.match(errors(run).join(), /`tty: true` needs the program 'script'.*There is no program 'script' in PATH/);
    assert.deepEqual(bed.tagged(), []);
  });

  it('says of each what is missing when the time is over', async () => {
    const run = await started(`
tests:
  - name: one
    services:
      server: { command: sleep 60, ports: { x: auto }, ready: { listening: x, file: no-such-file, exec: "echo not yet; exit 3", timeout: 3s, interval: 20ms } }
`);
    const [message = ''] = errors(run);
    assert.match(message, /^timeout: Waiting for server took longer than its time limit of 3 s/);
    for (const part of [/nobody listens on port \d+/, /echo not yet; exit 3 does not succeed: exit code 3: not yet/, /the file .*no-such-file is not there/]) assert.match(message, part);
  });

  it('is restarted after a failure, waiting twice as long each time, ready again each time', async () => {
    const run = await started(`
tests:
  - name: one
    services:
      server:
        command: "echo start >> \${{ services.server.dir }}/starts; [ $(wc -l < \${{ services.server.dir }}/starts) -ge 3 ] || exit 7; echo up; sleep 60"
        restart: { on_failure: true, max: 3, backoff: 20ms }
        ready: { log: up }
    steps: [{ signal: { service: server, signal: SIGTERM } }]
`);
    assert.deepEqual([outcome(run), errors(run)], ['passed', []]);
    assert.deepEqual(run.of('service.restarting').map(({ start, delay_ms, reason }) => [start, delay_ms, reason]), [
      [2, 20, 'server ended before it was ready: exit code 7'], [3, 40, 'server ended before it was ready: exit code 7'],
    ]);
    assert.deepEqual(run.of('service.starting').map(({ start }) => start), [1, 2, 3]);
    assert.equal(run.of('service.stopped').length, 3);
    assert.equal(run.of('service.ready').length, 1);
  });

  it('that crashes while the steps run comes back on its ports; a killed one is restarted, too', async () => {
    const run = await started(`
tests:
  - name: one
    services:
      server:
        command: [${node}, -e, "require('http').createServer((q, a) => { if (q.url === '/crash') process.exit(9); a.end(String(process.pid)) }).listen(+process.argv[1], '127.0.0.1', () => console.log('up'))", "\${{ services.server.ports.http }}"]
        ports: { http: auto }
        ready: { log: up }
        restart: { on_failure: true, backoff: 10ms }
    steps:
      - http: { url: "http://127.0.0.1:\${{ services.server.ports.http }}/crash" }
        continue_on_failure: true
      - wait_for: { http: "http://127.0.0.1:\${{ services.server.ports.http }}/", timeout: 10s }
    assertions: [{ service_running: { service: server } }]
    expect_outcome: failed
`);
    assert.equal(outcome(run), 'passed', errors(run).join('\n'));
    assert.deepEqual(run.of('service.restarting').map(({ reason }) => reason), ['server ended before the test did: exit code 9']);
    // It may answer, and the test be over, before its readiness has been seen.
    assert.deepEqual(run.of('service.starting').map(({ start, ports }) => [start, ports]), [1, 2].map((start) => [start, run.of('service.ready')[0]?.ports]));
  });

  it('that has no restarts left is an error; one that ends with code 0 is not restarted', async () => {
    const run = await started(`
tests:
  - { name: crashes, services: { server: { command: "echo oh no; exit 3", restart: { on_failure: true, max: 2, backoff: 1ms }, ready: { log: up } } } }
  - { name: ends, services: { server: { command: "sleep 0.1", restart: on_failure } }, steps: [{ wait: 20s }] }
`);
    assert.equal(outcome(run), 'error,error');
    assert.deepEqual(errors(run), ['service: server ended before it was ready: exit code 3, after 2 of 2 restarts: oh no', 'service: server ended before the test did: exit code 0']);
    assert.match(run.of('service.error')[0]?.message ?? '', /, after 2 of 2 restarts$/);
    assert.deepEqual(run.of('service.restarting').length, 2);
  });

  it('that waits for its restart is stopped with the test', async () => {
    const run = await started(`
tests:
  - { name: one, services: { server: { command: "sleep 0.05; exit 1", restart: { on_failure: true, backoff: 1h } } }, steps: [{ wait_for: { service: server, log: never, timeout: 10s }, always: true }, { wait: 100ms }], expect_outcome: error }
`);
    assert.deepEqual(run.of('service.starting').length, 1);
  });

  it('finds its files, also those made from templates, whose expressions are replaced', async () => {
    mkdirSync(path.join(bed.file('run'), '..', 'templates'), { recursive: true });
    writeFileSync(path.join(bed.file('run'), '..', 'templates', 'app.tmpl'), 'listen ${{ services.server.ports.http }};\nraw $${{ }}\n');
    const run = await started(`
tests:
  - name: one
    services:
      server:
        command: "cat app.conf sub/port.txt; sleep 60"
        cwd: "\${{ services.server.dir }}"
        ports: { http: auto }
        files: { app.conf: { from: templates/app.tmpl }, sub/port.txt: "port=\${{ services.server.ports.http }} 1.10" }
        ready: { log: 1\\.10 }
`);
    assert.deepEqual([outcome(run), errors(run)], ['passed', []]);
    const port = run.of('service.ready')[0]?.ports['http'];
    const log = path.join(run.dir, run.of('test_case.started')[0]?.dir ?? '', 'services/server.stdout.log');
    assert.equal(readFileSync(log, 'utf8'), `listen ${port};\nraw \${{ }}\nport=${port} 1.10`);
  });

  it('whose template is missing, or names what is not there, is an error at its line', async () => {
    writeFileSync(path.join(bed.file('run'), '..', 'bad.tmpl'), 'x ${{ matrix.nothing }}');
    const run = await started(`
tests:
  - { name: missing, services: { server: { command: sleep 60, files: { a: { from: no-such.tmpl } } } } }
  - { name: bad, services: { server: { command: sleep 60, files: { a: { from: bad.tmpl } } } } }
`);
    assert.equal(outcome(run), 'error,error');
    assert.match(errors(run)[0] ?? '', /The file a of server cannot be written: ENOENT.*no-such\.tmpl/);
    assert.match(errors(run)[1] ?? '', /no "matrix.nothing" here/);
    assert.deepEqual(run.of('test_case.error').map(({ source }) => source?.path), ['tests[0].services.server.files.a', 'tests[1].services.server.files.a']);
  });

  it('has to have ended by itself where it says so', async () => {
    const run = await started(`
tests:
  - { name: still runs, services: { client: { command: sleep 60, expect_exit: { code: 0, by: end } } }, steps: [{ wait: 1ms }] }
  - { name: ended, services: { client: { command: "exit 4", expect_exit: { code: [0, 4], by: end } } }, steps: [{ wait_for: { exited: client } }] }
`);
    assert.equal(outcome(run), 'error,passed');
    assert.deepEqual(errors(run), ['service: client is still running at the end of the test, though its expect_exit says `by: end`']);
  });

  it('dead before it is ready is told long before its time limit, with its last 20 lines', async () => {
    const run = await started(`
tests:
  - { name: one, services: { server: { command: "seq 1 30; exit 1", ready: { log: never, timeout: 20s } } } }
`);
    const [error] = run.of('service.error');
    assert.deepEqual(error?.last_lines, Array.from({ length: 20 }, (_, index) => String(index + 11)));
    const started_at = Date.parse(run.of('service.starting')[0]?.time ?? '');
    assert.ok(Date.parse(error?.time ?? '') - started_at < 15_000, 'well before its time limit');
  });
});
