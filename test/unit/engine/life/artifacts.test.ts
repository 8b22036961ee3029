import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { artifactSource, type ArtifactRequest } from '../../../../src/engine/artifact-source';
import { collectArtifacts, type Artifact } from '../../../../src/engine/artifacts';
import { compileGlob, compileGlobFolders } from '../../../../src/config';
import { FakeRun, plan } from './fakes';

const never = new AbortController().signal;

describe('engine life: artifacts', () => {
  let dir = '';
  beforeEach(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'artifacts-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  const write = async (name: string, text = name) => {
    await mkdir(path.dirname(path.join(dir, name)), { recursive: true });
    await writeFile(path.join(dir, name), text);
  };
  const collect = async (...globs: ArtifactRequest[]): Promise<readonly Artifact[]> => {
    const artifacts: Artifact[] = [];
    const sources = await Promise.all(globs.map((glob) => artifactSource(glob, { testDir: dir, fileDir: dir })));
    await collectArtifacts(dir, sources.filter((source) => source !== undefined), (artifact) => artifacts.push(artifact), never);
    return artifacts;
  };

  it('are the regular files that match, copied with their path', async () => {
    await write('services/server/data.aof', '12345');
    await write('services/server/notes.txt');
    await write('report.json');
    assert.deepEqual(await collect('services/**/*.aof', 'report.json', 'nothing/*'), [{ path: 'report.json', size: 11 }, { path: 'services/server/data.aof', size: 5 }]);
    assert.equal(await readFile(path.join(dir, 'artifacts/services/server/data.aof'), 'utf8'), '12345');
  });

  it('come from elsewhere, too: a folder, a file, a glob, to where it says', async () => {
    await write('elsewhere/data/a.aof');
    await write('elsewhere/data/deep/b.txt');
    assert.deepEqual(await collect({ from: 'elsewhere/data' }, { from: 'elsewhere/data/*.aof', to: 'x/y/' }, { from: path.join(dir, 'elsewhere/data/deep/b.txt') }, { from: 'no/such' }), [
      { path: 'data/a.aof', size: 20 }, { path: 'data/deep/b.txt', size: 25 }, { path: 'x/y/a.aof', size: 20 }, { path: 'b.txt', size: 25 },
    ]);
    assert.equal(await readFile(path.join(dir, 'artifacts/x/y/a.aof'), 'utf8'), 'elsewhere/data/a.aof');
  });

  it('never come from a folder that is not allowed, also through a link, nor go outside of theirs', async () => {
    await symlink('/etc', path.join(dir, 'etc'));
    for (const from of ['/etc/hostname', '/etc', 'etc', 'etc/host*']) await assert.rejects(collect({ from }), /outside of the folders/, from);
    for (const to of ['../x', '/x', 'a/../../x', '..']) await assert.rejects(collect({ from: dir, to }), /leaves the folder/, to);
  });

  it('never come from artifacts/ itself, nor through a symbolic link', async () => {
    await write('artifacts/old.txt');
    await write('sub/artifacts/kept.txt');
    await mkdir(path.join(dir, 'links'));
    await symlink('/etc/hostname', path.join(dir, 'links/file'));
    await symlink('/etc', path.join(dir, 'links/folder'));
    assert.deepEqual(await collect('**'), [{ path: 'sub/artifacts/kept.txt', size: 22 }]);
  });

  it('that cannot be collected are named, and keep no other from being collected', async () => {
    if (process.platform !== 'linux') return;
    await write('a.txt', '1');
    await write('z.txt', '22');
    await write('artifacts/b.txt/c.txt', '');
    await write('b.txt', '');
    await writeFile(Buffer.concat([Buffer.from(path.join(dir, 'bad')), Buffer.of(0xff), Buffer.from('.txt')]), '');
    const artifacts: Artifact[] = [];
    const source = await artifactSource('*.txt', { testDir: dir, fileDir: dir });
    assert.ok(source);
    await assert.rejects(collectArtifacts(dir, [source], (artifact) => artifacts.push(artifact), never), /^Error: "b\.txt" cannot be collected: .* \(and 1 more\)$/);
    assert.deepEqual(artifacts, [{ path: 'a.txt', size: 1 }, { path: 'z.txt', size: 2 }]);
    await rm(path.join(dir, 'b.txt'));
    await assert.rejects(collectArtifacts(dir, [source], () => undefined, never), { message: '"bad\uFFFD.txt" cannot be collected: its name is no UTF-8' });
  });

  it('are looked for only where they may be: what lies beside them does not count', async () => {
    if (process.platform !== 'linux') return;
    await write('a.txt', '1');
    await write('x/y/b.txt', '22');
    // What cannot be looked into breaks the test only if something may be in there.
    await mkdir(Buffer.concat([Buffer.from(path.join(dir, 'bad')), Buffer.of(0xff)]));
    assert.deepEqual(await collect('*.txt', 'x/*/b.txt', { from: path.join(dir, 'a.txt'), to: 'again' }, { from: `${dir}/x/**/*.txt`, to: 'deep' }, { from: `${dir}/a.*`, to: 'glob' }), [
      { path: 'a.txt', size: 1 }, { path: 'x/y/b.txt', size: 2 }, { path: 'again/a.txt', size: 1 }, { path: 'deep/y/b.txt', size: 2 }, { path: 'glob/a.txt', size: 1 },
    ]);
    for (const glob of ['**/*.txt', '*/*.txt', 'b*/x']) await assert.rejects(collect(glob), /its name is no UTF-8/, glob);
  });

  it('never come from artifacts/ itself, also when a link leads to the folder of the test', async () => {
    await write('test/artifacts/old.txt');
    await write('test/new.txt', '1');
    await symlink(path.join(dir, 'test'), path.join(dir, 'link'));
    const testDir = path.join(dir, 'link');
    const found: Artifact[] = [];
    const source = await artifactSource({ from: testDir, to: 'all' }, { testDir, fileDir: dir });
    assert.ok(source);
    await collectArtifacts(testDir, [source], (artifact) => found.push(artifact), never);
    assert.deepEqual(found, [{ path: 'all/new.txt', size: 1 }]);
  });

  it('go where they belong, also when the test has made artifacts/ itself, and never through a link of its', async () => {
    await write('elsewhere/x.txt', 'other');
    await write('a.txt', 'own');
    await write('d/b.txt', 'own');
    await mkdir(path.join(dir, 'artifacts'));
    await symlink(path.join(dir, 'elsewhere/x.txt'), path.join(dir, 'artifacts/a.txt'));
    await symlink(path.join(dir, 'elsewhere'), path.join(dir, 'artifacts/d'));
    await assert.rejects(collect('*.txt', 'd/*'), /"d\/b\.txt" cannot be collected: a link leads from artifacts\/ elsewhere/);
    assert.equal(await readFile(path.join(dir, 'artifacts/a.txt'), 'utf8'), 'own');
    assert.equal(await readFile(path.join(dir, 'elsewhere/x.txt'), 'utf8'), 'other');
    assert.deepEqual(await readdir(path.join(dir, 'elsewhere')), ['x.txt']);
  });

  it('never leave the folder', async () => {
    for (const glob of ['../x', 'a/../../x', '/etc/passwd', 'C:\\x', '\\x']) await assert.rejects(collect(glob), RangeError, glob);
  });

  it('a glob that leaves the folder is a mistake in the file', async () => {
    const run = new FakeRun([plan('t', { artifacts: ['../x'] })]);
    assert.equal(await run.runIn(dir), 'error');
    assert.deepEqual(run.of('test_case.error').map(({ phase, kind }) => ({ phase, kind })), [{ phase: 'results', kind: 'config' }]);
  });

  it('that the file may not ask for keep no other from being collected', async () => {
    const run = new FakeRun([plan('t', { artifacts: ['../x', 'x.txt', { from: '/etc/hostname' }, 'y.txt', { from: 'no/such', to: '..' }] })]);
    await write('t/x.txt', 'x');
    assert.equal(await run.runIn(dir), 'error');
    assert.deepEqual(run.of('test_case.error').map(({ kind, message }) => `${kind}: ${message.slice(0, 30)}`), ['config: "../x" leaves the test\'s folde', 'config: "/etc/hostname" is outside of ']);
    assert.deepEqual(run.of('test_case.results_collected').map(({ artifacts, unmatched }) => [artifacts, unmatched]), [[['x.txt'], ['y.txt', 'no/such']]]);
  });

  it('are 1 GiB at most; those before are kept', async () => {
    await write('a.txt');
    await write('b.bin');
    await truncate(path.join(dir, 'b.bin'), 1024 ** 3);
    const artifacts: Artifact[] = [];
    await assert.rejects(collectArtifacts(dir, [{ root: dir, wanted: () => true, looksInto: () => true, to: '' }], (artifact) => artifacts.push(artifact), never), /1 GiB/);
    assert.deepEqual(artifacts.map(({ path: name }) => name), ['a.txt']);
  });

  it('of more than 1 GiB are what the file may not ask for; those before are told', async () => {
    const run = new FakeRun([plan('t', { artifacts: ['*'] })]);
    await write('t/a.txt', 'x');
    await write('t/b.bin', '');
    await truncate(path.join(dir, 't/b.bin'), 1024 ** 3);
    assert.equal(await run.runIn(dir), 'error');
    assert.deepEqual(run.of('test_case.error').map(({ phase, kind, message }) => [phase, kind, message.slice(0, 41)]), [['results', 'config', 'The artifacts are larger than 1 GiB: "b.b']]);
    assert.deepEqual(run.of('test_case.results_collected').map(({ artifacts }) => artifacts), [['a.txt']]);
  });

  it('are collected also of a test that is in error, and told', async () => {
    const run = new FakeRun([plan('t', { artifacts: ['**'], network: 'docker' })]);
    await write('t/x.txt', 'x');
    await run.runIn(dir);
    assert.deepEqual(run.of('artifact.collected').map(({ path: name, size }) => ({ name, size })), [{ name: 'x.txt', size: 1 }]);
    assert.deepEqual(run.of('test_case.results_collected')[0]?.artifacts, ['x.txt']);
  });
});

describe('engine life: globs', () => {
  const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['*.log', ['a.log', '.log'], ['a/b.log', 'a.logs']],
    ['**/*.log', ['a.log', 'a/b.log', 'a/b/c.log'], ['a.txt']],
    ['a/**', ['a/b', 'a/b/c'], ['a', 'b/a']],
    ['a/**/z', ['a/z', 'a/b/c/z'], ['a/bz']],
    ['?.txt', ['a.txt'], ['ab.txt', '/.txt']],
    ['[a-c]x', ['ax', 'cx'], ['dx']],
    ['[!a]x', ['bx'], ['ax']],
    ['*.{js,ts}', ['a.js', 'b.ts'], ['a.jts', 'a.{js,ts}']],
    ['./a+b(1).txt', ['a+b(1).txt'], ['aab(1).txt']],
    ['a\\b', ['a/b'], ['a\\b']],
  ];
  it('know into which folders to look', () => {
    const into: readonly (readonly [string, readonly string[], readonly string[]])[] = [
      ['*.log', [], ['a', 'a/b']],
      ['**', ['a', 'a/b'], []],
      ['a/*/c', ['a', 'a/b'], ['b', 'a/b/c', 'b/b']],
      ['./a/b?/**/c', ['a', 'a/bx', 'a/bx/y/z'], ['b', 'a/c', 'a/c/y']],
      ['**/a', ['x', 'x/y'], []],
      ['{a,b}/c', ['a', 'b'], ['c', 'a/c']],
    ];
    for (const [glob, inside, other] of into) {
      const looksInto = compileGlobFolders(glob);
      assert.deepEqual([inside.filter((name) => !looksInto(name)), other.filter(looksInto)], [[], []], glob);
    }
  });

  for (const [glob, matching, other] of cases) {
    it(glob, () => {
      const matches = compileGlob(glob);
      assert.deepEqual(matching.filter((name) => !matches(name)), []);
      assert.deepEqual(other.filter(matches), []);
    });
  }

  it('an open bracket is refused', () => {
    for (const glob of ['[a', '{a,b']) assert.throws(() => compileGlob(glob), RangeError);
  });
});
