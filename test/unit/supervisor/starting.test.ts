import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { RUN_TAG, SpawnError, SupervisorChannel, SupervisorClient, type ExitStatus, type SpawnErrorCode, type SpawnRequest } from '../../../src/supervisor';
import { Bed, obedient, shell, supervisorScript, until } from './bed';

describe('supervisor: starting processes', () => {
  let bed: Bed;
  let client: SupervisorClient;
  beforeEach(async () => {
    bed = new Bed();
    client = await bed.start();
  });
  afterEach(() => bed.dispose());

  const run = async (request: SpawnRequest): Promise<ExitStatus> => (await client.spawn(request)).ended;
  const stdout = () => readFileSync(bed.stdout, 'utf8');

  it('tells exit codes and signals', async () => {
    assert.deepEqual(await run(bed.sh('exit 0')), { code: 0, signal: null, killed: false });
    assert.deepEqual(await run(bed.sh('exit 3')), { code: 3, signal: null, killed: false });
    assert.deepEqual(await run(bed.sh('kill -TERM $$')), { code: null, signal: 'SIGTERM', killed: false });
  });

  it('writes raw bytes: 200,000 lines, one of 5 MB, and broken UTF-8', async () => {
    const make = `(() => {
      const lines = []; for (let i = 0; i < 200_000; i++) lines.push('line ' + i);
      return Buffer.concat([Buffer.from(lines.join('\\n') + '\\n'), Buffer.alloc(5 << 20, 'x'), Buffer.from([10, 0xff, 0xfe, 0, 0xc3, 0x28, 0xe2, 0x82])]);
    })()`;
    const write = `const b = ${make}; for (let at = 0; at < b.length; ) at += require('fs').writeSync(1, b, at, Math.min(b.length - at, 65_521));`;
    assert.deepEqual(await run(bed.node(write)), { code: 0, signal: null, killed: false });
    const expected: unknown = (0, eval)(make);
    assert.ok(Buffer.isBuffer(expected) && readFileSync(bed.stdout).equals(expected));
  });

  it('appends to logs that are there, and keeps the streams apart', async () => {
    await run(bed.sh('echo one; echo bad >&2'));
    await run(bed.sh('echo two'));
    assert.equal(stdout(), 'one\ntwo\n');
    assert.equal(readFileSync(bed.stderr, 'utf8'), 'bad\n');
  });

  it('gives the text as standard input, or none at all', async () => {
    const text = 'é\n'.repeat(200_000);
    await run(bed.sh('cat', { stdin: text }));
    assert.equal(stdout(), text);
    await run(bed.sh('cat; echo end', { stdoutFile: bed.file('none') }));
    assert.equal(readFileSync(bed.file('none'), 'utf8'), 'end\n');
    await run(bed.sh('cat /dev/stdin', { stdin: 'by name', stdoutFile: bed.file('named') }));
    assert.equal(readFileSync(bed.file('named'), 'utf8'), 'by name');
  });

  it('gives the environment it was given, the tag, and nothing of its own', async () => {
    // The last two are kept from the supervisor itself.
    const given = { PATH: process.env['PATH'] ?? '', MINE: 'a b', NODE_OPTIONS: '--no-warnings', NODE_EXTRA_CA_CERTS: bed.file('certificates') };
    await run(bed.node('process.stdout.write(JSON.stringify(process.env))', { env: { ...given, ELECTRON_RUN_AS_NODE: '1' } }));
    assert.deepEqual(JSON.parse(stdout()), { ...given, EXPERIMENT_OBSERVER_RUN: bed.runId });
  });

  it('starts each child as the leader of its own session, in its folder', async () => {
    mkdirSync(bed.file('below'));
    const child = await client.spawn(bed.sh('pwd; cat /proc/$$/stat', { cwd: bed.file('below') }));
    await child.ended;
    const [cwd, stat = ''] = stdout().split('\n');
    assert.equal(cwd, bed.file('below'));
    const [, , group, session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ').map(Number);
    assert.deepEqual([group, session], [child.pid, child.pid]);
  });

  const refusals: readonly (readonly [string, SpawnErrorCode, RegExp, (bed: Bed) => SpawnRequest])[] = [
    ['a program that is not in PATH', 'program-missing', /no program 'no-such-program' in PATH/, (b) => b.request(['no-such-program'])],
    ['a program that is not in its folder', 'program-missing', /no program .*\/bin\/nothing/, (b) => b.request(['./bin/nothing'])],
    ['an interpreter that is missing', 'program-missing', /script exists, but the interpreter/, (b) => b.request([script(b, '#!/no/interpreter\n')])],
    ['a missing folder', 'cwd-missing', /gone does not exist/, (b) => b.sh('true', { cwd: b.file('gone') })],
    ['a file for a folder', 'cwd-missing', /script is not a directory/, (b) => b.sh('true', { cwd: script(b, '') })],
    ['a file without the right to execute', 'not-executable', /script may not be executed/, (b) => b.request([script(b, '#!/bin/sh\n', 0o644)])],
    ['a folder for a program', 'not-executable', /is a folder, not a program/, (b) => b.request([b.dir])],
    ['an empty command', 'spawn-failed', /empty/, (b) => b.request([])],
    ['a NUL in an argument', 'spawn-failed', /null bytes/, (b) => b.request(['/bin/echo', 'a\0b'])],
    ['a log that cannot be opened', 'spawn-failed', /log file cannot be opened/, (b) => b.sh('true', { stdoutFile: b.dir })],
  ];
  for (const [what, code, message, request] of refusals) {
    it(`says why it cannot start: ${what}`, async () => {
      const refused = await client.spawn(request(bed)).then(() => undefined, (error: unknown) => error);
      assert.ok(refused instanceof SpawnError);
      assert.equal(refused.code, code);
      assert.match(refused.message, message);
    });
  }

  it('tells the leader gone before its group is empty', async () => {
    const child = await client.spawn(bed.sh(`${shell(obedient('left'))} & while [ ! -e left ]; do :; done; exit 7`));
    const order: string[] = [];
    void child.ended.then(() => order.push('ended'));
    assert.deepEqual(await child.exited, { code: 7, signal: null, killed: false });
    const left = await bed.pidIn('left');
    assert.deepEqual(order, []);
    process.kill(left, 'SIGKILL');
    assert.deepEqual(await child.ended, { code: 7, signal: null, killed: false });
  });

  it('records a start before it is made, its identity after it, and its end', async () => {
    const child = await client.spawn(bed.sh('true'));
    await child.ended;
    const record = (): string => readFileSync(bed.recordFile, 'utf8');
    await until('its end is recorded', () => record().includes('"ended"'));
    const lines = record().trimEnd().split('\n').map((line) => JSON.parse(line) as { kind: string; pid?: number });
    assert.deepEqual(lines.map(({ kind }) => kind), ['supervisor', 'intent', 'started', 'ended']);
    assert.deepEqual([lines[2]?.pid, lines[3]?.pid], [child.pid, child.pid]);
  });

  it('gives each process its own environment, whatever those before it had', async () => {
    const PATH = process.env['PATH'] ?? '';
    const environments: readonly { readonly [name: string]: string }[] = [
      { PATH, A: '1', B: '2' }, { PATH, A: '1', B: '2' }, { PATH, A: 'other', C: '' }, { PATH }, { PATH, A: '1', B: '2', constructor: 'x' },
    ];
    const seen: unknown[] = [];
    for (const [index, env] of environments.entries()) {
      const stdoutFile = bed.file(`env-${index}`);
      await (await client.spawn(bed.node('console.log(JSON.stringify(process.env))', { env, stdoutFile }))).ended;
      const { [RUN_TAG]: tag, ...own } = JSON.parse(readFileSync(stdoutFile, 'utf8')) as { readonly [name: string]: string };
      assert.equal(tag, bed.runId);
      seen.push(own);
    }
    assert.deepEqual(seen, environments);
  });

  it('serves many starts at once', async () => {
    const children = await Promise.all(Array.from({ length: 60 }, (_, i) => client.spawn(bed.sh(`exit ${i}`, { id: `p${i}` }))));
    const codes = await Promise.all(children.map(async ({ id, ended }) => [id, (await ended).code]));
    assert.deepEqual(codes, Array.from({ length: 60 }, (_, i) => [`p${i}`, i]));
  });
});

describe('supervisor: starting itself', () => {
  /** What is asked of a supervisor that never comes to listen. */
  const neverListens = async (bed: Bed, options: { readonly script: string; readonly recordFile: string }): Promise<string> => {
    const client = await SupervisorClient.start({ ...options, runId: bed.runId });
    const asked = client.spawn(bed.sh('true'));
    await assert.rejects(asked, SpawnError);
    const { message } = await client.lost;
    assert.deepEqual(await client.dispose(), []);
    await bed.dispose();
    return message;
  };

  it('says that its script is missing, and lets nobody wait', async () => {
    const bed = new Bed();
    assert.match(await neverListens(bed, { script: bed.file('gone.js'), recordFile: bed.recordFile }), /ended \(code 1\): .*Cannot find module/s);
  });

  it('says that its record cannot be written, and lets nobody wait', async () => {
    const bed = new Bed();
    assert.match(await neverListens(bed, { script: supervisorScript(), recordFile: bed.file('no/folder') }), /broke: .*ENOENT.*no\/folder/);
  });

  it('may be started ahead of its run: then it begins when that does', async () => {
    const bed = new Bed();
    const ahead = new SupervisorChannel({ script: supervisorScript(), runId: bed.runId });
    await ahead.started;
    assert.equal(existsSync(bed.recordFile), false);
    const client = await SupervisorClient.start({ ahead, script: supervisorScript(), runId: bed.runId, recordFile: bed.recordFile });
    assert.equal(client.pid, ahead.pid);
    const child = await client.spawn(bed.sh('exit 7'));
    assert.equal((await child.exited).code, 7);
    assert.deepEqual(await client.dispose(), []);
    await bed.dispose();
  });

  it('started ahead and killed meanwhile, it cannot be started', async () => {
    const bed = new Bed();
    const ahead = new SupervisorChannel({ script: supervisorScript(), runId: bed.runId });
    const closed = new Promise((resolve) => ahead.once('closed', resolve));
    ahead.kill();
    await closed;
    await assert.rejects(SupervisorClient.start({ ahead, script: supervisorScript(), runId: bed.runId, recordFile: bed.recordFile }), /could not be started: .*SIGKILL/);
    await bed.dispose();
  });

  it('does first what was asked before it listened', async () => {
    const bed = new Bed();
    const client = await SupervisorClient.start({ script: supervisorScript(), runId: bed.runId, recordFile: bed.recordFile });
    const children = await Promise.all([7, 8, 9].map((code) => client.spawn(bed.sh(`exit ${code}`))));
    assert.deepEqual(await Promise.all(children.map(async ({ exited }) => (await exited).code)), [7, 8, 9]);
    assert.deepEqual(await client.dispose(), []);
    await bed.dispose();
  });

  it('ends when it is disposed of, with nothing left to find', async () => {
    const bed = new Bed();
    const client = await bed.start();
    const { pid } = client;
    assert.ok(pid !== undefined && process.kill(pid, 0));
    assert.deepEqual(await client.dispose(), []);
    assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
    await assert.rejects(client.spawn(bed.sh('true')), SpawnError);
    await bed.dispose();
  });
});

function script(bed: Bed, text: string, mode = 0o755): string {
  writeFileSync(bed.file('script'), text);
  chmodSync(bed.file('script'), mode);
  return bed.file('script');
}
