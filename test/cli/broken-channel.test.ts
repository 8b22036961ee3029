import assert from 'node:assert/strict';
import { cp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Bench, fileText } from './bench';
import { builtCli } from './built-cli';
import { assertNothingLost, WITNESSED } from './nothing-lost';
import { aliveWith, survivors } from './processes-alive';
import { STUBBORN_SERVER, stubborn } from './sample-files';

/** Around the real one: asked by a signal it says what a file holds, as it is, between its own messages, and then goes on or ends. */
const WRAPPER = `
const { readFileSync, writeSync } = require('node:fs');
process.on('SIGUSR2', () => {
  writeSync(3, readFileSync(process.env.WORDS));
  if (process.env.THEN === 'exits') process.exit(7);
  if (process.env.THEN === 'is killed') process.kill(process.pid, 'SIGKILL');
});
require('./real-supervisor.js');
`;

const NONSENSE = /The supervisor process said what makes no sense: /;
const CASES: readonly { readonly title: string; readonly words: string | Uint8Array; readonly then?: string; readonly told: RegExp }[] = [
  { title: 'a line that is no JSON', words: 'garbage\n', told: NONSENSE },
  { title: 'bytes that are no text', words: Uint8Array.of(0, 0xff, 0xfe, 10, 0xc3, 0x28, 10), told: NONSENSE },
  { title: 'empty lines', words: '\n\n\n', told: NONSENSE },
  { title: 'a line that is no message', words: 'null\n', told: NONSENSE },
  { title: 'a message of the channel that Node has of its own', words: '{"cmd":"NODE_HANDLE_ACK"}\n', told: NONSENSE },
  { title: 'the half of a message, and goes on', words: '{"kind":"ended","chi', told: NONSENSE },
  { title: 'the half of a message, and exits', words: '{"kind":"answer","se', then: 'exits', told: /The supervisor process ended \(code 7\)/ },
  { title: 'the half of a message, and is killed', words: '{"kind":"answer","se', then: 'is killed', told: /The supervisor process ended \(SIGKILL\)/ },
];

// What is alive is read from /proc, and the step signals by the shell.
if (process.platform === 'linux') describe('run when the supervisor says', function () {
  this.timeout(60_000);
  let bench: Bench;
  let cli: string;
  before(async () => {
    bench = await Bench.open({ 'stubborn.js': STUBBORN_SERVER });
    await bench.write('stubborn.yaml', stubborn('100ms'));
    await cp(path.dirname(await builtCli()), bench.path('dist'), { recursive: true, filter: (file) => !file.endsWith('.map') });
    await rename(bench.path('dist/supervisor.js'), bench.path('dist/real-supervisor.js'));
    await bench.write('dist/supervisor.js', WRAPPER);
    cli = bench.path('dist/cli.js');
  });
  after(() => bench.close());

  for (const { title, words, then = 'goes on', told } of CASES) it(`${title}: error (internal), all has its end, and nothing is left`, async () => {
    await rm(bench.path('latch'), { force: true });
    const running = bench.startProgram(process.execPath, [cli, 'run', 'stubborn.yaml'], { WORDS: await bench.write('words', words), THEN: then });
    await fileText(bench.path('latch'));
    const [supervisor] = (await aliveWith(bench.mark)).filter(({ command }) => command.includes('supervisor.js'));
    assert.ok(supervisor);
    process.kill(supervisor.pid, 'SIGUSR2');
    const { code, stdout, stderr } = await running.ended;
    assert.equal(code, 3, stdout + stderr);
    assert.match(stderr, told);
    assert.match(stderr, /itself broke[^]*Please report it /);
    assert.deepEqual(await survivors(bench.mark), []);
    const { outcome, tests, dir } = await bench.lastSummary();
    assert.equal(outcome, 'error');
    assert.deepEqual(tests.map((test) => [test.outcome, test.failures[0]?.kind]), [['error', 'internal'], ['cancelled', undefined]]);
    await assertNothingLost(dir, { logs: { 'services/server.stdout.log': WITNESSED } });
  });
});
