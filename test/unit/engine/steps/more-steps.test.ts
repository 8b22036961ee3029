import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { reduceEvents } from '../../../../src/results';
import { Bed } from '../../supervisor/bed';
import { RealRun } from '../life/real-run';

const node = JSON.stringify(process.execPath);

describe('steps: what they may ask for', function () {
  if (process.platform === 'win32') return;
  let bed: Bed;
  beforeEach(() => (bed = new Bed()));
  afterEach(() => bed.dispose());

  const started = async (yaml: string): Promise<RealRun> => {
    const run = new RealRun(bed, yaml);
    await run.run();
    return run;
  };
  const told = (run: RealRun) => run.of('step.finished').map(({ step, outcome, tries }) => `${step} ${outcome} ${tries}`);
  const failures = (run: RealRun) => run.of('step.finished').flatMap((event) => event.failures.map(({ kind, message }) => `${kind}: ${message}`));
  const dirOf = (run: RealRun) => path.join(run.dir, run.of('test_case.started')[0]?.dir ?? '');

  it('are tried again until their expectations hold; the last try counts, all are logged', async () => {
    const run = await started(`
tests:
  - name: one
    steps:
      - id: grows
        run: "echo x >> \${{ test.dir }}/tries; n=$(wc -l < \${{ test.dir }}/tries); echo n=$n; [ $n -ge 3 ]"
        retry: { max: 5, delay: 1ms }
        capture: { n: 'n=(\\d+)' }
      - { id: never, run: "echo no; false", retry: { max: 2, delay: 1ms }, continue_on_failure: true }
      - { id: missing, run: [no-such-program-anywhere], retry: { max: 9, delay: 1ms } }
    assertions: [{ metric: { name: n, equals: 3 } }]
`);
    assert.deepEqual(told(run), ['grows passed 3', 'never failed 2', 'missing error 1']);
    assert.deepEqual(run.of('metric.recorded').map(({ name, value }) => [name, value]), [['n', 3]]);
    assert.deepEqual(run.of('step.finished')[0]?.logs?.filter((log) => log.includes('stdout')), ['steps/01-grows.stdout.log', 'steps/01-grows.try-2.stdout.log', 'steps/01-grows.try-3.stdout.log']);
    assert.equal(readFileSync(path.join(dirOf(run), 'steps/01-grows.try-2.stdout.log'), 'utf8'), 'n=2\n');
    assert.equal(run.of('step.finished')[1]?.failures.length, 1);
  });

  it('in the background live until the teardown, and are ended then', async () => {
    const run = await started(`
tests:
  - name: one
    steps:
      - { id: bg, run: "echo there > \${{ test.dir }}/there; sleep 1000", background: true }
      - wait_for: { file: "\${{ test.dir }}/there" }
      - { id: none, run: [no-such-program-anywhere], background: true }
`);
    assert.deepEqual(told(run), ['bg passed 1', 'step-2 passed 1', 'none error 1']);
    assert.deepEqual(bed.tagged(), []);
    assert.deepEqual(run.of('leftover.found'), []);
  });

  it('look for files, run commands and compare sizes in the place of a service, whichever step or assertion it is', async () => {
    const run = await started(`
tests:
  - name: one
    services:
      server: { command: [sleep, "60"], cwd: "\${{ test.dir }}/services", env: { HERE: there } }
    steps:
      - { id: exec, wait_for: { exec: "test $HERE = there && head -c 70000 /dev/zero > made", timeout: 20s }, in: server }
      - { id: file, wait_for: { file: made }, in: server }
      - { id: http, http: { url: "http://127.0.0.1:1/" }, in: server, continue_on_failure: true }
      - id: sizes
        run: head -c 17000000 /dev/zero
        in: server
        cwd: "\${{ test.dir }}/services"
        expect: { stdout: { size: { above: 16.9MB, below: 17.1MB } }, stderr: { size: 0 }, files: { made: { size: { within: [64KiB, 70kB] } } } }
    assertions:
      - command: { command: 'test "$HERE" = there && test -f made', in: server }
      - file_exists: { path: services/made, size: { below: 64KiB } }
      - file_matches: { path: services/made, size: 70000 }
      - performance_metric: { service: server, metric: peak_memory_bytes, expected: "< 1GiB" }
      - metric: { name: server.peak_memory_bytes, below: 1KiB }
    artifacts: [services/made, 'nothing/*']
`);
    assert.deepEqual(told(run), ['exec passed 1', 'file passed 1', 'http failed 1', 'sizes passed 1']);
    assert.deepEqual(run.of('assertion.passed').map(({ assertion }) => assertion), ['command', 'file_matches', 'performance_metric']);
    assert.deepEqual(run.of('assertion.failed').map(({ message }) => message.replace(/is \d+/, 'is …')), ['services/made has 70000 bytes, expected below 65536', 'server.peak_memory_bytes is …, expected below 1024']);
    assert.deepEqual(run.of('test_case.results_collected').map(({ artifacts, unmatched }) => [artifacts, unmatched]), [[['services/made'], ['nothing/*']]]);
    assert.deepEqual(Object.values(reduceEvents(run.log).tests)[0]?.unmatched, ['nothing/*']);
  });

  it('run in the place of a service, with its environment and folder', async () => {
    const run = await started(`
tests:
  - name: one
    services:
      client: { command: sleep 1000, cwd: "\${{ services.client.dir }}", env: { WHO: client }, files: { here.txt: yes } }
    steps:
      - { run: 'cat here.txt; echo "$WHO $OWN"', in: client, env: { OWN: step }, expect: { stdout: { contains: yesclient step } } }
`);
    assert.deepEqual([told(run), failures(run)], [['step-1 passed 1'], []]);
  });

  it('at the same time all run and all failures are shown; those in order stop at the first', async () => {
    const run = await started(`
tests:
  - name: one
    matrix: { m: [1] }
    steps:
      - id: both
        parallel:
          - { id: a, run: "touch \${{ test.dir }}/a; while [ ! -e \${{ test.dir }}/b ]; do sleep 0.01; done; echo from a" }
          - { id: b, run: "touch \${{ test.dir }}/b; while [ ! -e \${{ test.dir }}/a ]; do sleep 0.01; done; exit 3" }
          - steps:
              - { id: c, run: "echo 5" }
              - { id: d, run: "echo \${{ steps.c.stdout }}; exit 4" }
              - { id: e, run: "true" }
          - { id: f, run: "true", when: { m: 2 } }
        continue_on_failure: true
      - { id: after, run: "echo \${{ steps.a.stdout }}", expect: { stdout: { contains: from a } } }
`.replace(', when: { m: 2 }', ''));
    assert.deepEqual([...told(run)].sort(), ['a passed 1', 'after passed 1', 'b failed 1', 'both failed 1', 'c passed 1', 'd failed 1', 'f passed 1', 'step-4 failed 1']);
    assert.deepEqual(run.of('step.skipped').map(({ step, parent }) => [step, parent]), [['e', 3]]);
    assert.equal(run.of('test_case.finished')[0]?.outcome, 'failed');
    const state = Object.values(reduceEvents(run.log).tests)[0];
    assert.deepEqual(state?.steps.map(({ id, index, parent }) => [id, index, parent]), [['both', 0, undefined], ['a', 1, 0], ['b', 2, 0], ['step-4', 3, 0], ['c', 4, 3], ['d', 5, 3], ['e', 6, 3], ['f', 7, 0], ['after', 8, undefined]]);
    assert.deepEqual(state?.failures.length, 2);
  });

  it('a group of steps has a time limit of its own, which ends all below it', async () => {
    const run = await started(`
tests:
  - name: one
    steps:
      - { id: group, timeout: 200ms, parallel: [ { id: a, run: sleep 1000 }, { id: b, run: sleep 1001 } ] }
`);
    assert.deepEqual(run.of('step.finished').map(({ step, outcome }) => `${step} ${outcome}`).sort(), ['a cancelled', 'b cancelled', 'group error']);
    assert.match(failures(run).join(), /^timeout: 2 at the same time took longer than its time limit of 200 ms$/);
    assert.deepEqual(bed.tagged(), []);
  });

  it('pause a service and let it go on', async () => {
    const server = `[${node}, -e, "require('http').createServer((q, a) => a.end('ok')).listen(+process.argv[1], '127.0.0.1', () => console.log('up'))", "\${{ services.server.ports.http }}"]`;
    const run = await started(`
tests:
  - name: one
    services: { server: { command: ${server}, ports: { http: auto }, ready: { log: up } } }
    steps:
      - pause: server
      - { id: silent, http: { url: "http://127.0.0.1:\${{ services.server.ports.http }}/" }, timeout: 300ms, continue_on_failure: true }
      - { resume: server, always: true }
      - { id: answers, http: { url: "http://127.0.0.1:\${{ services.server.ports.http }}/" }, always: true }
    expect_outcome: error
`);
    assert.deepEqual(told(run), ['step-1 passed 1', 'silent error 1', 'step-3 passed 1', 'answers passed 1']);
  });

  it('wait for what a service prints since a step began', async () => {
    const echo = `[${node}, -e, "require('http').createServer((q, a) => { console.log('got ' + q.url); a.end() }).listen(+process.argv[1], '127.0.0.1', () => console.log('up'))", "\${{ services.server.ports.http }}"]`;
    const run = await started(`
tests:
  - name: one
    services: { server: { command: ${echo}, ports: { http: auto }, ready: { log: up } } }
    steps:
      - http: { url: "http://127.0.0.1:\${{ services.server.ports.http }}/a" }
      - wait_for: { service: server, log: got /a }
      - { id: second, http: { url: "http://127.0.0.1:\${{ services.server.ports.http }}/b" } }
      - wait_for: { service: server, log: got /b, since: second, timeout: 1m }
      - { id: old, wait_for: { service: server, log: got /a, since: second, timeout: 200ms } }
`);
    assert.deepEqual(told(run), ['step-1 passed 1', 'step-2 passed 1', 'second passed 1', 'step-4 passed 1', 'old error 1']);
  });

  it('compare the files that they leave', async () => {
    writeFileSync(bed.file('seen.txt'), 'hello\n');
    const run = await started(`
tests:
  - name: one
    steps:
      - run: 'echo "{\\"ok\\": true}" > "\${{ test.dir }}/out.json"'
        expect:
          files:
            "\${{ test.dir }}/out.json": { json: { ok: false } }
            no-such-file: { empty: true }
            seen.txt: { equals: hello }
`);
    const all = failures(run);
    assert.equal(all.length, 2);
    assert.match(all[0] ?? '', /^expectation: .*out\.json has other JSON at ok/);
    assert.match(all[1] ?? '', /file no-such-file cannot be read: nothing there$/);
    assert.ok(existsSync(path.join(dirOf(run), 'steps')) && readdirSync(path.join(dirOf(run), 'steps')).length > 0);
  });
});
