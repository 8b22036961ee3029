import assert from 'node:assert/strict';
import { CaseBench } from './case-bench';

const captured = async (stdout: string, capture: unknown) => {
  const bench = new CaseBench({ scripts: { prog: { stdout, stderr: 'from stderr: 5' } } });
  const { failures } = await bench.steps({ run: ['prog'], id: 'a', name: 'measure', capture });
  return { metrics: Object.fromEntries(bench.metrics), outputs: bench.outputs['a']?.outputs, failures: failures.map(({ message }) => message), bench };
};

describe('captures', () => {
  it('the first match of the first group becomes a metric and an output', async () => {
    const { metrics, outputs, failures, bench } = await captured('rps: 12.5\nrps: 99', { rps: { pattern: 'rps: ([\\d.]+)', unit: 'req/s' } });
    assert.deepEqual({ metrics, outputs, failures }, { metrics: { rps: 12.5 }, outputs: { rps: 12.5 }, failures: [] });
    assert.deepEqual(bench.of('metric.recorded').map(({ name, value, unit, source }) => ({ name, value, unit, path: source?.path })), [
      { name: 'rps', value: 12.5, unit: 'req/s', path: 'steps[0].capture.rps' },
    ]);
  });

  const numbers: readonly [text: string, value: unknown][] = [
    ['3.5e+10', 3.5e10], ['-4', -4], ['+.5', 0.5], ['0', 0], ['0.25', 0.25], ['1e999', '1e999'], ['007', '007'], ['12345678901234567890', '12345678901234567890'],
    ['abc', 'abc'], ['1,5', '1,5'], ['0x10', '0x10'], ['', ''],
  ];
  for (const [text, value] of numbers) {
    it(`${JSON.stringify(text)} is ${typeof value === 'number' ? 'a number' : 'a text'}`, async () => {
      const { metrics, outputs, failures } = await captured(`v=${text};`, { v: 'v=(.*);' });
      assert.deepEqual({ metrics, outputs, failures }, { metrics: typeof value === 'number' ? { v: value } : {}, outputs: { v: value }, failures: [] });
    });
  }

  it('looks at stderr and into JSON when asked to', async () => {
    const { metrics, outputs } = await captured('{"a":{"n":[1,2]},"s":"x"}', {
      err: { from: 'stderr', pattern: 'stderr: (\\d)' }, n: { json: 'a.n[1]' }, s: { json: 's' },
    });
    assert.deepEqual({ metrics, outputs }, { metrics: { err: 5, n: 2 }, outputs: { err: 5, n: 2, s: 'x' } });
  });

  it('no match fails the step, unless it is optional', async () => {
    const { failures, outputs } = await captured('nothing', { a: 'a=(\\d)', b: { pattern: 'b=(\\d)', optional: true }, c: { json: 'c' } });
    assert.deepEqual({ failures, outputs }, { failures: ['measure: stdout has nothing to capture as a', 'measure: stdout has nothing to capture as c'], outputs: {} });
  });

  it('a second step with the name of a metric is an error, and the first value stays', async () => {
    const bench = new CaseBench({ scripts: { one: { stdout: '1' }, two: { stdout: '2' } } });
    const outcome = await bench.steps({ run: ['one'], capture: { n: '\\d' } }, { run: ['two'], capture: { n: '\\d' } });
    assert.equal(outcome.outcome, 'error');
    assert.deepEqual(outcome.failures.map(({ kind, source }) => [kind, source?.path]), [['step', 'steps[1].capture.n']]);
    assert.deepEqual([...bench.metrics], [['n', 1]]);
  });

  it('later steps can use what was captured', async () => {
    const bench = new CaseBench({ scripts: { 'give': { stdout: 'token=abc' } } });
    await bench.steps({ run: ['give'], id: 'login', capture: { token: 'token=(\\w+)' } }, { run: ['use', '${{ steps.login.outputs.token }}'] });
    assert.deepEqual(bench.processes.requests[1]?.command, ['use', 'abc']);
  });
});
