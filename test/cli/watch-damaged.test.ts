import assert from 'node:assert/strict';
import { appendFile, cp, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { REPORTER_NAMES } from '../../src/cli/reporters/reporter-choice';
import { thisProcess } from '../../src/supervisor';
import { Bench } from './bench';
import { damage, damagedBytes } from './damage';
import { inProcess } from './in-process';
import { MIXED } from './sample-files';

/** `RUNS=1000` tries so many; `SEED` repeats an earlier suite. */
const RUNS = Number(process.env['RUNS'] ?? 30);
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 0x7fffffff));
const PARAMS = { numRuns: RUNS, seed: SEED };

describe('watch, of whatever is in a folder', function () {
  this.timeout(120_000 + RUNS * 10_000);
  let bench: Bench;
  let whole: string;
  let dir: string;
  let names: readonly string[];
  let journal: Buffer;
  before(async () => {
    bench = await Bench.open({ 'mixed.yaml': MIXED });
    await bench.run('run', 'mixed.yaml');
    [whole = ''] = await bench.runDirs();
    dir = bench.path('damaged');
    names = (await readdir(whole, { withFileTypes: true })).filter((entry) => entry.isFile()).map(({ name }) => name);
    journal = await readFile(path.join(whole, 'events.jsonl'));
  });
  beforeEach(() => rm(dir, { recursive: true, force: true }));
  after(async () => {
    await bench.close();
    console.log(`      seed ${SEED}`);
  });

  /** It ends once the run has ended or its owner is gone, and says what is wrong. */
  async function assertEnds(watching: ReturnType<typeof inProcess>): Promise<void> {
    const { code, stdout, stderr } = await watching;
    assert.ok([0, 1, 2, 3, 130].includes(code), `${code}: ${stderr}`);
    assert.doesNotMatch(stderr, /^ +at .*:\d+:\d+\)?$|itself broke/m);
    assert.match(stdout + stderr, /\S/);
  }
  const reporter = fc.constantFrom(...REPORTER_NAMES);

  it('damaged: it ends, and says what is wrong', async () => {
    await fc.assert(fc.asyncProperty(damage(names), reporter, async (changes, shown) => {
      await rm(dir, { recursive: true, force: true });
      await mkdir(dir);
      for (const name of names) {
        const bytes = damagedBytes(await readFile(path.join(whole, name)), changes[name]);
        if (bytes !== undefined) await writeFile(path.join(dir, name), bytes);
      }
      const watching = inProcess(['watch', dir, '--reporter', shown], bench.dir);
      // Without its owner and its summary it may be a run that goes on; then it ends now.
      await writeFile(path.join(dir, 'run.json'), '{}').catch(() => undefined);
      await assertEnds(watching);
    }), PARAMS);
  });

  it('while it is written, cut, damaged and replaced: it goes on to the end', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('write' as const), bytes: fc.nat(4000) }), fc.record({ do: fc.constant('add' as const), bytes: fc.uint8Array({ maxLength: 20 }) }),
      fc.record({ do: fc.constant('cut' as const), at: fc.nat(10_000) }), fc.record({ do: fc.constantFrom('remove' as const, 'replace' as const, 'turn' as const) }),
    );
    const owner = JSON.stringify({ schema: 1, kind: 'cli', host: hostname(), ...await thisProcess() });
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 12 }), reporter, async (steps, shown) => {
      await rm(dir, { recursive: true, force: true });
      await cp(whole, dir, { recursive: true });
      await rm(path.join(dir, 'run.json'));
      await writeFile(path.join(dir, 'owner.json'), owner);
      const file = path.join(dir, 'events.jsonl');
      await writeFile(file, '');
      const watching = inProcess(['watch', dir, '--reporter', shown], bench.dir);
      let written = 0;
      for (const one of steps) {
        switch (one.do) {
          case 'write':
            await appendFile(file, journal.subarray(written, written + one.bytes));
            written += one.bytes;
            break;
          case 'add':
            await appendFile(file, one.bytes);
            break;
          case 'cut':
            await truncate(file, one.at).catch(() => undefined);
            break;
          case 'remove':
            await rm(file, { force: true });
            break;
          case 'replace':
            await rm(file, { force: true });
            await writeFile(file, journal.subarray(0, written));
            break;
          case 'turn':
            await new Promise((resolve) => setTimeout(resolve, 30));
            break;
          default:
            one satisfies never;
        }
      }
      await appendFile(file, `\n${journal.subarray(written).toString()}`);
      await writeFile(path.join(dir, 'run.json'), '{}');
      await assertEnds(watching);
    }), PARAMS);
  });

  it('that is taken away altogether: it ends', async () => {
    await cp(whole, dir, { recursive: true });
    await rm(path.join(dir, 'run.json'));
    await writeFile(path.join(dir, 'owner.json'), JSON.stringify({ schema: 1, kind: 'cli', host: hostname(), ...await thisProcess() }));
    await writeFile(path.join(dir, 'events.jsonl'), journal.subarray(0, journal.length / 2));
    const watching = bench.start(['watch', dir, '--reporter', 'events']);
    await watching.until(({ stdout }) => stdout !== '');
    await rm(dir, { recursive: true });
    const { stderr } = await watching.ended;
    assert.match(stderr, /The run's folder is no longer there\./);
  });
});
