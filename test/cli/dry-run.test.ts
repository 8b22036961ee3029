import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ExperimentEvent } from '../../src/events';
import type { PlannedCase, PlannedPart, PlannedStep, RunPlan } from '../../src/runs';
import { Bench } from './bench';
import { BLOCKED, MIXED, NONE_SOUND, ONE_BROKEN, PANTHER, PASSING } from './sample-files';

const SERVED = `name: served
variables: { greeting: hello, folder: "\${{ env.PLACE }}/x" }
defaults: { env: { SPOKEN: "\${{ variables.greeting }}", PATHLESS: null } }
tests:
  - name: serves
    matrix: { size: [1, 2] }
    timeout: 90s
    retries: 2
    execution_environment: [{ type: command_prefix, plugin_config: { command: no-such-wrapper } }]
    services:
      front:
        command: [node, front.js, --port, "\${{ services.front.ports.http }}", --back, "http://\${{ services.back.host }}:\${{ services.back.ports.fixed }}"]
        ports: { http: auto }
        depends_on: [back]
        env: { SIZE: "\${{ matrix.size }}" }
        ready: { log: up }
      back: { command: "node back.js \${{ variables.folder }}", ports: { fixed: 18443 }, stop: { grace: 2s } }
    steps:
      - { id: count, run: "echo \${{ matrix.size }} words", capture: { n: '(\\\\d+)' } }
      - { name: check it, run: [test, "\${{ steps.count.outputs.n }}", -gt, "0"], timeout: 3s }
      - parallel: [{ wait: 1s }, { run: [echo, there] }]
    assertions: [{ file_exists: { path: "\${{ test.dir }}/report" } }]
`;

describe('run --dry-run', function () {
  this.timeout(60_000);
  let bench: Bench;
  beforeEach(async () => { bench = await Bench.open(); });
  afterEach(() => bench.close());

  const env = { PLACE: '/srv' };
  async function planOf(file: string, ...args: readonly string[]): Promise<RunPlan> {
    const { stdout, stderr } = await bench.start(['run', file, '--dry-run', '--reporter', 'json', ...args], env).ended;
    assert.notEqual(stdout, '', stderr);
    return JSON.parse(stdout) as RunPlan;
  }
  const only = ({ tests }: RunPlan): PlannedCase => tests[0] ?? assert.fail('no test case');

  it('resolves what can be known, marks what cannot, and gives every limit', async () => {
    await bench.write('served.yaml', SERVED);
    const { counts, tests, ...plan } = await planOf('served.yaml');
    assert.deepEqual([plan.schema, plan.dry_run, plan.experiment, plan.file], [1, true, 'served', bench.path('served.yaml')]);
    assert.deepEqual(tests.map(({ name, matrix }) => [name, matrix]), [['serves (1)', { size: 1 }], ['serves (2)', { size: 2 }]]);
    const [, second] = tests;
    assert.deepEqual([second?.timeout_ms, second?.retries, second?.env['SPOKEN'], second?.env['PATHLESS'], second?.env['MATRIX_SIZE']], [90_000, 2, 'hello', null, '2']);
    assert.deepEqual(second?.services.map(({ name, command, ports, env: own, ready, stop }) => ({ name, command, ports, env: own, ready, stop })), [
      { name: 'back', command: 'node back.js /srv/x', ports: { fixed: 18443 }, env: undefined, ready: undefined, stop: { signal: 'SIGTERM', grace_ms: 2000 } },
      {
        name: 'front', command: ['node', 'front.js', '--port', '«services.front.ports.http»', '--back', 'http://127.0.0.1:18443'], ports: { http: 'auto' }, env: { SIZE: '2' },
        ready: { log: 'up', interval_ms: 200, timeout_ms: 30_000 }, stop: { signal: 'SIGTERM', grace_ms: 5000 },
      },
    ]);
    assert.deepEqual(second.steps.map(({ id, name, kind, command, timeout_ms: ms }) => [id, name, kind, command, ms]), [
      ['count', 'echo 2 words', 'run', 'echo 2 words', 300_000],
      ['step-2', 'check it', 'run', ['test', '«steps.count.outputs.n»', '-gt', '0'], 3000],
      ['step-3', '2 at the same time', 'parallel', undefined, undefined],
    ]);
    assert.deepEqual(second.steps[2]?.steps?.map(({ id, name }) => [id, name]), [['step-4', 'wait 1s'], ['step-5', 'echo there']]);
    assert.deepEqual(second.assertions.map(({ kind, path: file }) => [kind, file]), [['file_exists', '«test.dir»/report']]);
    assert.deepEqual(second.environments.map(({ type, problems }) => [type, problems?.[0]?.message]), [['usage', undefined], ['command_prefix', "There is no program 'no-such-wrapper' in PATH"]]);
    assert.deepEqual(counts, { total: 2, skipped: 0, broken: 2 });
  });

  it('starts nothing and writes nothing, wherever it would', async () => {
    await bench.write('mixed.yaml', MIXED.replace("console.log('hello')", "require('fs').writeFileSync('ran', '')"));
    const before = await readdir(bench.dir, { recursive: true });
    for (const more of [[], ['--output', 'else where'], ['--reporter', 'json'], ['--strict']]) {
      const { code, stderr } = await bench.run('run', 'mixed.yaml', '--dry-run', ...more);
      assert.equal(code, 0, stderr);
    }
    assert.deepEqual(await readdir(bench.dir, { recursive: true }), before);
  });

  it('tells people, with the place of each test case and each that is as another', async () => {
    await bench.write('mixed.yaml', MIXED);
    const { code, stdout, stderr } = await bench.run('run', 'mixed.yaml', '--dry-run', '--iterations', '2');
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^Plan of mixed: 8 test cases of mixed\.yaml\. Nothing is started\.\n {2}expected time: unknown, 6 test cases never ran before\n/);
    assert.match(stdout, /^1\. passes {2}mixed\.yaml:3 {2}#good {2}expected time unknown\n {3}10 min at most\n {3}steps\n {5}1\. node -e console\.log\('hello'\), 5 min at most\n {8}\$ node -e 'console\.log\('\\''hello'\\''\)'$/m);
    assert.match(stdout, /^2\. passes, iteration 2 .*, as 1$/m);
    assert.match(stdout, /^7\. is skipped .*skipped: not today$/m);
    assert.doesNotMatch(stdout, /\u001b/);
  });

  it('expects what the same test cases took in earlier runs, with so many at a time', async () => {
    await bench.write('two.yaml', 'name: two\ntests:\n  - { name: a, steps: [{ wait: 300ms }] }\n  - { name: b, steps: [{ wait: 300ms }] }\n  - { name: alone, exclusive: true, steps: [{ wait: 300ms }] }\n');
    await bench.run('run', 'two.yaml', '--test', 'a', '--test', 'b');
    const partly = await planOf('two.yaml');
    assert.deepEqual([partly.expected_ms, partly.unknown], [null, 1]);
    await bench.run('run', 'two.yaml');
    const one = await planOf('two.yaml');
    const times = one.tests.map(({ expected_ms: ms }) => ms ?? assert.fail());
    assert.ok(times.every((ms) => ms >= 300), String(times));
    assert.equal(one.expected_ms, times.reduce((sum, ms) => sum + ms, 0));
    const several = await planOf('two.yaml', '--parallel', '3');
    assert.equal(several.expected_ms, Math.max(times[0] ?? 0, times[1] ?? 0) + (times[2] ?? 0), 'the exclusive one waits for the others');
    assert.match((await bench.run('run', 'two.yaml', '--dry-run')).stdout, /expected time: (\d{3} ms|\d\.\d s), as in earlier runs/);
  });

  it('selects and orders as the run does', async () => {
    await bench.write('shuffled.yaml', `order: shuffle\ntests: [${Array.from({ length: 12 }, (_, index) => `{ name: t${index}, tags: [${index % 2 === 0 ? 'even' : 'odd'}], steps: [{ wait: 1ms }] }`).join(', ')}]\n`);
    const planned = await planOf('shuffled.yaml', '--seed', '42', '--tag', 'even');
    await bench.run('run', 'shuffled.yaml', '--seed', '42', '--tag', 'even');
    const [dir = ''] = await bench.runDirs();
    const events = (await readFile(path.join(dir, 'events.jsonl'), 'utf8')).trimEnd().split('\n').map((line) => JSON.parse(line) as ExperimentEvent);
    assert.deepEqual(planned.tests.map(({ id }) => id), events.filter(({ type }) => type === 'test_case.started').map(({ test }) => test));
    const drawn = await planOf('shuffled.yaml');
    const again = await planOf('shuffled.yaml', '--seed', String(drawn.settings.seed));
    assert.deepEqual(again.tests, drawn.tests, 'the seed that was drawn gives the same order');
  });

  it('puts what looks at iterations together after all of them, as the run does, whatever the order', async () => {
    for (const order of ['file', 'interleave', 'shuffle']) {
      await bench.write('together.yaml', `order: ${order}\ntests:\n${['a', 'b'].map((name) => `  - { name: ${name}, iterations: 2, steps: [{ run: echo 3, capture: { n: '(\\d)' } }], assertions: [{ metric: { name: n, of: max, equals: 3 } }] }\n`).join('')}`);
      const { tests } = await planOf('together.yaml');
      assert.deepEqual(tests.map(({ iteration }) => iteration === 0), [false, false, false, false, true, true], order);
    }
  });

  it('says what will be in error, and where', async () => {
    await bench.write('broken.yaml', ONE_BROKEN);
    const broken = await bench.run('run', 'broken.yaml', '--dry-run');
    assert.equal(broken.code, 1);
    assert.match(broken.stdout, /unsound .*would be in error\n {3}! "wait" must be a duration.* broken\.yaml:6:21\n/);
    await bench.write('unset.yaml', 'tests:\n  - name: asks\n    steps: [{ name: asks, run: [echo, "${{ env.NOT_SET_ANYWHERE }}"] }]\n');
    const { problems } = only(await planOf('unset.yaml')).steps[0] as PlannedStep;
    assert.deepEqual(problems?.map(({ line, message }) => [line, message]), [[3, 'There is no "env.NOT_SET_ANYWHERE" here.']]);
  });

  it('shows as written what decides only during the run how a part looks', async () => {
    await bench.write('later.yaml', 'tests:\n  - name: later\n    steps:\n      - { id: a, run: "echo 3", capture: { n: "(.)" } }\n      - { wait: "${{ steps.a.outputs.n }}" }\n');
    const [, later] = only(await planOf('later.yaml')).steps as readonly PlannedPart[];
    assert.deepEqual([later?.as_written, later?.problems], [{ wait: '${{ steps.a.outputs.n }}' }, undefined]);
  });

  it('never shows a secret', async () => {
    const secret = 'p4ss/w0rd+"&é';
    await bench.write('secret.yaml', 'secrets: [SESAME]\ntests:\n  - name: "uses ${{ variables.x ?? 1 }}"\n    env: { TOKEN: "${{ secrets.SESAME }}" }\n    steps: [{ run: [echo, "${{ secrets.SESAME }}", "${{ env.COPY }}"] }]\nvariables: { x: y }\n');
    for (const more of [[], ['--reporter', 'json']]) {
      const { code, stdout, stderr } = await bench.start(['run', 'secret.yaml', '--dry-run', ...more], { SESAME: secret, COPY: secret }).ended;
      assert.equal(code, 0, stderr);
      assert.match(stdout, /\*\*\*/);
      for (const form of [secret, JSON.stringify(secret).slice(1, -1), Buffer.from(secret).toString('base64')]) assert.ok(!`${stdout}${stderr}`.includes(form), form);
    }
  });

  it('ends as the run would on files of which nothing can run, and with wrong usage', async () => {
    for (const [name, text] of Object.entries({ none: NONE_SOUND, blocked: BLOCKED, panther: PANTHER, empty: 'tests: []\n' })) {
      await bench.write(`${name}.yaml`, text);
      const [dry, real] = [await bench.run('run', `${name}.yaml`, '--dry-run'), await bench.run('run', `${name}.yaml`)];
      assert.deepEqual([dry.code, dry.stdout, dry.stderr], [2, '', real.stderr], name);
    }
    await bench.write('passing.yaml', PASSING);
    assert.equal((await bench.run('run', 'passing.yaml', '--dry-run', '--test', 'nothing')).code, 2);
    assert.match((await bench.run('run', 'passing.yaml', '--dry-run', '--reporter', 'junit=x.xml')).stderr, /--dry-run: expected the reporter pretty, plain or json, found 'junit'/);
    await bench.write('file', '');
    assert.match((await bench.run('run', 'passing.yaml', '--dry-run', '--output', 'file/below')).stderr, /the output folder .* cannot be used/);
  });

  it('plans several files, one JSON object a line', async () => {
    await bench.write('mixed.yaml', MIXED);
    await bench.write('passing.yaml', PASSING);
    const { code, stdout } = await bench.run('run', 'mixed.yaml', 'passing.yaml', '--dry-run', '--reporter', 'json');
    assert.equal(code, 0);
    assert.deepEqual(stdout.trimEnd().split('\n').map((line) => (JSON.parse(line) as RunPlan).experiment), ['mixed', 'passing']);
  });
});
