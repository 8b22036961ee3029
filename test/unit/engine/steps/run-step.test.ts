import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { SpawnError } from '../../../../src/supervisor';
import { RegexError } from '../../../../src/workers';
import { runSteps } from '../../../../src/engine/steps';
import { plainRegex } from '../../../../src/testing/plain-regex';
import { CaseBench, draftAt, until } from './case-bench';

const failuresOf = async (bench: CaseBench, step: unknown) => (await bench.steps(step)).failures.map(({ kind, message, source }) => `${kind}: ${message} @ ${source?.path}`);

describe('a run step', () => {
  it('passes its command, folder and environment on, and null unsets a variable', async () => {
    const bench = new CaseBench({ env: { PATH: '/bin', GONE: 'x', KEPT: 'y' } });
    await bench.steps({ run: ['prog', 'a b'], cwd: 'sub', env: { GONE: null, NEW: 'n' }, stdin: 'text' });
    const { command, cwd, env, stdin } = bench.processes.requests[0] ?? {};
    assert.deepEqual({ command, cwd, env, stdin }, {
      command: ['prog', 'a b'], cwd: path.resolve('/files', 'sub'), env: { PATH: '/bin', KEPT: 'y', NEW: 'n' }, stdin: 'text',
    });
  });

  it('gives a string to the shell, a list never', async () => {
    const bench = new CaseBench();
    await bench.steps({ run: 'echo $HOME' }, { run: 'echo 1', shell: ['bash', '-c'] }, { run: ['echo', '$HOME'] });
    const commands = bench.processes.requests.map(({ command }) => command);
    assert.equal(commands[0]?.at(-1), 'echo $HOME');
    assert.ok((commands[0]?.length ?? 0) > 1);
    assert.deepEqual(commands.slice(1), [['bash', '-c', 'echo 1'], ['echo', '$HOME']]);
  });

  it('keeps the output in files named after the step, whatever bytes it is', async () => {
    const bytes = Buffer.from([0x6f, 0x6b, 0xff, 0x00, 0x0a]);
    const bench = new CaseBench({ scripts: { prog: { stdout: bytes, stderr: 'oops' } } });
    await bench.within(async () => {
      await runSteps([draftAt({ run: ['prog'], id: 'fetch' }, 'steps[0]')], bench.context(), plainRegex);
      assert.deepEqual(bench.of('step.finished')[0]?.logs, ['steps/01-fetch.stdout.log', 'steps/01-fetch.stderr.log']);
      assert.deepEqual(await readFile(path.join(bench.dir, 'steps/01-fetch.stdout.log')), bytes);
      assert.equal(await readFile(path.join(bench.dir, 'steps/01-fetch.stderr.log'), 'utf8'), 'oops');
    });
  });

  it('expects exit code 0 unless another is given, and says what the command said', async () => {
    const scripts = { prog: { code: 3, stdout: 'fine so far\n', stderr: 'first\nError: no such table\n\n' } };
    assert.deepEqual(await failuresOf(new CaseBench({ scripts }), { run: ['prog'], name: 'query' }),
      ['expectation: query: exit code is 3, expected 0: Error: no such table @ steps[0].expect.exit_code']);
    for (const exit_code of [3, [1, 3], { above: 2 }, { not: 0 }]) {
      assert.deepEqual(await failuresOf(new CaseBench({ scripts }), { run: ['prog'], expect: { exit_code } }), []);
    }
  });

  it('tells an end by a signal from an exit code', async () => {
    const bench = new CaseBench({ scripts: { prog: { signal: 'SIGSEGV' } } });
    const { failures } = await bench.steps({ run: ['prog'] });
    assert.deepEqual(failures.map(({ expected, found }) => ({ expected, found })), [{ expected: '0', found: 'ended by SIGSEGV' }]);
    assert.match(failures[0]?.message ?? '', /: ended by SIGSEGV, expected exit code 0$/);
    assert.equal(bench.of('step.finished')[0]?.exit_code, null);
  });

  it('shows all expectations that do not hold, each at its place', async () => {
    const bench = new CaseBench({ scripts: { prog: { stdout: 'no', stderr: 'warning' } } });
    const failures = await failuresOf(bench, {
      run: ['prog'], name: 'ask', expect: { stdout: { contains: 'yes', matches: '^y' }, stderr: { empty: true }, duration: { above: '1s' } },
    });
    assert.deepEqual(failures, [
      'expectation: ask: stdout does not contain "yes" @ steps[0].expect.stdout',
      'expectation: ask: stdout does not match /^y/ @ steps[0].expect.stdout',
      'expectation: ask: stderr is not empty: "warning" @ steps[0].expect.stderr',
      'expectation: ask: duration is 0 ms, expected above 1 s @ steps[0].expect.duration',
    ]);
  });

  it('compares how long it took as any number is compared', async () => {
    const bench = new CaseBench({ scripts: { prog: { stdout: 'yes' } } });
    assert.deepEqual(await failuresOf(bench, { run: ['prog'], expect: { duration: { within: ['1500ms', '1m30s'], not: '2s' } } }), [
      'expectation: prog: duration is 0 ms, expected not 2 s and from 1.5 s to 1 min 30 s @ steps[0].expect.duration',
    ]);
  });

  it('a missing program is an error, and so is a missing folder, at their places', async () => {
    const scripts = {
      gone: { error: new SpawnError('program-missing', 'There is no program "gone"') },
      lost: { error: new SpawnError('cwd-missing', 'There is no folder /files/x') },
    };
    assert.deepEqual(await failuresOf(new CaseBench({ scripts }), { run: ['gone'] }), ['step: gone: There is no program "gone" @ steps[0].run']);
    assert.deepEqual(await failuresOf(new CaseBench({ scripts }), { run: ['lost'], cwd: 'x' }), ['step: lost: There is no folder /files/x @ steps[0].cwd']);
  });

  it('is stopped when its time is over: an error of kind timeout', async () => {
    const bench = new CaseBench({ scripts: { prog: { hangs: true } } });
    const outcome = bench.steps({ run: ['prog'], timeout: '10s' });
    await until(() => bench.processes.started.length > 0 && bench.clock.sleeping > 0);
    bench.clock.advance(9999);
    await new Promise(setImmediate);
    assert.deepEqual(bench.processes.started[0]?.stops, []);
    bench.clock.advance(1);
    assert.deepEqual((await outcome).failures.map(({ kind, message }) => ({ kind, message })), [
      { kind: 'timeout', message: 'prog took longer than its time limit of 10 s' },
    ]);
    assert.deepEqual(bench.processes.started[0]?.stops, [{ signal: 'SIGTERM', graceMs: 5000 }]);
    assert.deepEqual(bench.told(), ['started step-1', 'error step-1']);
  });

  it('is out of time also while its start is not answered; what is started late is stopped, also in the background', async () => {
    for (const background of [false, true]) {
      let answer = (): void => undefined;
      const answered = new Promise<void>((resolve) => (answer = resolve));
      const bench = new CaseBench({ scripts: { prog: { hangs: true, answered } } });
      const outcome = bench.steps({ run: ['prog'], timeout: '10s', background });
      await until(() => bench.clock.sleeping > 0);
      bench.clock.advance(10_000);
      assert.deepEqual((await outcome).failures.map(({ kind, message }) => ({ kind, message })), [{ kind: 'timeout', message: 'prog took longer than its time limit of 10 s' }]);
      answer();
      await until(() => bench.processes.started[0]?.stops.length === 1);
    }
  });

  it('has five minutes unless it is given another limit', async () => {
    const bench = new CaseBench({ scripts: { prog: { hangs: true } } });
    const outcome = bench.steps({ run: ['prog'] });
    await until(() => bench.clock.sleeping > 0);
    bench.clock.advance(300_000);
    assert.equal((await outcome).outcome, 'error');
  });

  it('is stopped when the test case is cancelled, without a failure', async () => {
    const bench = new CaseBench({ scripts: { prog: { hangs: true } } });
    const outcome = bench.steps({ run: ['prog'] }, { run: ['later'], always: true });
    await until(() => bench.processes.started.length > 0 && bench.clock.sleeping > 0);
    bench.cancel.abort(new Error('stopped by the user'));
    assert.deepEqual(await outcome, { outcome: 'cancelled', failures: [] });
    assert.equal(bench.processes.started[0]?.stops.length, 1);
    assert.deepEqual(bench.told(), ['started step-1', 'cancelled step-1', 'skipped step-2']);
    assert.equal(bench.of('step.skipped')[0]?.reason, 'stopped by the user');
  });

  it('waits two seconds for a child left behind, no longer, and does not stop it', async () => {
    const bench = new CaseBench({ scripts: { prog: { leavesChild: true, stdout: 'ok' } } });
    const outcome = bench.steps({ run: ['prog'], expect: { stdout: { contains: 'ok' }, duration: { below: '1s' } } });
    // The limit of the step sleeps before, too.
    await until(() => bench.processes.started.length > 0);
    await new Promise(setImmediate);
    bench.clock.advance(2000);
    assert.deepEqual(await outcome, { outcome: 'passed', failures: [] });
    assert.deepEqual(bench.processes.started[0]?.stops, []);
  });

  it('makes what it printed known to later steps, without its last line break', async () => {
    const bench = new CaseBench({ scripts: { 'give port': { stdout: '8080\n' }, 'use 8080': { code: 7 } } });
    const outcome = await bench.steps(
      { run: ['give', 'port'], id: 'port' },
      { run: ['use', '${{ steps.port.stdout }}'], expect: { exit_code: 7 } },
      { run: ['code', '${{ steps.port.exit_code }}'] },
    );
    assert.equal(outcome.outcome, 'passed');
    assert.deepEqual(bench.processes.requests.map(({ command }) => command.join(' ')), ['give port', 'use 8080', 'code 0']);
  });

  it('matches the first 16 MiB of a longer output', async () => {
    const stdout = Buffer.concat([Buffer.from('begin'), Buffer.alloc(16 * 1024 * 1024, 'x'), Buffer.from('end')]);
    const bench = new CaseBench({ scripts: { prog: { stdout } } });
    const { failures } = await bench.steps({ run: ['prog'], expect: { stdout: { contains: ['begin', 'end'] } } });
    assert.deepEqual(failures.map(({ message }) => message), ['prog: stdout does not contain "end"']);
  });

  it('a pattern that breaks is an error of its check alone', async () => {
    const regex = { matchRegex: () => Promise.reject(new RegexError('regex-error', 'too much recursion')) };
    const bench = new CaseBench({ scripts: { prog: { stdout: 'x', stderr: 'y' } }, regex });
    const failures = await failuresOf(bench, { run: ['prog'], expect: { stdout: { matches: '(x)+' }, stderr: { empty: true } }, capture: { n: '(x)+' } });
    assert.deepEqual(failures, [
      'step: prog: stdout cannot be matched: the pattern /(x)+/ broke: too much recursion @ steps[0].expect.stdout',
      'expectation: prog: stderr is not empty: "y" @ steps[0].expect.stderr',
      'step: prog: n cannot be captured: the pattern /(x)+/ broke: too much recursion @ steps[0].capture.n',
    ]);
  });
});
