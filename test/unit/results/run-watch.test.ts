import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createRun, RunWatch, rememberOutputDir, type RunWatchOptions, SUMMARY_FILE } from '../../../src/results';

describe('watching for runs', () => {
  let dir: string;
  let watches: RunWatch[];
  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'run-watch-'));
    watches = [];
  });
  afterEach(async () => {
    for (const watch of watches) watch.close();
    await rm(dir, { recursive: true, force: true });
  });

  const FILE = '/somewhere/a.experiment.yaml';
  const newRun = (outputDir: string, file = FILE) => createRun({ outputDir, name: 'a', file, text: '' });
  const end = (run: string) => writeFile(path.join(run, SUMMARY_FILE), '{}');

  /** Looks seldom by itself, so that only the system's word can have made it look. */
  function watching(options: Partial<RunWatchOptions> = {}) {
    const told: string[] = [];
    const waiting = new Set<() => void>();
    const watch = new RunWatch({ files: () => [FILE], idleMs: 60_000, stateDir: path.join(dir, 'state'), ...options });
    watches.push(watch);
    watch.on('appeared', ({ dir: run }) => {
      told.push(run);
      for (const check of waiting) check();
    });
    const until = (count: number) => new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`expected ${count} runs, found ${told.join(', ')}`)), 50_000);
      const check = (): void => { if (told.length >= count) { clearTimeout(late); waiting.delete(check); resolve(); } };
      waiting.add(check);
      check();
    });
    return { watch, told, until };
  }

  /** A run and a watch of the same moment are taken for one that began later. */
  async function nextMillisecond(): Promise<void> {
    const begun = Date.now();
    while (Date.now() <= begun) await new Promise(setImmediate);
  }

  it('tells what is under way at the beginning, then what appears, each once and of the wanted experiment only', async () => {
    const outputDir = path.join(dir, 'outputs');
    const running = await newRun(outputDir);
    await end((await newRun(outputDir)).dir);
    await newRun(outputDir, '/elsewhere/b.experiment.yaml');
    await nextMillisecond();
    const { watch, told, until } = watching();
    watch.add([outputDir]);
    await watch.look();
    assert.deepEqual(told, [running.dir]);
    const second = await newRun(outputDir);
    await until(2);
    await newRun(outputDir, '/elsewhere/b.experiment.yaml');
    const third = await newRun(outputDir);
    await until(3);
    await watch.look();
    assert.deepEqual(told, [running.dir, second.dir, third.dir]);
  });

  it('waits for an output folder that is not there yet, and for one that was deleted', async () => {
    const outputDir = path.join(dir, 'not', 'yet', 'there');
    const { watch, told, until } = watching();
    watch.add([outputDir]);
    await watch.look();
    await newRun(outputDir);
    await until(1);
    await rm(path.join(dir, 'not'), { recursive: true });
    await new Promise((resolve) => { setImmediate(resolve); });
    const again = await newRun(outputDir);
    await until(2);
    assert.equal(told[1], again.dir);
  });

  it('tells a run that ended before it was seen, when it began later than the watch', async () => {
    const { watch, told } = watching();
    const outputDir = path.join(dir, 'outputs');
    watch.add([outputDir]);
    const { dir: run } = await newRun(outputDir);
    await end(run);
    await watch.look();
    assert.deepEqual(told, [run]);
  });

  it('finds the output folders that other programs remember', async () => {
    const stateDir = path.join(dir, 'state');
    const { watch, told, until } = watching({ stateDir });
    await watch.look();
    const outputDir = path.join(dir, 'far away');
    const { dir: run } = await newRun(outputDir);
    await rememberOutputDir(outputDir, stateDir);
    await until(1);
    assert.deepEqual(told, [run]);
  });

  it('looks by itself where the system does not tell', async () => {
    const { watch, told, until } = watching({ idleMs: 20 });
    const outputDir = path.join(dir, 'outputs');
    watch.add([outputDir]);
    await watch.look();
    await mkdir(outputDir);
    const { dir: run } = await newRun(outputDir);
    await until(1);
    assert.deepEqual(told, [run]);
  });

  it('tells nothing any more once it is closed', async () => {
    const { watch, told } = watching({ idleMs: 1 });
    const outputDir = path.join(dir, 'outputs');
    watch.add([outputDir]);
    await watch.look();
    watch.close();
    await newRun(outputDir);
    await watch.look();
    assert.deepEqual(told, []);
  });
});
