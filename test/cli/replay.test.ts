import assert from 'node:assert/strict';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ExperimentEvent } from '../../src/events';
import type { RunSummary } from '../../src/results';
import { Bench, type Ended } from './bench';
import { MIXED } from './sample-files';

describe('replay', function () {
  this.timeout(60_000);
  let bench: Bench;
  let dir: string;
  let journal: string;
  let events: readonly ExperimentEvent[];
  before(async () => {
    bench = await Bench.open({ 'mixed.yaml': MIXED });
    await bench.run('run', 'mixed.yaml');
    [dir = ''] = await bench.runDirs();
    journal = await readFile(path.join(dir, 'events.jsonl'), 'utf8');
    events = journal.trimEnd().split('\n').map((line) => JSON.parse(line) as ExperimentEvent);
  });
  after(() => bench.close());
  const replay = (...args: readonly string[]): Promise<Ended> => bench.run('replay', 'latest', '--speed', 'max', ...args);
  const told = (count: number): RegExp => new RegExp(`^Replayed ${count} events of run ${path.basename(dir)}\\.$`, 'm');

  it('lets every event happen again, for the reporters of run', async () => {
    const all = await replay('--reporter', 'events');
    assert.equal(all.code, 0, all.stderr);
    assert.equal(all.stdout, journal);
    assert.match(all.stderr, told(events.length));
    assert.equal((await replay('--reporter', 'json')).stdout, await readFile(path.join(dir, 'run.json'), 'utf8'));
    assert.match((await replay()).stdout, /^mixed: 4 test cases of mixed\.yaml\n✓ passed[^]*1\) fails: failed[^]*error: 1 passed, 1 failed, 1 error, 1 skipped of 4 in /);
  });

  it('keeps the time that passed, or a multiple of it', async () => {
    const took = Date.parse(events.at(-1)?.time ?? '') - Date.parse(events[0]?.time ?? '');
    const begun = performance.now();
    const { code, stdout } = await bench.run('replay', dir, '--speed', '1', '--reporter', 'events');
    assert.equal(code, 0);
    assert.equal(stdout, journal);
    assert.ok(performance.now() - begun >= took, `${took} ms were replayed in less`);
  });

  it('--until stops after that event, and shows the run as it was then', async () => {
    const { stdout, stderr, code } = await replay('--until', '5', '--reporter', 'events');
    assert.equal(code, 0);
    assert.equal(stdout, journal.split('\n').slice(0, 5).map((line) => `${line}\n`).join(''));
    assert.match(stderr, /^Replayed 5 events of run \S+, up to seq 5: 0 of 4 test cases finished\.$/m);
    const first = events.find(({ type }) => type === 'test_case.finished');
    const summary = JSON.parse((await replay('--until', String(first?.seq), '--reporter', 'json')).stdout) as RunSummary;
    assert.equal(Object.values(summary.counts).reduce((sum, count) => sum + count, 0) - summary.counts.total, 1);
    assert.match((await replay('--until', '99999')).stderr, told(events.length));
  });

  // Windows has no signal that can be sent to another process and caught there.
  if (process.platform !== 'win32') it('Ctrl-C stops it', async () => {
    const slow = bench.start(['replay', 'latest', '--speed', '0.0001', '--reporter', 'events']);
    await slow.until(({ stdout }) => stdout.includes('\n'));
    slow.child.kill('SIGINT');
    const { code, stderr } = await slow.ended;
    assert.equal(code, 130);
    assert.match(stderr, /, up to seq \d+: 0 of \d test cases finished\.\n$/);
  });

  describe('--observer', () => {
    const finished = (): string => events.flatMap((event) => (event.type === 'test_case.finished' ? [`${event.test} ${String(Reflect.get(event, 'outcome'))}\n`] : [])).join('');

    const forms: { readonly [form: string]: readonly [file: string, text: string] } = {
      'an object of an ES module': ['object.mjs', 'export default { onTestCaseFinished(e) { console.log(e.test, e.outcome); } };'],
      'a class of CommonJS': ['class.cjs', 'module.exports = class Mine { prefix = ""; onTestCaseFinished(e) { console.log(this.prefix + e.test, e.outcome); } };'],
      'a function': ['function.mjs', 'export default (e) => { if (e.type === "test_case.finished") console.log(e.test, e.outcome); };'],
      'what a compiler made of an ES module': ['compiled.cjs', 'Object.defineProperty(exports, "__esModule", { value: true }); exports.default = { onTestCaseFinished(e) { console.log(e.test, e.outcome); } };'],
      'an object with interests': ['interests.mjs', 'export default { interests: () => ["test_case.finished"], onEvent(e) { console.log(e.test, e.outcome); } };'],
      'an asynchronous one, waited for': ['async.mjs', 'export default new class { queueLimit = 2; overflow = "drop_oldest"; async onEventAsync(e) { await new Promise(setImmediate); if (e.type === "test_case.finished") console.log(e.test, e.outcome); } };'],
    };
    for (const [form, [file, text]] of Object.entries(forms)) {
      it(`tells the events to ${form}`, async () => {
        await bench.write(file, text);
        const { code, stdout, stderr } = await replay('--observer', file);
        assert.equal(code, 0, stderr);
        assert.equal(stdout, finished());
        assert.match(stderr, told(events.length));
      });
    }

    it('is one among several, and beside a reporter', async () => {
      await bench.write('one.mjs', 'export default { onExperimentFinished() { console.error("one heard it"); } };');
      await bench.write('two.mjs', 'export default { onExperimentFinished() { console.error("two heard it"); } };');
      const { stdout, stderr } = await replay('--observer', 'one.mjs', '--observer', 'two.mjs', '--reporter', 'events');
      assert.equal(stdout, journal);
      assert.match(stderr, /one heard it\ntwo heard it\n/);
    });

    it('that breaks or changes events harms nobody, and is named once', async () => {
      await bench.write('broken.mjs', 'export default { onEvent(e) { e.type = "mine"; throw new Error("never gets here"); } };');
      await bench.write('throws.mjs', 'export default { onTestCaseFinished() { throw new Error("the observer broke"); } };');
      const { code, stdout, stderr } = await replay('--observer', 'broken.mjs', '--observer', 'throws.mjs', '--reporter', 'events');
      assert.equal(code, 1);
      assert.equal(stdout, journal);
      assert.equal(stderr.split('the observer broke').length, 2, stderr);
      assert.match(stderr, /throws\.mjs failed at event \d+, test_case\.finished: Error: the observer broke\n {4}at .*throws\.mjs:1/);
      assert.match(stderr, /broken\.mjs failed at event 1, experiment\.configured: TypeError: Cannot assign to read only property 'type'/);
    });

    const useless: { readonly [why: string]: readonly [file: string, text: string | undefined, message: RegExp] } = {
      'is not there': ['missing.mjs', undefined, /^error: missing\.mjs: there is no such file/],
      'is not JavaScript': ['syntax.mjs', '\nexport default {', /^error: syntax\.mjs: cannot be loaded: Unexpected end of input; 'node --check syntax\.mjs' shows where$/m],
      'throws': ['throws-first.mjs', 'throw new Error("no config");', /^error: throws-first\.mjs: cannot be loaded: no config/],
      'exports nothing by default': ['named.mjs', 'export const observer = {};', /^error: named\.mjs: expected a default export that is .*, found none, but the exports observer/],
      'exports a text': ['text.mjs', 'export default "hello";', /^error: text\.mjs: expected a default export that is .*, found a string/],
      'exports an object that hears nothing': ['deaf.mjs', 'export default { onTestCaseFinish() {} };', /^error: deaf\.mjs: expected .*found an object without onEvent.*no event is told to onTestCaseFinish\. Did you mean "onTestCaseFinished"\?/],
      'exports a class that cannot be made': ['class.mjs', 'export default class { constructor() { throw new Error("no token"); } onEvent() {} };', /^error: class\.mjs: its class cannot be constructed: no token/],
      'has interests that are no patterns': ['pattern.mjs', 'export default { interests: () => ["a..b"], onEvent() {} };', /^error: pattern\.mjs: interests: .*empty level/],
      'has interests that are no list': ['list.mjs', 'export default { interests: () => "a.b", onEvent() {} };', /^error: list\.mjs: interests: expected a method that returns a list/],
    };
    for (const [why, [file, text, message]] of Object.entries(useless)) {
      it(`refuses a module that ${why}`, async () => {
        if (text !== undefined) await bench.write(file, text);
        const { code, stderr, stdout } = await replay('--observer', file);
        assert.equal(code, 2);
        assert.match(stderr, message);
        assert.equal(stdout, '');
      });
    }

    it('is told of a method that no event is told to', async () => {
      await bench.write('slip.mjs', 'export default { onServiceStart() {}, onEvent() {} };');
      const { code, stderr } = await replay('--observer', 'slip.mjs');
      assert.equal(code, 0);
      assert.match(stderr, /^slip\.mjs: no event is told to onServiceStart\. Did you mean "onServiceStart\w+"\?$/m);
    });
  });

  it('replays a journal with a torn end, garbage, or an older schema, with a note', async () => {
    const old = bench.path('old');
    await bench.write('old/events.jsonl', journal.replaceAll('"schema":1', '"schema":0'));
    const older = await bench.run('replay', old, '--speed', 'max', '--reporter', 'junit');
    assert.equal(older.code, 0);
    assert.equal(older.stdout, await readFile(path.join(dir, 'junit.xml'), 'utf8'));
    assert.match(older.stderr, /^old[\\/]events\.jsonl:1: written by the older schema 0: what it does not say is missing$/m);
    await writeFile(path.join(old, 'events.jsonl'), journal.split('\n').slice(0, 6).join('\n'));
    await appendFile(path.join(old, 'events.jsonl'), '\ngarbage\n{"schema":1,"se');
    const torn = await bench.run('replay', 'old', '--speed', 'max', '--reporter', 'plain');
    assert.equal(torn.code, 0);
    assert.match(torn.stderr, /events\.jsonl:7: expected one JSON object\n[^]*events\.jsonl:8: unfinished last line: [^]*Replayed 6 events of run old, up to seq 6: /);
  });

  it("tells the events to the guide's observer", async () => {
    const [, name = '', text = ''] = /```js\n\/\/ (\S+)\n([^]*?)```/.exec(await readFile('docs/guide.md', 'utf8')) ?? [];
    await bench.write(name, text);
    assert.equal((await replay('--observer', name)).stdout, 'fails failed\nbreaks error\n');
  });

  it('wrong usage is told', async () => {
    for (const [args, message] of [
      [['replay'], /missing required argument 'run'/], [['replay', 'nowhere'], /there is no such run/],
      [['replay', 'latest', '--speed', '0'], /expected a number above 0, or max, found '0'/],
      [['replay', 'latest', '--speed', 'fast'], /found 'fast'/], [['replay', 'latest', '--until', '0'], /expected 1 or more/],
    ] as const) {
      const { code, stderr } = await bench.run(...args);
      assert.equal(code, 2, args.join(' '));
      assert.match(stderr, message);
    }
    await bench.write('empty/events.jsonl', '');
    assert.match((await bench.run('replay', 'empty')).stderr, /holds no event that could be read/);
    await bench.write('begun/config.yaml', '');
    assert.match((await bench.run('replay', 'begun')).stderr, /error: \S.*events\.jsonl cannot be read: ENOENT/);
  });
});
