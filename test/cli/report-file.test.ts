import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { lstat, mkdir, readFile, symlink } from 'node:fs/promises';
import { Bench } from './bench';
import { PASSING } from './sample-files';

/** In its way is a folder that the run itself makes. */
const IN_THE_WAY = `name: in the way
tests: [{ name: makes a folder, steps: [{ run: [node, -e, "require('fs').mkdirSync('late.xml')"] }] }]
`;

describe('files that reports go to', function () {
  this.timeout(60_000);
  let bench: Bench;
  beforeEach(async () => { bench = await Bench.open({ 'passing.yaml': PASSING, 'in-the-way.yaml': IN_THE_WAY, file: '' }); });
  afterEach(() => bench.close());

  it('are refused before anything runs where they cannot be written', async () => {
    await bench.run('run', 'passing.yaml');
    await mkdir(bench.path('folder'));
    for (const [target, why] of [['folder', 'it is a folder'], ['file/below.xml', `${bench.path('file')} is no folder`]] as const) {
      const all = [['run', 'passing.yaml', '--reporter', `junit=${target}`], ['watch', 'latest', '--reporter', `junit=${target}`], ['replay', 'latest', '--reporter', `junit=${target}`], ['report', 'latest', '--output', target]];
      for (const args of all) {
        const { code, stdout, stderr } = await bench.run(...args);
        assert.deepEqual([code, stdout], [2, ''], args.join(' '));
        assert.equal(stderr.replaceAll('\\', '/'), `error: the report cannot be written to ${target}: ${why.replaceAll('\\', '/')}\n`);
      }
    }
    assert.equal((await bench.runDirs()).length, 1);
  });

  it('that cannot be written after the run are named, end it with 3, and keep no other report from its file', async () => {
    const { code, stdout, stderr } = await bench.run('run', 'in-the-way.yaml', '--reporter', 'junit=late.xml', '--reporter', 'junit=other.xml');
    assert.equal(code, 3);
    assert.match(stdout, /^passed: 1 passed of 1/m);
    assert.match(stderr, /^error: the report cannot be written to late\.xml: E\w+: [^\n]*\n$/);
    assert.match(await readFile(bench.path('other.xml'), 'utf8'), /<testsuites name="in the way"/);
  });

  if (process.platform !== 'win32') it('stay what they are: a link, a pipe', async () => {
    await symlink('linked.xml', bench.path('link.xml'));
    execFileSync('mkfifo', [bench.path('pipe.xml')]);
    const reader = bench.startProgram('cat', ['pipe.xml']);
    const { code } = await bench.run('run', 'passing.yaml', '--reporter', 'junit=link.xml', '--reporter', 'junit=pipe.xml');
    assert.equal(code, 0);
    const { stdout: piped } = await reader.ended;
    assert.match(piped, /<testsuites name="passing"[^]*<\/testsuites>\n$/);
    assert.equal(await readFile(bench.path('linked.xml'), 'utf8'), piped);
    await bench.run('report', 'latest', '--output', 'link.xml');
    assert.equal(await readFile(bench.path('linked.xml'), 'utf8'), piped);
    assert.deepEqual([(await lstat(bench.path('link.xml'))).isSymbolicLink(), (await lstat(bench.path('pipe.xml'))).isFIFO()], [true, true]);
  });
});
