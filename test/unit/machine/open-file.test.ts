import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openFile, readTextFile } from '../../../src/machine';

describe('files that an experiment may have put in the place of others', () => {
  let dir = '';
  beforeEach(() => (dir = mkdtempSync(path.join(os.tmpdir(), 'open-file-'))));
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('are read where they are files', async () => {
    const file = path.join(dir, 'a.txt');
    writeFileSync(file, 'hé\n');
    assert.equal(await readTextFile(file), 'hé\n');
    await assert.rejects(openFile(path.join(dir, 'none')), { code: 'ENOENT' });
    await assert.rejects(readTextFile(dir));
  });

  if (process.platform !== 'win32') it('are refused at once where they are pipes or devices', async () => {
    const pipe = path.join(dir, 'pipe');
    assert.equal(spawnSync('mkfifo', [pipe]).status, 0);
    for (const file of [pipe, '/dev/zero']) await assert.rejects(openFile(file), { message: `${file} is no regular file`, code: 'EINVAL' });
  });
});
