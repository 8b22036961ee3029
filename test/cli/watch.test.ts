import assert from 'node:assert/strict';
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RunSummary } from '../../src/results';
import { Bench, fileText, type Running } from './bench';
import { MIXED, PASSING } from './sample-files';

/** Goes on as soon as a file is there; nobody waits longer than for that. */
const HELD = `name: held
tests:
  - name: waits
    steps:
      - run: [node, -e, "const w = () => require('node:fs').existsSync('go') ? 0 : setTimeout(w, 5); w()"]
        timeout: 10m
  - name: after
    steps: [{ wait: 1ms }]
`;

describe('watch', function () {
  this.timeout(60_000);
  let bench: Bench;
  beforeEach(async () => { bench = await Bench.open({ 'held.yaml': HELD, 'mixed.yaml': MIXED, 'passing.yaml': PASSING }); });
  afterEach(() => bench.close());

  async function held(): Promise<Running> {
    const running = bench.start(['run', 'held.yaml', '--reporter', 'events']);
    await running.until(({ stdout }) => stdout.includes('"step.started"'));
    return running;
  }
  const lastDir = async (): Promise<string> => (await bench.runDirs()).at(-1) ?? '';

  it('shows a run that another process drives, from its beginning, live, to its end', async () => {
    const running = await held();
    const watching = bench.start(['watch', 'latest', '--reporter', 'events']);
    await watching.until(({ stdout }) => stdout.includes('"step.started"'));
    assert.doesNotMatch(watching.stdout, /"step\.finished"/);
    await bench.write('go', '');
    const [run, watch] = await Promise.all([running.ended, watching.ended]);
    assert.equal(watch.code, 0, watch.stderr);
    assert.equal(watch.stdout, run.stdout);
    assert.match(watch.stderr, new RegExp(`^Watching run \\S+, driven by the command line \\(process ${running.child.pid}\\)\\. Ctrl-C stops watching, not the run\\.\n$`));
  });

  it('several may watch, by id or folder, each with its reporters', async () => {
    const running = await held();
    const dir = await lastDir();
    const watchers = [
      bench.start(['watch', path.basename(dir), '--reporter', 'json', '--reporter', 'junit=watched.xml']),
      bench.start(['watch', dir]), bench.start(['watch', path.relative(bench.dir, dir)]),
    ];
    await Promise.all(watchers.slice(1).map((watcher) => watcher.until(({ stdout }) => stdout.startsWith('held: 2 test cases of held.yaml\n'))));
    await bench.write('go', '');
    await running.ended;
    const ended = await Promise.all(watchers.map((watcher) => watcher.ended));
    assert.deepEqual(ended.map(({ code }) => code), [0, 0, 0]);
    assert.equal(ended[0]?.stdout, await readFile(path.join(dir, 'run.json'), 'utf8'));
    assert.equal(await readFile(bench.path('watched.xml'), 'utf8'), await readFile(path.join(dir, 'junit.xml'), 'utf8'));
    assert.match(ended[1]?.stdout ?? '', /✓ passed {4}waits[^]*✓ passed {4}after[^]*passed: 2 passed of 2 in /);
    assert.equal(ended[2]?.stdout, ended[1]?.stdout);
  });

  // Windows has no signal that can be sent to another process and caught there.
  if (process.platform !== 'win32') it('Ctrl-C stops watching and leaves the run alone', async () => {
    const running = await held();
    const watching = bench.start(['watch', 'latest']);
    await watching.until(({ stdout }) => stdout.includes('test cases of'));
    watching.child.kill('SIGINT');
    const { code, stderr } = await watching.ended;
    assert.equal(code, 130);
    assert.match(stderr, /Stopped watching\. The run goes on\.\n$/);
    await bench.write('go', '');
    assert.equal((await running.ended).code, 0);
    assert.equal((await bench.lastSummary()).outcome, 'passed');
  });

  it('says what drove a run that has ended, and ends as the run did', async () => {
    await bench.run('run', 'mixed.yaml');
    const { code, stdout, stderr } = await bench.run('watch', 'latest');
    assert.equal(code, 1);
    assert.match(stderr, /^Run \S+ has ended; it was driven by the command line \(process \d+\)\.\n$/);
    assert.match(stdout, /1\) fails: failed\n[^]*last lines of steps\/.*stdout\.log:\n {5}\| good bye\n/);
    await writeFile(path.join(await lastDir(), 'events.jsonl'), (await fileText(path.join(await lastDir(), 'events.jsonl'))).replace('"type":"test_case.finished"', '"type":"'));
    assert.match((await bench.run('watch', 'latest')).stderr, /events\.jsonl:\d+: expected one JSON object\n/);
    await writeFile(path.join(await lastDir(), 'events.jsonl'), (await fileText(path.join(await lastDir(), 'events.jsonl'))).replace('"type":"experiment.finished"', '"type":"'));
    const endless = await bench.run('watch', 'latest');
    assert.equal(endless.code, 3);
    assert.match(endless.stderr, /The journal holds no end of the run that could be read\.\n$/);
  });

  it('ends when the process that drives the run is killed', async () => {
    const running = await held();
    const watching = bench.start(['watch', 'latest']);
    await watching.until(({ stdout }) => stdout.includes('test cases of'));
    running.child.kill('SIGKILL');
    const { code, stdout, stderr } = await watching.ended;
    assert.equal(code, 3);
    assert.match(stderr, /What drove the run died before the run ended\.\n$/);
    assert.match(stdout, /^interrupted: nothing finished of 2 /m);
  });

  it('finds the logs of a run whose folder was moved', async () => {
    await bench.run('run', 'mixed.yaml');
    await rename(await lastDir(), bench.path('moved'));
    const { stdout } = await bench.run('watch', 'moved');
    assert.match(stdout, /last lines of steps\/.*stdout\.log:\n {5}\| good bye\n/);
    assert.equal((JSON.parse((await bench.run('watch', 'moved', '--reporter', 'json')).stdout) as RunSummary).dir, bench.path('moved'));
  });

  it('waits for the journal of a run that has only begun', async () => {
    await bench.run('run', 'passing.yaml');
    const dir = await lastDir();
    const young = bench.path('young');
    await mkdir(young);
    await copyFile(path.join(dir, 'config.yaml'), path.join(young, 'config.yaml'));
    const watching = bench.start(['watch', 'young', '--reporter', 'events']);
    await watching.until(({ stderr }) => stderr.includes('driven by somebody who left no name'));
    await copyFile(path.join(dir, 'events.jsonl'), path.join(young, 'events.jsonl'));
    const { code, stdout } = await watching.ended;
    assert.equal(code, 0);
    assert.equal(stdout, await readFile(path.join(dir, 'events.jsonl'), 'utf8'));
  });

  it('names a run that is not there, and a journal that cannot be read', async () => {
    for (const name of ['latest', '20200101T000000000Z-0001', 'nowhere']) {
      const { code, stderr } = await bench.run('watch', name);
      assert.equal(code, 2);
      assert.match(stderr, /^error: (there is no earlier run|expected a run's id, its folder, or 'latest', found '\S+': there is no such run)\n$/);
    }
    await bench.run('run', 'passing.yaml');
    await rm(path.join(await lastDir(), 'events.jsonl'));
    await mkdir(path.join(await lastDir(), 'events.jsonl'));
    const { code, stderr } = await bench.run('watch', 'latest');
    assert.equal(code, 2, stderr);
    assert.match(stderr, /error: \S.*events\.jsonl cannot be read: EISDIR/);
  });
});
