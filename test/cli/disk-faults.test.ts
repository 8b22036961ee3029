import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ExperimentEvent } from '../../src/events';
import { readJournal, type RunSummary } from '../../src/results';
import { checkJournal, JOURNAL_RULES, violationsText } from '../../src/testing';
import { Bench, type Ended } from './bench';
import { assertNothingLost } from './nothing-lost';
import { survivors } from './processes-alive';

/** Writes everything that a run can write: logs of services and steps, artifacts, a log file, exported metrics. */
const WRITING = `name: writing
observers: { metrics: { export: [json] }, logger: { file: run.log } }
tests:
  - name: writes
    services: { server: { command: [sh, -c, "echo up; exec sleep 1000"], ready: { log: up }, stop: { grace: 500ms } } }
    steps: [{ run: [sh, -c, "echo done; echo kept > $VAR_DIR/kept.txt"], env: { VAR_DIR: "\${{ test.dir }}" } }]
    artifacts: ['*.txt']
  - name: comes later
    steps: [{ run: ['true'] }]
`;
/** Its tests touch this: whether anything has been started. */
const STARTING = `name: starting
tests: [ { name: starts, steps: [ { run: [touch, started] } ] } ]
`;

/** Sizes of the small disk are tried in steps of so many pages, from a random one on; `RUNS=1` tries all. */
const STEP = process.env['RUNS'] === undefined ? 4 : 1;

const onLinux = process.platform === 'linux';
const canMount = onLinux && spawnSync('unshare', ['--mount', 'true']).status === 0;

if (process.platform !== 'win32') describe('a disk that takes no more', function () {
  this.timeout(300_000);
  let bench: Bench;
  beforeEach(async () => { bench = await Bench.open({ 'writing.yaml': WRITING, 'starting.yaml': STARTING }); });
  afterEach(() => bench.close());

  /** A person is told what happened, without a stack of ours and without being asked to report it; nobody is left alive. */
  async function assertTold({ code, stdout, stderr }: Ended, fault: RegExp, told: string): Promise<void> {
    const all = `${told}: ${code}\n${stdout}${stderr}`;
    assert.ok(code === 2 || code === 3, all);
    assert.match(stderr, fault, all);
    assert.match(stdout + stderr, /cannot be (written|started|used|opened)/, all);
    assert.doesNotMatch(stdout + stderr, /\n\s+at \S+ \(.*:\d+:\d+\)|Please report/, all);
    if (onLinux) assert.deepEqual(await survivors(bench.mark), [], told);
  }

  async function journalOf(dir: string): Promise<readonly ExperimentEvent[]> {
    const { events } = await readJournal(path.join(dir, 'events.jsonl'));
    // What could not be written leaves a gap, and no end.
    const broken = checkJournal(events, { ended: false }).filter(({ rule }) => rule !== 'R01');
    assert.equal(violationsText(broken, JOURNAL_RULES), '');
    return events;
  }

  it('because no file may grow beyond a size: whatever write it meets, the run says so, and nothing is left', async () => {
    const codes = new Set<number | null>();
    for (const blocks of [0, 1, 2, 4, 8, 16]) {
      const ended = await bench.startProgram('sh', ['-c', `ulimit -f ${blocks}; exec "$@"`, 'sh', process.execPath, path.resolve('dist/cli.js'), 'run', 'writing.yaml', '--output', `out ${blocks}`]).ended;
      codes.add(ended.code);
      await assertTold(ended, /EFBIG/, `${blocks} blocks`);
      const [dir] = await bench.runDirs(`out ${blocks}`);
      assert.equal(dir === undefined, ended.code === 2, 'no folder without a run');
      if (dir !== undefined) await journalOf(dir);
    }
    assert.deepEqual([...codes].sort(), [2, 3]);
  });

  it('because no file may grow beyond a size: what is masked on its way to a log, and cannot be written, is told as well', async () => {
    await bench.write('secret.yaml', `name: secret
secrets: [SESAME]
tests:
  - name: step
    steps: [{ run: [node, -e, "for (let n = 0; n < 10000; n += 1) console.log('a line of a step that says too much');"] }]
  - name: service
    services:
      server: { command: [node, -e, "console.log('up'); setInterval(() => console.log('a line of a service'.repeat(1000)), 1)"], ready: { log: up } }
    steps: [{ wait: 10m }]
  - name: readiness
    services:
      server: { command: [node, -e, "setInterval(() => undefined, 1000)"], ready: { exec: [node, -e, "console.log('a line of a probe'.repeat(40000)); process.exitCode = 1"] } }
    steps: [{ wait: 10m }]
  - name: background
    steps:
      - { name: talker, background: true, run: [node, -e, "setInterval(() => console.log('a line of a talker'.repeat(1000)), 1)"] }
      - wait: 10m
  - name: assertion
    steps: [{ wait: 1ms }]
    assertions: [{ command: [node, -e, "console.log('a line of an assertion'.repeat(40000))"] }]
  - name: stop command
    services:
      server: { command: [node, -e, "setInterval(() => undefined, 1000)"], stop: { command: [node, -e, "process.kill(Number(process.argv[1])); console.log('a line of a command'.repeat(40000))", "\${{ services.server.pid }}"] } }
    steps: [{ wait: 1ms }]
`);
    const { code, stdout, stderr } = await bench.startProgram('sh', ['-c', 'ulimit -f 512; exec "$@"', 'sh', process.execPath, path.resolve('dist/cli.js'), 'run', 'secret.yaml'], { SESAME: 'open sesame' }).ended;
    assert.equal(code, 1, stdout + stderr);
    const { dir, tests } = await bench.lastSummary();
    const [step, service, readiness, background, assertion, stopCommand] = tests;
    assert.deepEqual(tests.map(({ name, outcome }) => `${outcome} ${name}`), ['error step', 'error service', 'error readiness', 'error background', 'error assertion', 'passed stop command'], stdout + stderr);
    assert.match(step?.failures[0]?.message ?? '', /steps\/01-step-1\.stdout\.log cannot be written: EFBIG/);
    assert.match(service?.failures[0]?.message ?? '', /^server: .*services\/server\.stdout\.log cannot be written: EFBIG/);
    assert.equal(service?.services['server']?.signal, 'SIGTERM', 'it was not ended by what it could not write');
    assert.match(readiness?.failures[0]?.message ?? '', /services\/server\.ready\.log cannot be written: EFBIG/);
    assert.match(background?.failures[0]?.message ?? '', /^talker: .*steps\/01-step-1\.stdout\.log cannot be written: EFBIG/);
    assert.match(assertion?.failures[0]?.message ?? '', /assertions\/01\.stdout\.log cannot be written: EFBIG/);
    assert.equal(stopCommand?.services['server']?.killed, false);
    assert.match(stdout + stderr, /What its stop command prints is lost: .*services\/server\.stop\.log cannot be written: EFBIG/);
    await assertNothingLost(dir);
  });

  if (canMount) it('because it is full: whatever write it meets; once there is room the run is closed with what it had told', async () => {
    const disk = bench.path('disk');
    mkdirSync(disk);
    const mount = (...args: readonly string[]): void => assert.equal(spawnSync('mount', args).status, 0);
    for (let pages = 1 + Math.floor(Math.random() * STEP), ended: Ended | undefined; ended?.code !== 0; pages += STEP) {
      assert.ok(pages < 60, 'it never succeeded');
      mount('-t', 'tmpfs', '-o', `size=${pages * 4}k`, 'tmpfs', disk);
      try {
        ended = await bench.start(['run', 'writing.yaml', '--output', 'disk']).ended;
        if (ended.code === 0) break;
        await assertTold(ended, /ENOSPC/, `${pages} pages`);
        const [dir] = await bench.runDirs('disk');
        assert.equal(dir === undefined, ended.code === 2, 'no folder without a run');
        if (dir === undefined) continue;
        const told = await journalOf(dir);
        mount('-o', 'remount,size=10m', disk);
        assert.equal((await bench.run('clean', 'disk')).code, 0);
        if (told.length === 0) continue;
        const summary = JSON.parse(await readFile(path.join(dir, 'run.json'), 'utf8')) as RunSummary;
        const announced = told.flatMap((event) => (event.type === 'experiment.started' ? (event as unknown as { tests: readonly unknown[] }).tests : []));
        assert.equal(summary.tests.length, announced.length, `${pages} pages`);
        const { events } = await readJournal(path.join(dir, 'events.jsonl'));
        assert.deepEqual(events.slice(0, told.length), told, 'what was told stays');
        await assertNothingLost(dir, { told: `${pages} pages`, gap: true });
      } finally {
        spawnSync('umount', ['-l', disk]);
      }
    }
  });

  async function assertNothingStarted(output: string, message: RegExp): Promise<void> {
    for (const reporter of ['plain', 'json']) {
      const { code, stdout, stderr } = await bench.run('run', 'starting.yaml', '--output', output, '--reporter', reporter);
      assert.equal(code, 2, stdout + stderr);
      assert.match(stderr, message);
    }
    assert.ok(!existsSync(bench.path('started')));
  }

  it('because a file stands in the place of the output folder: nothing is started', async () => {
    await bench.write('file', '');
    await assertNothingStarted('file', /^error: the output folder .*file cannot be used: EEXIST/);
    await assertNothingStarted('file/below', /^error: the output folder .*below cannot be used: EEXIST/);
  });

  if (onLinux) it('because it is none: nothing is started, and nobody waits for ever', () => (
    assertNothingStarted('/proc/no-such-folder', /^error: the output folder .* cannot be used: ENOENT/)));

  if (canMount) it('because it may only be read: nothing is started', async () => {
    const dir = bench.path('read only');
    mkdirSync(dir);
    assert.equal(spawnSync('mount', ['--bind', dir, dir]).status, 0);
    try {
      assert.equal(spawnSync('mount', ['-o', 'remount,ro,bind', dir]).status, 0);
      await assertNothingStarted('read only', /^error: the output folder .*read only cannot be used: EROFS/);
      await assertNothingStarted('read only/below', /^error: the output folder .*below cannot be used: EROFS/);
    } finally {
      spawnSync('umount', ['-l', dir]);
    }
  });
});
