import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { rememberedOutputDirs, rememberOutputDir } from '../../../src/results';

describe('the output folders that were used', () => {
  let dir: string;
  beforeEach(async () => { dir = await mkdtemp(path.join(tmpdir(), 'output-index-')); });
  afterEach(() => rm(dir, { recursive: true, force: true, maxRetries: 10 }));

  it('are known at every moment, also while a run remembers one anew', async () => {
    const state = path.join(dir, 'state');
    await rememberOutputDir(dir, state);
    let writing = true;
    const written = (async () => { for (let round = 0; round < 200; round += 1) await rememberOutputDir(dir, state); })().finally(() => { writing = false; });
    let read = 0;
    while (writing) {
      assert.deepEqual(await rememberedOutputDirs(state), [dir], `after ${read} times`);
      read += 1;
    }
    await written;
    assert.ok(read > 0);
  });
});
