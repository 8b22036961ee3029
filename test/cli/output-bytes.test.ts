import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Bench } from './bench';
import { assertNothingLost } from './nothing-lost';

/** Writes the same bytes to its standard output and to a file: many lines, a huge one, broken UTF-8, no end of line at the end. */
const WRITER = `
const { openSync, writeSync } = require('node:fs');
const copy = openSync(process.argv[2], 'w');
const write = (data) => {
  const bytes = Buffer.from(data);
  for (const fd of [1, copy]) for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
};
for (let n = 0; n < 200; n += 1) write(Array.from({ length: 1000 }, (_, i) => 'line ' + (n * 1000 + i) + '\\n').join(''));
write('x'.repeat(5 * 1024 * 1024) + '\\n');
write(Buffer.from([0xff, 0xfe, 0xc3, 0x0a, 0xe2, 0x82, 0x0a, 0xf0, 0x9f]));
`;

const experiment = `name: much output
tests:
  - name: service
    services:
      writer: { command: [node, writer.js, service.copy], expect_exit: 0 }
  - name: step
    steps:
      - id: write
        run: [node, writer.js, step.copy]
`;

describe('output of services and steps', function () {
  this.timeout(60_000);
  let bench: Bench;
  before(async () => {
    bench = await Bench.open({ 'writer.js': WRITER });
    await bench.write('much.yaml', experiment);
  });
  after(() => bench.close());

  it('is on disk byte for byte: 200,000 lines, one of 5 MB, broken UTF-8', async () => {
    const { code, stdout } = await bench.run('run', 'much.yaml', '--reporter', 'json');
    assert.equal(code, 0, stdout);
    const [dir = ''] = await bench.runDirs();
    await assertNothingLost(dir);
    const { tests } = await bench.lastSummary();
    const logs: readonly (readonly [string, string])[] = [['service.copy', 'services/writer.stdout.log'], ['step.copy', tests[1]?.logs.find((log) => log.endsWith('stdout.log')) ?? '']];
    const journal = await readFile(path.join(dir, 'events.jsonl'), 'utf8');
    const folders = [...journal.matchAll(/"type":"test_case\.started".*?"dir":"([^"]+)"/g)].map(([, folder]) => folder ?? '');
    for (const [index, [copy, log]] of logs.entries()) {
      const written = await readFile(bench.path(copy));
      assert.ok(written.length > 7_000_000);
      const kept = await readFile(path.join(dir, folders[index] ?? '', log));
      assert.ok(written.equals(kept), `${log}: ${kept.length} of ${written.length} bytes`);
    }
  });
});
