import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { BuiltInEvent } from '../../src/events';
import { readJournal, type RunSummary } from '../../src/results';
import { checkJournal, JOURNAL_RULES, violationsText } from '../../src/testing';
import { Bench, type Ended } from './bench';
import { assertNothingLost, WITNESS, WITNESSED, type Logs } from './nothing-lost';
import { survivors } from './processes-alive';

interface Seen extends Ended {
  readonly events: readonly BuiltInEvent[];
  readonly summary: RunSummary;
  readonly dir: string;
}

interface Fault {
  readonly what: string;
  readonly tests: readonly object[];
  readonly code: number;
  /** What its processes print; default: the service says that it is up, and no more. */
  readonly logs?: Logs;
  look?(seen: Seen): void;
}

const SAYS_UP = { 'services/server.stdout.log': 'up\n', 'services/server.stderr.log': '' };
const WRITTEN = { 'services/server.stdout.log': WITNESSED, 'services/server.stderr.log': '' } as const;
const STEP_LOG = 'steps/01-step-1.stdout.log';

const sh = (script: string): readonly string[] => ['sh', '-c', script];
const UP = { log: 'up' };
const STOP = { grace: '200ms' };
/** A test with this service and one short step. */
const serving = (script: string, more: object = {}, steps: readonly object[] = [{ wait: '50ms' }]): object =>
  ({ name: 'serves', services: { server: { command: sh(script), ready: UP, stop: STOP, ...more } }, steps });
/** Until the steps have begun: it is ready by then, however busy the machine is. */
const WHEN_TOLD = 'while [ ! -e told ]; do sleep 0.01; done';
const TELL_AND_WAIT = [{ run: ['touch', 'told'] }, { wait: '10m' }];
const killed = ({ summary }: Seen): void => assert.equal(summary.tests[0]?.services['server']?.killed, true);
const failure = (pattern: RegExp) => ({ summary }: Seen): void => assert.match(summary.tests[0]?.failures[0]?.message ?? '', pattern);
/** A service that writes until it is ended by the signal, and whose words are known. */
const witness = (signal: string): object => ({
  name: 'writes', steps: [{ wait: '300ms' }],
  services: { server: { command: ['node', 'witness.js', '${{ services.server.stdout_log }}'], ready: { log: 'line 100' }, stop: { signal, grace: '10s' } } },
});
const LONG_NAME = 'n'.repeat(300);

const FAULTS: readonly Fault[] = [
  { what: 'a service that ignores SIGTERM', tests: [serving("trap '' TERM; echo up; while :; do sleep 0.05; done")], code: 0, look: killed },
  { what: 'a service that is killed while it writes', tests: [witness('SIGKILL')], code: 0, logs: WRITTEN },
  { what: 'a service that dies while it writes', tests: [{ ...witness('SIGTERM'), steps: [{ wait: '50ms' }, { signal: { service: 'server', signal: 'SIGKILL' } }] }], code: 0, logs: WRITTEN },
  { what: 'grandchildren', tests: [serving("sh -c 'sleep 1000 & sleep 1000 & wait' & echo up; wait")], code: 0 },
  { what: 'a double fork that leaves its session', tests: [serving('setsid setsid sleep 1000 & echo up; exec sleep 1000')], code: 0 },
  { what: '200 children', tests: [serving('for i in $(seq 200); do sleep 1000 & done; echo up; wait')], code: 0 },
  { what: 'a service that closes its output and lives on', tests: [serving('echo up; exec >&- 2>&-; exec sleep 1000')], code: 0, look: ({ summary }) => assert.equal(summary.tests[0]?.services['server']?.killed, false) },
  {
    what: 'a step that ends while its child holds its output', tests: [{ name: 'steps', steps: [{ run: sh('sleep 1000 & echo done'), expect: { stdout: { contains: 'done' } } }] }], code: 0, logs: { [STEP_LOG]: 'done\n' },
    look: ({ events }) => {
      const step = events.find((event) => event.type === 'step.finished');
      assert.ok((step?.duration_ms ?? NaN) < 10_000, `${step?.duration_ms} ms`);
    },
  },
  { what: 'a service that is meant to end, while its child holds its output', tests: [{ name: 'serves', services: { server: { command: sh('sleep 1000 & echo up'), expect_exit: 0, stop: STOP } } }], code: 0 },
  { what: 'a service that ends, while its child holds its output', tests: [serving(`sleep 1000 & echo up; ${WHEN_TOLD}; exit 7`, {}, TELL_AND_WAIT)], code: 1, look: failure(/server ended before the test did: exit code 7/) },
  { what: 'a service that somebody else stops', tests: [serving('echo up; exec sleep 1000', {}, [{ pause: 'server' }, { wait: '50ms' }])], code: 0 },
  { what: 'a step in a folder that is not there', tests: [{ name: 'steps', steps: [{ run: ['true'], cwd: 'no/such/folder' }] }], code: 1, logs: {}, look: failure(/no\/such\/folder/) },
  { what: 'a step that is a folder', tests: [{ name: 'steps', steps: [{ run: ['./folder'] }] }], code: 1, logs: {}, look: failure(/folder/) },
  { what: 'a program that nobody has', tests: [{ name: 'steps', steps: [{ run: ['no-such-program-anywhere'] }] }], code: 1, logs: {}, look: failure(/no-such-program-anywhere/) },
  { what: 'a service that dies before it is ready', tests: [serving('echo first words; sleep 0.1; echo last words >&2; exit 7')], code: 1, logs: { 'services/server.stdout.log': 'first words\n', 'services/server.stderr.log': 'last words\n' }, look: failure(/server ended before it was ready: exit code 7: last words/) },
  { what: 'a service that dies during the steps', tests: [serving(`echo up; ${WHEN_TOLD}; exit 7`, {}, TELL_AND_WAIT)], code: 1, look: failure(/server ended before the test did: exit code 7/) },
  {
    what: 'a service that dies during the teardown', code: 0, logs: { ...SAYS_UP, 'services/client.stdout.log': 'up\n' }, tests: [{
      name: 'serves', steps: [{ wait: '50ms' }], services: {
        server: { command: sh('echo up; while [ ! -e gone ]; do sleep 0.01; done; exit 7'), ready: UP, stop: STOP },
        client: { command: sh('trap "touch gone; sleep 0.3; exit 0" TERM; echo up; while :; do sleep 0.05; done'), ready: UP, stop: { grace: '5s' }, depends_on: ['server'] },
      },
    }],
  },
  { what: 'a leader that obeys, with a child that does not', tests: [serving("sh -c \"trap '' TERM; while :; do sleep 0.05; done\" & echo up; exec sleep 1000")], code: 0 },
  { what: 'a service that has stopped itself', tests: [serving('echo up; kill -STOP $$; sleep 1000')], code: 0 },
  { what: 'a cwd that does not exist', tests: [serving('echo up', { cwd: 'no/such/folder' })], code: 1, logs: {}, look: failure(/no\/such\/folder/) },
  { what: 'a command that is a folder', tests: [{ name: 'serves', services: { server: { command: ['./folder'] } }, steps: [{ wait: '1ms' }] }], code: 1, logs: {}, look: failure(/server could not be started: .*folder/) },
  {
    what: '5,000 environment variables', code: 0, logs: { [STEP_LOG]: '5000\n' },
    tests: [{ name: 'steps', env: Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`E_${index}`, `value ${index}`])), steps: [{ run: sh('env | grep -c ^E_'), expect: { stdout: { contains: '5000' } } }] }],
  },
  {
    what: '5,000 environment variables of a service', code: 0,
    tests: [serving('[ $(env | grep -c ^E_) = 5000 ] && echo up; exec sleep 1000', { env: Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`E_${index}`, `value ${index}`])) })],
  },
  {
    what: 'names of all kinds', code: 0, logs: { [STEP_LOG]: '' },
    tests: ['a/../../b', '..', 'line\nbreak', '🧪 emoji', LONG_NAME, `${LONG_NAME}2`, 'Case', 'case', 'con', '-'].map((name) => ({ name, steps: [{ run: ['true'] }] })),
    look: ({ summary, dir }) => {
      assert.equal(summary.counts.passed, 10);
      const folders = readdirSync(dir, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name.toLowerCase());
      assert.equal(new Set(folders).size, 10, 'a folder for each, also where case does not count');
      assert.ok(folders.every((name) => /^[\w.-]{1,100}$/.test(name)), folders.join());
    },
  },
  {
    what: 'a port that is taken between reservation and use', code: 1, logs: { 'services/thief.stdout.log': 'up\n', 'services/server.stdout.log': '' },
    tests: [{
      name: 'serves', steps: [{ wait: '10s' }], services: {
        thief: { command: ['node', '-e', "require('net').createServer().listen(+process.argv[1], '127.0.0.1', () => console.log('up'))", '${{ services.server.ports.http }}'], ready: UP },
        server: { command: ['node', '-e', "require('net').createServer().listen(+process.argv[1], '127.0.0.1', () => console.log('up'))", '${{ services.server.ports.http }}'], ports: { http: 'auto' }, ready: UP, depends_on: ['thief'] },
      },
    }],
    look: ({ events }) => assert.match(JSON.stringify(events.find(({ type }) => type === 'service.error')), /EADDRINUSE/),
  },
];

// What is alive is read from /proc.
if (process.platform === 'linux') describe('faults, with real processes', function () {
  this.timeout(120_000);
  let bench: Bench;
  beforeEach(async () => (bench = await Bench.open()));
  afterEach(() => bench.close());

  async function runOf(tests: readonly object[], env: NodeJS.ProcessEnv = {}, ...args: readonly string[]): Promise<Seen> {
    await bench.write('fault.yaml', JSON.stringify({ name: 'fault', tests }));
    await bench.write('witness.js', WITNESS);
    mkdirSync(bench.path('folder'), { recursive: true });
    const ended = await bench.start(['run', 'fault.yaml', ...args], env).ended;
    assert.deepEqual(await survivors(bench.mark), [], 'nothing lives on');
    const dir = (await bench.runDirs(args.includes('--output') ? 'small disk' : 'outputs')).at(-1) ?? '';
    const { events } = await readJournal(path.join(dir, 'events.jsonl'));
    const summary = existsSync(path.join(dir, 'run.json')) ? JSON.parse(readFileSync(path.join(dir, 'run.json'), 'utf8')) as RunSummary : {} as RunSummary;
    return { ...ended, dir, summary, events: events as readonly BuiltInEvent[] };
  }

  for (const { what, tests, code, logs = SAYS_UP, look } of FAULTS) {
    it(what, async () => {
      const seen = await runOf(tests);
      assert.equal(seen.code, code, seen.stdout + seen.stderr);
      await assertNothingLost(seen.dir, { logs });
      look?.(seen);
    });
  }

  it('pipes that nobody writes or reads in the place of files: they are told, and nothing waits for them', async () => {
    const log = '${{ test.dir }}/services/server.stdout.log';
    const pipe = (file: string): object => ({ run: `rm -f "${file}" && mkfifo "${file}"` });
    const seen = await runOf([
      { ...serving('echo up; exec sleep 1000', {}, [{ stop: 'server' }, pipe(log), { start: 'server' }]), name: 'starts' },
      { ...serving('echo up; exec sleep 1000', {}, [pipe(log), pipe('${{ test.dir }}/out'), { run: 'true', expect: { files: { '${{ test.dir }}/out': { contains: 'x' } } }, continue_on_failure: true }, { wait_for: { service: 'server', log: 'nothing', timeout: '300ms' } }]), name: 'waits' },
      { ...serving('echo up; exec sleep 1000', {}, [pipe(log), pipe('${{ test.dir }}/out')]), name: 'asserts', artifacts: ['**'], assertions: [{ log_contains: { service: 'server', pattern: 'up' } }, { file_matches: { path: 'out', contains: 'x' } }] },
      { name: 'later', steps: [{ run: ['true'] }] },
    ]);
    assert.equal(seen.code, 1, seen.stdout + seen.stderr);
    assert.deepEqual(seen.summary.tests.map(({ outcome }) => outcome), ['error', 'error', 'error', 'passed']);
    const messages = seen.summary.tests.map(({ failures }) => failures.map(({ message }) => message).join('\n'));
    assert.match(messages[0] ?? '', /server could not be started: The log file cannot be opened: .* is no regular file/);
    assert.match(messages[1] ?? '', /cannot be read: .*out is no regular file\n.*took longer than its time limit of 300 ms/);
    assert.match(messages[2] ?? '', /server\.stdout\.log is no regular file/);
    assert.match(messages[2] ?? '', /out cannot be read: .*out is no regular file/);
    assert.equal(violationsText(checkJournal(seen.events), JOURNAL_RULES), '');
  });

  it('a test case that puts a file in the place of its folder breaks itself alone', async () => {
    const seen = await runOf([
      serving('echo up; while :; do echo line; sleep 0.01; done', {}, [{ run: 'rm -rf "${{ test.dir }}"; echo > "${{ test.dir }}"' }, { run: ['true'] }]),
      { name: 'later', steps: [{ run: ['true'] }] },
    ]);
    assert.equal(seen.code, 1, seen.stdout + seen.stderr);
    assert.deepEqual(seen.summary.tests.map(({ outcome }) => outcome), ['error', 'passed']);
    assert.equal(violationsText(checkJournal(seen.events), JOURNAL_RULES), '');
  });

  it('a journal that a step removes, or moves away with the whole run, is there in the end', async () => {
    for (const away of ['rm "${{ run.dir }}/events.jsonl"', 'mv "${{ run.dir }}" "${{ run.dir }}-moved"']) {
      const seen = await runOf([{ name: 'removes', steps: [{ run: away, continue_on_failure: true }], expect_outcome: away.startsWith('mv') ? 'error' : 'passed' }, { name: 'later', steps: [{ run: ['true'] }] }]);
      const dir = (await bench.runDirs()).filter((one) => !one.endsWith('-moved')).at(-1) ?? '';
      assert.equal(seen.code, 0, seen.stdout + seen.stderr);
      const { events } = await readJournal(path.join(dir, 'events.jsonl'));
      assert.equal(violationsText(checkJournal(events), JOURNAL_RULES), '');
    }
  });

  it('a clock that jumps to and fro changes no duration', async () => {
    await bench.write('jump.cjs', 'const now = Date.now; let calls = 0; Date.now = () => now() + ((calls += 1) % 3 - 1) * 3_600_000;');
    const seen = await runOf([serving('echo up; exec sleep 1000')], { NODE_OPTIONS: `--require ${JSON.stringify(bench.path('jump.cjs'))}` });
    assert.equal(seen.code, 0, seen.stdout + seen.stderr);
    await assertNothingLost(seen.dir, { logs: SAYS_UP });
    assert.ok(new Set(seen.events.map(({ time }) => time.slice(0, 13))).size > 1, 'the clock has jumped');
    for (const event of seen.events) if ('duration_ms' in event) assert.ok(event.duration_ms < 60_000, `${event.type}: ${event.duration_ms}`);
  });

  const canMount = spawnSync('unshare', ['--mount', 'true']).status === 0;

  // Where nothing can be mounted, the laws of a run fill the disk at every phase by an injected writer.
  if (canMount) it('a disk that is full: the run says so, and is torn down', async () => {
    const disk = bench.path('small disk');
    mkdirSync(disk);
    assert.equal(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', disk]).status, 0);
    try {
      await fillDisk(disk);
    } finally {
      spawnSync('umount', ['-l', disk]);
    }
  });

  async function fillDisk(disk: string): Promise<void> {
    const chatty = serving('echo up; while :; do echo "a line that fills the disk, again and again"; done', {}, [{ wait: '1s' }]);
    const seen = await runOf([chatty, { name: 'later', steps: [{ run: ['true'] }] }], {}, '--output', disk);
    assert.equal(seen.code, 3, seen.stdout + seen.stderr);
    assert.match(seen.stderr, /cannot be written: .*ENOSPC|no space left/i);
    assert.equal(violationsText(checkJournal(seen.events, { ended: false }).filter(({ rule }) => rule !== 'R01'), JOURNAL_RULES), '');
  }
});
