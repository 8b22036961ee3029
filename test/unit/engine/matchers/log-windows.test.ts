import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { logWindows } from '../../../../src/engine/matchers';

describe('the windows of a log', () => {
  let dir = '';
  before(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'log-windows-'));
  });
  after(() => rm(dir, { recursive: true, force: true }));

  const windowsOf = async (content: string | Buffer): Promise<readonly string[]> => {
    const file = path.join(dir, 'log');
    await writeFile(file, content);
    const windows: string[] = [];
    for await (const window of logWindows(file)) windows.push(window);
    return windows;
  };

  it('an empty log has none', async () => assert.deepEqual(await windowsOf(''), []));
  it('a short one is one, its unfinished line too, colours stripped', async () => {
    assert.equal((await windowsOf('one\n\u001b[31mtwo\u001b[0m')).at(-1), 'one\ntwo');
  });

  it('a long one comes in windows of bounded size that end where lines end and together hold every line', async () => {
    const lines = Array.from({ length: 200_000 }, (_, index) => `line ${index} é`);
    const windows = await windowsOf(`${lines.join('\n')}\n`);
    assert.ok(windows.length > 2);
    const seen = new Set<string>();
    for (const window of windows) {
      assert.ok(window.length <= 2 * 1024 * 1024);
      assert.ok(window.endsWith('\n') && window.startsWith('line '));
      for (const line of window.trimEnd().split('\n')) seen.add(line);
    }
    assert.equal(seen.size, lines.length);
    assert.deepEqual([seen.has('line 0 é'), seen.has('line 199999 é')], [true, true]);
  });

  it('a line of 5 MB stays in one piece', async () => {
    const windows = await windowsOf(`before\n${'x'.repeat(5_000_000)}\nafter\n`);
    assert.ok(windows.some((window) => window.includes(`\n${'x'.repeat(5_000_000)}\n`)));
  });

  it('a line longer than can be kept is searched in parts, none of which is lost', async () => {
    const windows = await windowsOf(`${'x'.repeat(9_500_000)}needle${'y'.repeat(3_000_000)}`);
    assert.ok(windows.some((window) => window.includes('xneedley')));
  });

  it('bytes that are no UTF-8 are shown as such and disturb nothing', async () => {
    assert.deepEqual(await windowsOf(Buffer.from([0x61, 0xff, 0x0a, 0xc3])), ['a\ufffd\n', 'a\ufffd\n\ufffd']);
  });
});
