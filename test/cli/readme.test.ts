import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { Bench } from './bench';

describe("the README's experiment", function () {
  this.timeout(30_000);

  it('passes as it stands there', async () => {
    const [, text = ''] = /```yaml\n([^]*?)```/.exec(await readFile('README.md', 'utf8')) ?? [];
    const bench = await Bench.open();
    try {
      await bench.write('hello.experiment.yaml', text);
      const { code, stdout, stderr } = await bench.run('run', 'hello.experiment.yaml', '--strict');
      assert.equal(code, 0, stdout + stderr);
    } finally {
      await bench.close();
    }
  });
});
