import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Bed } from '../../supervisor/bed';
import { RealRun } from './real-run';

/** Each command notes its beginning and its end; numbers are those of the matrix. */
const noting = (bed: Bed, more = ':'): string => `echo "+ \${{ matrix.n }}" >> ${bed.file('notes')}; ${more}; echo "- \${{ matrix.n }}" >> ${bed.file('notes')}`;

describe('engine life: the first command of the next test case', function () {
  if (process.platform === 'win32') return;
  let bed: Bed;
  beforeEach(() => (bed = new Bed()));
  afterEach(() => bed.dispose());

  const experiment = (command: string, { top = '', step = '', count = 12 } = {}): string => `
name: commands
${top}
tests:
  - name: command
    matrix: { n: [${Array.from({ length: count }, (_, index) => index).join(', ')}] }
    steps:
      - run: ${JSON.stringify(command)}
${step}`;
  const notes = (): string[] => readFileSync(bed.file('notes'), 'utf8').trimEnd().split('\n');
  const folders = (run: RealRun): string[] => readdirSync(run.dir, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();

  for (const parallel of [1, 2, 3]) {
    it(`is started once, in its order, and never are more than ${parallel} under way`, async () => {
      const run = new RealRun(bed, experiment(noting(bed), { top: `parallel: ${parallel}`, count: 40 }));
      assert.equal(await run.run(), 'passed', JSON.stringify(run.of('test_case.error')));
      let running = 0;
      for (const note of notes()) assert.ok((running += note.startsWith('+') ? 1 : -1) <= parallel, notes().join());
      if (parallel === 1) assert.deepEqual(notes(), Array.from({ length: 40 }, (_, n) => [`+ ${n}`, `- ${n}`]).flat());
      assert.equal(notes().length, 80);
      const told = run.log.filter(({ type }) => ['test_case.started', 'step.started', 'step.finished', 'test_case.finished'].includes(type));
      let open = 0;
      for (const { type } of told) assert.ok((open += type === 'test_case.started' ? 1 : type === 'test_case.finished' ? -1 : 0) <= parallel);
      assert.equal(told.length, 160);
      assert.deepEqual(bed.tagged(), []);
    });
  }

  it('with fail_fast is not started after one that failed, and leaves no folder', async () => {
    for (const parallel of [1, 2]) {
      const run = new RealRun(bed, experiment(noting(bed, '[ ${{ matrix.n }} != 3 ]'), { top: `fail_fast: true\nparallel: ${parallel}` }).replace('; echo \\"-', ' && echo \\"-'));
      assert.equal(await run.run(), 'failed');
      const begun = run.of('test_case.started').map(({ dir }) => dir);
      assert.deepEqual(folders(run), [...begun].sort());
      if (parallel === 1) assert.equal(begun.length, 4);
      assert.equal(run.of('test_case.finished').filter(({ outcome }) => outcome === 'cancelled').length, 12 - begun.length);
      await bed.dispose();
      bed = new Bed();
    }
  });

  it('waits for whatever else has to be looked at: output that is wrong ends a run that fails fast', async () => {
    const run = new RealRun(bed, experiment(noting(bed, 'echo ${{ matrix.n }}'), { top: 'fail_fast: true', step: '        expect: { stdout: { contains: "0" } }' }));
    assert.equal(await run.run(), 'failed');
    assert.deepEqual(notes(), ['+ 0', '- 0', '+ 1', '- 1']);
  });

  it('is not started when the run is cancelled, and leaves no folder', async () => {
    const run = new RealRun(bed, experiment(noting(bed, '[ ${{ matrix.n }} -lt 5 ] || sleep 1000')));
    run.events.registerObserver('step.started', ({ test }) => {
      if (String(test).includes('5')) run.cancel();
    });
    assert.equal(await run.run(), 'cancelled');
    assert.equal(run.of('test_case.started').length, 6);
    assert.deepEqual(folders(run), run.of('test_case.started').map(({ dir }) => dir).sort());
    assert.deepEqual(bed.tagged(), []);
  });

  it('that is given up while it waits is gone when its test case has ended: nothing is removed behind its back', async () => {
    // Where the one before fails it waits until its own test case starts it.
    const run = new RealRun(bed, experiment(`echo "+ \${{ matrix.n }}" >> ${bed.file('notes')}; [ \${{ matrix.n }} != 4 ]`));
    const told: string[] = [];
    run.events.registerObserver('step.started', ({ test }) => {
      told.push(String(test));
      if (told.length === 6) run.cancel();
    });
    assert.equal(await run.run(), 'cancelled');
    assert.equal(told.length, 6);
    assert.equal(notes().length, 5, 'the last one was never started');
    assert.deepEqual(folders(run), run.of('test_case.started').map(({ dir }) => dir).sort());
  });

  it('that cannot be started is told of its own test case', async () => {
    const run = new RealRun(bed, experiment('x', {}).replace('run: "x"', 'run: ["./none-${{ matrix.n }}"]'));
    assert.equal(await run.run(), 'error');
    assert.equal(run.of('test_case.error').length, 12);
    for (const { test, message } of run.of('test_case.error')) assert.match(message, new RegExp(`none-${/\d+/.exec(String(test))?.[0] ?? '-'}\\b`));
  });

  it('prints into its own log', async () => {
    const run = new RealRun(bed, experiment('echo out ${{ matrix.n }}; echo err ${{ matrix.n }} >&2'));
    assert.equal(await run.run(), 'passed');
    for (const { dir, test } of run.of('test_case.started')) {
      const n = /\d+/.exec(String(test))?.[0] ?? '';
      const log = (name: string): string => readFileSync(path.join(run.dir, dir, 'steps', name), 'utf8');
      assert.equal(log('01-step-1.stdout.log'), `out ${n}\n`);
      assert.equal(log('01-step-1.stderr.log'), `err ${n}\n`);
    }
    assert.ok(!existsSync(path.join(run.dir, 'steps')));
  });
});
