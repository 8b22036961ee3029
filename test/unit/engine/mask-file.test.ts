import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { maskFile } from '../../../src/engine/mask-file';
import { Redactor } from '../../../src/events';

describe('a file that a tool has written', () => {
  let dir: string;
  let file: string;
  beforeEach(() => {
    dir = mkdtempSync(path.join(tmpdir(), 'mask-file-'));
    file = path.join(dir, 'trace.txt');
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('is masked, and stays as it is where it holds no secret', async () => {
    const redactor = new Redactor(['open sesame']);
    writeFileSync(file, 'one\r\ntwo');
    await maskFile(file, redactor);
    assert.equal(readFileSync(file, 'utf8'), 'one\r\ntwo');
    writeFileSync(file, 'one\nit says open sesame\n');
    await maskFile(file, redactor);
    assert.equal(readFileSync(file, 'utf8'), 'one\nit says ***\n');
    assert.deepEqual(readdirSync(dir), ['trace.txt']);
  });

  // Only Linux has a device that is always full.
  if (process.platform === 'linux') it('is removed when there can be no masked one: it may show a secret', async () => {
    writeFileSync(file, 'it says open sesame\n');
    symlinkSync('/dev/full', `${file}.masked`);
    await assert.rejects(maskFile(file, new Redactor(['open sesame'])), /trace\.txt cannot be written without secrets, and was removed: ENOSPC/);
    assert.deepEqual(readdirSync(dir), []);
  });
});
