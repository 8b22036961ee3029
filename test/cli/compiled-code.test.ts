import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { Bench } from './bench';

const EXPERIMENT = 'tests: [{ name: one, steps: [{ run: [node, -e, ""] }] }]';
const OBSERVER = 'export default () => undefined;';

describe('the command line with the code that an earlier run has compiled', () => {
  let bench: Bench;
  beforeEach(async () => (bench = await Bench.open({ 'one.yaml': EXPERIMENT, 'observer.mjs': OBSERVER })));
  afterEach(() => bench.close());

  const folder = (): string => bench.path(process.platform === 'win32' ? 'caches/experiment-observer/Cache' : 'caches/experiment-observer');
  const kept = (): readonly string[] => readdirSync(folder());
  const file = (): string => `${folder()}/${kept()[0] ?? ''}`;

  async function passes(env: NodeJS.ProcessEnv = {}): Promise<void> {
    const { code, stdout, stderr } = await bench.start(['run', 'one.yaml', '--reporter', 'plain'], { XDG_CACHE_HOME: bench.path('caches'), LOCALAPPDATA: bench.path('caches'), ...env }).ended;
    assert.deepEqual([code, stderr, /1 passed of 1/.test(stdout)], [0, '', true], stdout + stderr);
  }

  if (process.platform === 'darwin') return;

  it('keeps it after a run, and uses it in the next, which can import modules', async () => {
    await passes();
    assert.equal(kept().length, 1);
    const { mtimeMs, ino } = statSync(file());
    await passes();
    const replayed = await bench.start(['replay', 'latest', '--observer', 'observer.mjs'], { XDG_CACHE_HOME: bench.path('caches'), LOCALAPPDATA: bench.path('caches') }).ended;
    assert.equal(replayed.code, 0, replayed.stderr);
    assert.deepEqual([statSync(file()).mtimeMs, statSync(file()).ino], [mtimeMs, ino]);
  });

  it('makes it anew where it is damaged anywhere', async () => {
    await passes();
    const sound = readFileSync(file());
    for (const at of [0, 40, Math.floor(sound.length / 2), sound.length - 1]) {
      const damaged = Buffer.from(sound);
      damaged[at] = (damaged[at] ?? 0) ^ 0xff;
      writeFileSync(file(), damaged);
      await passes();
      assert.ok(!readFileSync(file()).equals(damaged), `byte ${at}`);
    }
    for (const length of [0, 31, 1000]) {
      writeFileSync(file(), sound.subarray(0, length));
      await passes();
      assert.ok(statSync(file()).size > 100_000);
    }
  });

  it('does without it, in silence, where nothing can be kept or nothing shall be', async () => {
    writeFileSync(bench.path('caches'), 'a file');
    await passes();
    await passes({ XDG_CACHE_HOME: bench.path('others'), LOCALAPPDATA: bench.path('others'), NODE_DISABLE_COMPILE_CACHE: '1' });
    assert.throws(() => readdirSync(`${bench.path('others')}/experiment-observer`));
    // Only a folder of this name could be replaced by nothing.
    mkdirSync(bench.path('third/experiment-observer'), { recursive: true });
    await passes({ XDG_CACHE_HOME: bench.path('third'), LOCALAPPDATA: bench.path('third') });
  });
});
