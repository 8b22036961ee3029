import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { Bench, fileText } from './bench';
import { builtCli } from './built-cli';
import { aliveWith } from './processes-alive';

const HELD = `name: held
parallel: 2
tests:
  - name: quick
    steps: [{ wait: 1ms }]
  - name: 試験 with a server
    services:
      server:
        command: [node, -e, "console.log('up'); setInterval(() => {}, 1000)"]
        ready: { log: up }
        ports: { http: auto }
    steps:
      - name: hold on
        run: [node, -e, "require('fs').writeFileSync('latch', 'x'); const t = setInterval(() => require('fs').existsSync('go') && clearInterval(t), 10)"]
`;

// A real terminal comes from util-linux's script, which every Linux has.
const hasScript = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;
if (hasScript) describe('run on a real terminal', function () {
  this.timeout(60_000);
  let bench: Bench;
  beforeEach(async () => { bench = await Bench.open({ 'held.yaml': HELD }); });
  afterEach(() => bench.close());

  const onTerminal = async (env: NodeJS.ProcessEnv) => {
    const command = `stty cols 60 rows 20; exec '${process.execPath}' '${await builtCli()}' run held.yaml`;
    return bench.startProgram('script', ['--quiet', '--return', '--flush', '--command', command, '/dev/null'], { TERM: 'xterm', ...env });
  };

  it('draws the running tree in place, and leaves finished test cases, summary and a visible cursor', async () => {
    const running = await onTerminal({});
    await fileText(bench.path('latch'));
    await running.until(({ stdout }) => /試験 with a server[^]*steps › 1\. hold on[^]*server [^]*ready, port \d+[^]*1\/2/.test(stdout));
    await bench.write('go', '');
    const { code, stdout } = await running.ended;
    assert.equal(code, 0, stdout);
    assert.match(stdout, /\u001b\[\d+A\u001b\[0J/);
    assert.match(stdout, /\u001b\[32m/);
    assert.ok(stdout.lastIndexOf('\u001b[?25h') > stdout.lastIndexOf('\u001b[?25l'));
    assert.match(stdout, /2 passed[^]* of 2 in [^]*Run folder: /);
  });

  it("obeys the terminal's own Ctrl-C", async () => {
    const running = await onTerminal({});
    await fileText(bench.path('latch'));
    running.child.stdin?.write('\u0003');
    const { code, stdout } = await running.ended;
    assert.equal(code, 130, stdout);
    assert.match(stdout, /Stopping \(Ctrl-C\)/);
    assert.equal((await bench.lastSummary()).outcome, 'cancelled');
    assert.deepEqual(await aliveWith(bench.mark), []);
  });

  it('redraws nothing with CI set, and shows no colour with NO_COLOR', async () => {
    const running = await onTerminal({ CI: 'true', NO_COLOR: '1' });
    await bench.write('go', '');
    const { code, stdout } = await running.ended;
    assert.equal(code, 0, stdout);
    assert.doesNotMatch(stdout, /\u001b/);
  });
});
