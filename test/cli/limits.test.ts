import assert from 'node:assert/strict';
import type { BuiltInEvent } from '../../src/events';
import { Bench } from './bench';
import { HANGING_ENVIRONMENT, HANGING_PLUGIN, HURRY, latenessOf, LIMIT_LEVELS, LONG_LEVELS, type LimitLevel } from './limit-levels';
import { assertNothingLost } from './nothing-lost';
import { survivors } from './processes-alive';

/** Other work on the machine is no fault of ours: how late each is when it is quiet, `npm run bench -- --only limits` says. */
const CAP_MS = 10_000;

// What is alive is read from /proc.
if (process.platform === 'linux') describe('time limits, with real processes', function () {
  this.timeout(60_000);
  const benches: Bench[] = [];
  afterEach(() => Promise.all(benches.splice(0).map((bench) => bench.close())));

  async function assertFires(limit: LimitLevel, { hurried = false } = {}): Promise<void> {
    const bench = await Bench.open({
      'hanging.mjs': HANGING_PLUGIN, 'environment.mjs': HANGING_ENVIRONMENT, 'limits.yaml': JSON.stringify(limit.file),
      'hurry.cjs': HURRY.module, 'breaks.cjs': limit.breaks ?? '',
    });
    benches.push(bench);
    const before = [...(limit.breaks === undefined ? [] : ['breaks.cjs']), ...(hurried ? ['hurry.cjs'] : [])].map((name) => `--require ${JSON.stringify(bench.path(name))}`);
    const { code, stdout, stderr } = await bench.start(['run', 'limits.yaml'], { NODE_OPTIONS: before.join(' ') }).ended;
    assert.equal(code, limit.code, stdout + stderr);
    assert.deepEqual(await survivors(bench.mark), []);
    const [dir = ''] = await bench.runDirs();
    const events = (await assertNothingLost(dir)) as readonly BuiltInEvent[];
    assert.match(events.map((event) => JSON.stringify(event)).join('\n'), limit.says);
    const late = latenessOf(hurried ? { ...limit, limitMs: limit.limitMs / HURRY.times } : limit, events);
    console.log(`        ${limit.level}: ${late} ms late`);
    assert.ok(late >= -50 && late < CAP_MS, `${late} ms late`);
  }

  for (const limit of LIMIT_LEVELS) it(`${limit.level}: fires, names itself, and leaves nobody alive`, () => assertFires(limit));

  it('those of half a minute and more, on timers that hurry: they fire, name themselves, and leave nobody alive', async () => {
    await Promise.all(LONG_LEVELS.map((limit) => assertFires(limit, { hurried: true })));
  });

  // They wait for a minute.
  if (process.env['RUNS'] !== undefined) it('those of half a minute and more fire, name themselves, and leave nobody alive', async function () {
    this.timeout(150_000);
    await Promise.all(LONG_LEVELS.map((limit) => assertFires(limit)));
  });
});
