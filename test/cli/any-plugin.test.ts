import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { isEventOf } from '../../src/events';
import { readJournal } from '../../src/results';
import { Bench } from './bench';
import { assertNothingLost } from './nothing-lost';
import { ODD_EXPERIMENT, ODD_VALUES, oddModule, PLACES } from './odd-plugin';
import { survivors } from './processes-alive';

/** `RUNS=1000` tries so many; `SEED` repeats an earlier suite. */
const RUNS = Number(process.env['RUNS'] ?? 30);
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 0x7fffffff));
const PARAMS = { numRuns: RUNS, seed: SEED, endOnFailure: process.env['SHRINK'] === undefined };

// Who is left is read from /proc.
if (process.platform === 'linux') describe('any plug-in', function () {
  this.timeout(120_000 + RUNS * 10_000);
  let bench: Bench;
  let tried = 0;
  before(async () => { bench = await Bench.open({ 'odd.yaml': ODD_EXPERIMENT }); });
  after(async () => {
    await bench.close();
    console.log(`      seed ${SEED}`);
  });

  /** The run comes to its end, and tells all of it; what is wrong is never the program itself. */
  async function assertEnds(module: string | Uint8Array): Promise<number> {
    await bench.write('odd.mjs', module);
    const output = `out ${(tried += 1)}`;
    await mkdir(bench.path(output));
    const { code, stdout, stderr } = await bench.run('run', 'odd.yaml', '--output', output, '--reporter', 'plain', '--reporter', 'odd_report=report.txt');
    const told = `${String(code)}\n${stdout}${stderr}`;
    assert.ok(code !== null && [0, 1, 2].includes(code), told);
    assert.doesNotMatch(stdout + stderr, /itself broke/, told);
    assert.match(stdout + stderr, /\S/);
    const [dir] = await bench.runDirs(output);
    assert.equal(dir === undefined, code === 2, told);
    if (dir !== undefined) await assertNothingLost(dir, { told });
    return code;
  }

  it('as it should be is used in all its parts', async () => {
    assert.equal(await assertEnds(oddModule(new Map())), 1, 'its validator finds something wrong');
    assert.deepEqual(await survivors(bench.mark), []);
  });

  it('with an observer that cannot be registered does the rest', async () => {
    const observer = 'new Proxy({}, { get() { throw new Error("a trap"); } })';
    await bench.write('odd.mjs', `export default { name: 'odd', setup(plugin) { plugin.registerObserver('**', ${observer}, { name: 'trap' }); } };`);
    const { code, stdout, stderr } = await bench.run('run', 'odd.yaml', '--output', 'trapped', '--reporter', 'plain');
    assert.equal(code, 1, `its steps are missing: ${stdout}${stderr}`);
    const [dir = ''] = await bench.runDirs('trapped');
    const { events } = await readJournal(path.join(dir, 'events.jsonl'));
    assert.deepEqual(events.flatMap((event) => (isEventOf(event, 'plugin.error') ? [event.message] : [])), ['the observer odd: trap cannot be registered: a trap']);
  });

  it('whatever it has where: the run ends, and says what is wrong with it', async () => {
    const codes = new Map<number, number>();
    const places = fc.array(fc.tuple(fc.nat(PLACES - 1), fc.constantFrom(...ODD_VALUES)), { minLength: 1, maxLength: 3 });
    await fc.assert(fc.asyncProperty(places, async (some) => {
      const code = await assertEnds(oddModule(new Map(some)));
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }), PARAMS);
    assert.deepEqual(await survivors(bench.mark), []);
    console.log(`        ${[...codes].map(([code, times]) => `${times} times ${code}`).join(', ')}`);
  });

  it('whatever its bytes are: the run ends, and says what is wrong with it', async () => {
    const whole = Buffer.from(oddModule(new Map()));
    const change = fc.tuple(fc.nat(whole.length), fc.nat(40), fc.uint8Array({ maxLength: 6 }));
    const bytes = fc.oneof(fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) => changes.reduce<Uint8Array>((given, [at, remove, insert]) => (
      Buffer.concat([given.subarray(0, at), insert, given.subarray(at + remove)])), whole)), fc.uint8Array({ maxLength: 200 }));
    await fc.assert(fc.asyncProperty(bytes, async (some) => { await assertEnds(some); }), { ...PARAMS, numRuns: Math.ceil(RUNS / 3) });
    assert.deepEqual(await survivors(bench.mark), []);
  });
});
