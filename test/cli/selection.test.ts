import assert from 'node:assert/strict';
import path from 'node:path';
import type { RunSummary } from '../../src/results';
import { Bench, type Ended } from './bench';
import { MIXED, PASSING } from './sample-files';

describe('what run runs', function () {
  this.timeout(60_000);
  let bench: Bench;
  beforeEach(async () => { bench = await Bench.open({ 'mixed.yaml': MIXED, 'passing.yaml': PASSING }); });
  afterEach(() => bench.close());

  async function names(...args: readonly string[]): Promise<readonly string[]> {
    const { stderr } = await bench.run('run', ...args, '--reporter', 'json');
    assert.equal(stderr, '');
    return (await bench.lastSummary()).tests.map(({ name }) => name);
  }

  it('--test takes globs, --tag tags; both together narrow', async () => {
    assert.deepEqual(await names('mixed.yaml', '--test', '*s'), ['passes', 'fails', 'breaks']);
    assert.deepEqual(await names('mixed.yaml', '--test', 'passes', '--test', 'is*'), ['passes', 'is skipped']);
    assert.deepEqual(await names('mixed.yaml', '--tag', 'bad'), ['fails', 'breaks']);
    assert.deepEqual(await names('mixed.yaml', '--tag', 'bad', '--test', 'f*'), ['fails']);
  });

  it('names what there is where nothing is selected, as text', async () => {
    await bench.write('odd.yaml', 'name: odd\ntests: [{ name: "a\\eb\\nc", tags: [smoke, "x\\ay"], steps: [{ wait: 1ms }] }]\n');
    const told = async (...args: readonly string[]): Promise<string> => (await bench.run('run', 'odd.yaml', ...args)).stderr;
    assert.equal(await told('--test', 'nope'), "error: no test case matches --test 'nope'; there is: a\\u001bb\\nc\n");
    assert.equal(await told('--tag', 'no pe', '--test', '*'), "error: no test case matches --test '*' --tag 'no pe'; there is: a\\u001bb\\nc; tags: smoke, x\\u0007y\n");
    assert.match((await bench.run('run', 'passing.yaml', '--tag', 'nope')).stderr, /; there is: greets; tags: none\n$/);
  });

  it('--failed-of takes latest, an id, or a folder', async () => {
    await names('mixed.yaml');
    const [dir = ''] = await bench.runDirs();
    for (const run of [dir, path.basename(dir), path.relative(bench.dir, dir)]) {
      assert.deepEqual(await names('mixed.yaml', '--failed-of', run), ['fails', 'breaks'], run);
    }
    await names('mixed.yaml', '--test', 'passes');
    const nothing = await bench.run('run', 'mixed.yaml', '--failed-of', 'latest');
    assert.equal(nothing.code, 0);
    assert.match(nothing.stderr, /nothing to run/);
    await names('mixed.yaml', '--test', 'fails');
    assert.deepEqual(await names('mixed.yaml', '--failed-of', 'latest'), ['fails']);
  });

  it('--failed-of with other iterations than then takes those of what failed', async () => {
    await names('mixed.yaml');
    assert.deepEqual(await names('mixed.yaml', '--failed-of', 'latest', '--iterations', '2'), ['fails', 'fails', 'breaks', 'breaks']);
    assert.deepEqual(await names('mixed.yaml', '--failed-of', 'latest', '--iterations', '1'), ['fails', 'breaks']);
  });

  it('what looks over iterations brings them all, those that warm up, too: --failed-of ran nothing, and told that all had passed', async () => {
    await bench.write('over.yaml', `name: over
warmup: 1
tests:
  - name: other
    steps: [{ wait: 1ms }]
  - name: measured
    iterations: 3
    steps: [{ run: [node, -e, "console.log('v=' + process.argv[1])", "\${{ iteration }}"], capture: { v: 'v=(\\d+)' } }]
    assertions: [{ metric: { name: v, of: mean, below: 1 } }]
`);
    const all = ['measured [1]', 'measured [2]', 'measured [3]', 'measured [all]'];
    const ids = async (...args: readonly string[]): Promise<readonly (readonly [string, string])[]> =>
      (JSON.parse((await bench.run('run', 'over.yaml', '--reporter', 'json', ...args)).stdout) as RunSummary).tests.map(({ id, outcome }) => [id, outcome]);
    const failed = all.map((id) => [id, id === 'measured [all]' ? 'failed' : 'passed']);
    assert.deepEqual(await ids(), [['other', 'passed'], ...failed]);
    assert.deepEqual(await ids('--failed-of', 'latest'), failed);
    assert.deepEqual(await ids('--failed-of', 'latest'), failed);
    assert.deepEqual(await ids('--test', 'measured [all]'), failed);
    assert.deepEqual(await ids('--failed-of', 'latest', '--shard', '1/2'), failed);
    assert.deepEqual(await ids('--test', 'measured [2]'), [['measured [2]', 'passed']]);
    const plan = JSON.parse((await bench.run('run', 'over.yaml', '--test', 'measured [all]', '--dry-run', '--reporter', 'json')).stdout) as { readonly tests: readonly { readonly id: string }[] };
    assert.deepEqual(plan.tests.map(({ id }) => id), all);
  });

  it('--failed-of reads the file as it was read then', async () => {
    await names('passing.yaml', '--iterations', '2', '--set', 'greeting=bye');
    assert.deepEqual((await bench.lastSummary()).counts.failed, 2);
    assert.deepEqual(await names('passing.yaml', '--failed-of', 'latest'), ['greets', 'greets']);
    assert.deepEqual((await bench.lastSummary()).tests.map(({ id, outcome }) => [id, outcome]), [['greets [1]', 'failed'], ['greets [2]', 'failed']]);
    assert.deepEqual(await names('passing.yaml', '--failed-of', 'latest', '--set', 'greeting=hello'), ['greets', 'greets']);
    assert.equal((await bench.lastSummary()).outcome, 'passed');
  });

  it("--failed-of another file's run is wrong usage", async () => {
    await names('mixed.yaml');
    const [dir = ''] = await bench.runDirs();
    const { code, stderr } = await bench.run('run', 'passing.yaml', '--failed-of', dir);
    assert.equal(code, 2);
    assert.match(stderr, /is of .*mixed\.yaml, not of .*passing\.yaml/);
  });

  it('--set replaces a variable, --iterations multiplies, --output moves the folder', async () => {
    const failing = await bench.run('run', 'passing.yaml', '--set', 'greeting=a=b', '--iterations', '2', '--output', 'else where', '--reporter', 'json');
    assert.equal(failing.code, 1);
    const { tests, dir } = await bench.lastSummary('else where');
    assert.deepEqual(tests.map(({ iteration, outcome }) => [iteration, outcome]), [[1, 'failed'], [2, 'failed']]);
    assert.match(tests[0]?.failures[0]?.found ?? '', /a=b/);
    assert.ok(dir.startsWith(bench.path('else where')));
    assert.deepEqual(await bench.runDirs(), []);
  });

  it('--set keeps the type of what it replaces; a list and a map are given as YAML, or refused', async () => {
    await bench.write('typed.yaml', 'name: typed\nvariables: { n: 1, on: true, text: "1", none: null, list: [1, two], map: { a: { b: 1 } } }\ntests: [{ name: t, steps: [{ run: [echo, "${{ variables.list[0] }} ${{ variables.map.a }}"] }] }]\n');
    const set = (...given: readonly string[]): Promise<Ended> => bench.run('run', 'typed.yaml', '--dry-run', '--reporter', 'json', ...given.flatMap((one) => ['--set', one]));
    const { stdout } = await set('n=2.5', 'on=false', 'text=2', 'none=3', "list=[0x10, '7', {x: null}]", 'map={a: [1], "__proto__": 2}');
    assert.deepEqual((JSON.parse(stdout) as { readonly variables: unknown }).variables, JSON.parse('{"n": 2.5, "on": false, "text": "2", "none": "3", "list": [16, "7", {"x": null}], "map": {"a": [1], "__proto__": 2}}'));
    for (const [given, expected] of [['list=3', 'list'], ['list={a: 1}', 'list'], ['list=[1', 'list'], ['list=', 'list'], ['list=[1]\n---\n[2]', 'list'], ['map=[]', 'map'], ['map={a: *x}', 'map'], ['map={a: 1, a: 2}', 'map']] as const) {
      const { code, stderr } = await set(given);
      assert.equal(code, 2, given);
      assert.match(stderr, new RegExp(`^typed.yaml:2:\\d+ error wrong-value The variable "${expected}" is a ${expected}, and what was given for it is none`), given);
    }
    // What a word or a number cannot be stays a text: a version may become "latest".
    assert.match((await set('n=latest')).stdout, /"n": "latest"/);
  });

  it('--fail-fast cancels the rest, with the reason', async () => {
    const { code } = await bench.run('run', 'mixed.yaml', '--fail-fast', '--reporter', 'json');
    assert.equal(code, 1);
    const { tests } = await bench.lastSummary();
    assert.deepEqual(tests.slice(0, 3).map(({ outcome }) => outcome), ['passed', 'failed', 'cancelled']);
    assert.match(tests[2]?.reason ?? '', /fail/);
  });

  it('--timeout ends the run in error, and cancels the rest with the reason', async () => {
    await bench.write('slow.yaml', 'name: slow\ntests: [{ name: a, steps: [{ wait: 10m }] }, { name: b, steps: [{ wait: 10m }] }]\n');
    const { code, stderr } = await bench.run('run', 'slow.yaml', '--timeout', '200ms', '--reporter', 'json');
    assert.equal(code, 1);
    const { outcome, tests } = await bench.lastSummary();
    assert.equal(outcome, 'error');
    assert.equal(tests[1]?.outcome, 'cancelled');
    assert.match(tests[1]?.reason ?? '', /time limit/);
    assert.match(stderr, /^slow\.yaml:2:1 warning wait-over-timeout The test cases wait 20 min in all, the time limit of the run is 200 ms$/m);
    // Whether a part of the test cases fits is not known.
    assert.doesNotMatch((await bench.run('run', 'slow.yaml', '--timeout', '200ms', '--test', 'a')).stderr, /wait-over-timeout/);
  });
});
