import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Bench } from './bench';

const TESTS = `tests:
  - name: one
    steps: [{ name: greet, run: [node, -e, "console.log('hello')"] }]
`;

describe('observer settings on the command line', () => {
  let bench: Bench;
  before(async () => { bench = await Bench.open(); });
  after(() => bench.close());

  it('put the log on standard error, and into the run\'s folder, in the form the file asks for', async () => {
    await bench.write('log.yaml', `logging: { level: WARNING, feature_levels: { step: debug } }\nobservers: { logger: { file: run.log, format: json } }\n${TESTS}`);
    const { code, stdout, stderr } = await bench.run('run', 'log.yaml', '--reporter', 'json');
    assert.equal(code, 0, stderr);
    assert.equal(JSON.parse(stdout).outcome, 'passed');
    const told = (text: string): unknown => text.trim().split('\n').map((line) => JSON.parse(line) as object).map((line) => ({ ...line, time: 0, run: '', seq: 0, message: String(Reflect.get(line, 'message')).replace(/[\d.]+ m?s$/, 'n ms') }));
    const line = (message: string, level: string, feature: string) => ({ time: 0, run: '', seq: 0, level, feature, test: 'one', message });
    assert.deepEqual(told(stderr), [line('step greet started', 'debug', 'step.started'), line('step greet passed in n ms', 'info', 'step.finished')]);
    const [dir = ''] = await bench.runDirs();
    assert.deepEqual(told(await readFile(path.join(dir, 'run.log'), 'utf8')), told(stderr));
  });

  it('keep standard error silent where the file says nothing of a log', async () => {
    await bench.write('silent.yaml', TESTS);
    const { code, stderr } = await bench.run('run', 'silent.yaml', '--reporter', 'json');
    assert.deepEqual([code, stderr], [0, '']);
  });
});
