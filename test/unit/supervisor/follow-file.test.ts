import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { followFile } from '../../../src/supervisor';
import { until } from './bed';

describe('following a file', () => {
  let dir: string;
  let file: string;
  beforeEach(() => {
    dir = mkdtempSync(path.join(tmpdir(), 'follow-'));
    file = path.join(dir, 'log');
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it('hands over every byte once, in order, with its offset, whatever the writes and drains', async () => {
    const writes = fc.array(fc.record({ bytes: fc.uint8Array({ maxLength: 700_000 }), drain: fc.boolean() }), { maxLength: 12 });
    await fc.assert(fc.asyncProperty(writes, fc.nat(900_000), async (steps, offset) => {
      writeFileSync(file, '');
      const seen: Buffer[] = [];
      let next = offset;
      const follower = followFile(file, (chunk, at) => {
        assert.equal(at, next);
        next += chunk.length;
        // The memory is used again.
        seen.push(Buffer.from(chunk));
      }, { offset, activeMs: 1, idleMs: 2 });
      for (const { bytes, drain } of steps) {
        appendFileSync(file, bytes);
        if (drain) await follower.drain();
      }
      await follower.drain();
      await follower.close();
      const expected = readFileSync(file).subarray(offset);
      assert.ok(Buffer.concat(seen).equals(expected));
      assert.equal(follower.offset, offset + expected.length);
    }), { numRuns: 40 });
  });

  it('sees the file grow, also one that is not there at first', async () => {
    let text = '';
    const follower = followFile(file, (chunk) => (text += chunk.toString()));
    await follower.drain();
    writeFileSync(file, 'first');
    await until('the first is seen', () => text === 'first');
    appendFileSync(file, ' unfinished');
    await until('the rest is seen', () => text === 'first unfinished');
    await follower.close();
  });

  it('hands over nothing after it was closed', async () => {
    writeFileSync(file, 'x'.repeat(1 << 20));
    let calls = 0;
    const follower = followFile(file, () => {
      calls += 1;
      void follower.close();
    });
    await follower.drain();
    appendFileSync(file, 'more');
    await follower.drain();
    await follower.close();
    assert.equal(calls, 1);
  });

  it('tells what went wrong to who drains', async () => {
    const unreadable = followFile(dir, () => assert.fail('a folder has no bytes'));
    await assert.rejects(unreadable.drain(), { code: 'EISDIR' });
    await unreadable.close();
    writeFileSync(file, 'x');
    const thrown = followFile(file, () => {
      throw new Error('the listener broke');
    });
    await assert.rejects(thrown.drain(), /the listener broke/);
    await thrown.close();
  });
});
