import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { loadExperimentFile, loadExperimentText, type Draft, type LoadedExperiment } from '../../../src/config';
import { buildWorker } from '../workers/build-worker';
import { FILE } from './reading';

const draftData = (draft: Draft): object => ({ ...('name' in draft ? { name: draft.name } : {}), ...('dependsOn' in draft ? { dependsOn: draft.dependsOn } : {}), value: draft.value, source: draft.source, parts: ['command', 'run', 'expect.stdout', 'ready.log', 'nothing'].map((part) => draft.sourceOf(part)) });
const data = (loaded: LoadedExperiment): object => JSON.parse(JSON.stringify({
  ...loaded, tests: loaded.tests.map((test) => ({ ...test, services: test.services.map(draftData), steps: test.steps.map(draftData), assertions: test.assertions.map(draftData) })),
})) as object;

describe('reading in a thread', () => {
  let built: Awaited<ReturnType<typeof buildWorker>>;
  let dir: string;
  before(async () => {
    built = await buildWorker();
    dir = mkdtempSync(path.join(tmpdir(), 'config-'));
  });
  after(() => {
    built.remove();
    rmSync(dir, { recursive: true, force: true });
  });
  const padded = (text: string): string => `${text}\n${'# padding that makes the file large enough for a thread\n'.repeat(200)}`;

  it('gives the same as reading in process, for the examples', async () => {
    const marker = path.join(dir, 'used');
    const script = path.join(dir, 'marking.js');
    writeFileSync(script, `require('node:fs').appendFileSync(${JSON.stringify(marker)}, 'x'); require(${JSON.stringify(built.script)});`);
    let count = 0;
    for (const name of readdirSync('examples').filter((one) => one.endsWith('.yaml'))) {
      const text = padded(readFileSync(path.join('examples', name), 'utf8'));
      count++;
      const threaded = await loadExperimentText(FILE, Buffer.from(text), { workerScript: script });
      assert.deepEqual(data(threaded), data(await loadExperimentText(FILE, text)), name);
    }
    assert.equal(readFileSync(marker, 'utf8'), 'x'.repeat(count), 'every one was read in a thread');
  });

  it('gives the same for broken files, options and all', async () => {
    const sample = readFileSync('examples/failures.experiment.yaml', 'utf8');
    await fc.assert(fc.asyncProperty(fc.nat(sample.length), fc.constantFrom('"', '[', '\t', '${{ x', '&a *b', '- '), async (at, splinter) => {
      const text = padded(sample.slice(0, at) + splinter + sample.slice(at));
      const threaded = await loadExperimentText(FILE, text, { workerScript: built.script, iterations: 2 });
      assert.deepEqual(data(threaded), data(await loadExperimentText(FILE, text, { iterations: 2 })));
    }), { numRuns: 8 });
  });

  it('ends when it has become stale', async () => {
    const stale = new AbortController();
    const reading = loadExperimentText(FILE, padded('tests: []'), { workerScript: built.script, signal: stale.signal });
    stale.abort(new Error('stale'));
    await assert.rejects(reading, /stale/);
    await assert.rejects(loadExperimentText(FILE, 'tests: []', { signal: stale.signal }), /stale/);
  });

  it('reads many files at once', async () => {
    const texts = Array.from({ length: 6 }, (_, index) => padded(`tests: [ { name: t${index} } ]`));
    const all = await Promise.all(texts.map((text) => loadExperimentText(FILE, text, { workerScript: built.script })));
    assert.deepEqual(all.flatMap(({ tests }) => tests.map(({ name }) => name)), ['t0', 't1', 't2', 't3', 't4', 't5']);
  });

  it('falls back to this thread when there is no worker', async () => {
    const loaded = await loadExperimentText(FILE, padded('tests: [ { name: a } ]'), { workerScript: path.join(dir, 'none.js') });
    assert.deepEqual(loaded.tests.map(({ name }) => name), ['a']);
  });

  it('blocks a file whose reading takes too much memory', async () => {
    const script = path.join(dir, 'hungry.js');
    writeFileSync(script, "const all = []; require('node:worker_threads').parentPort.on('message', () => { for (;;) all.push(new Array(1e6).fill(all.length)); });");
    const loaded = await loadExperimentText(FILE, padded('tests: []'), { workerScript: script });
    assert.deepEqual(loaded.problems.map(({ code }) => code), ['too-big']);
    assert.equal(loaded.blocked, true);
  });

  it('says that a file cannot be read', async () => {
    const loaded = await loadExperimentFile(path.join(dir, 'missing.yaml'));
    assert.deepEqual(loaded.problems.map(({ code, severity }) => [code, severity]), [['unreadable', 'error']]);
    assert.equal(loaded.blocked, true);
    const [problem] = (await loadExperimentFile(dir)).problems;
    assert.deepEqual([problem?.code, problem?.message], ['unreadable', 'This is a folder: a file is expected']);
  });

  it('reads a file from the disk, small or large', async () => {
    for (const text of ['tests: [ { name: a } ]', padded('tests: [ { name: a } ]')]) {
      const file = path.join(dir, 'some.experiment.yaml');
      writeFileSync(file, text);
      const loaded = await loadExperimentFile(file, { workerScript: built.script });
      assert.deepEqual([loaded.name, loaded.text, loaded.tests.map(({ name }) => name)], ['some', text, ['a']]);
    }
  });
});
