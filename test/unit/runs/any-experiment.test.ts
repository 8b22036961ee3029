import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { loadExperimentText } from '../../../src/config';
import { planRun, RunRefused } from '../../../src/runs';
import { runExperiment, type FakePrograms } from '../../../src/testing';
import { allowedExperiment, anyExperiment } from '../config/any-experiment';

/** `RUNS=10000` tries so many, others each time; `SEED` repeats an earlier suite. Without either the same few are tried each time. */
const RUNS = Number(process.env['RUNS'] ?? 150);
const SEED = Number(process.env['SEED'] ?? (process.env['RUNS'] === undefined ? 5 : Math.floor(Math.random() * 0x7fffffff)));

const PROGRAMS: FakePrograms = ({ command: [program = ''] }) => {
  switch (program) {
    case 'server': return { stdout: 'listening\n', exit: 'never' };
    case 'stubborn': return { exit: 'never', stop: 'ignores' };
    case 'fails': return { stderr: 'no\n', exit: { code: 1 } };
    case 'ends': return { stdout: 'a 1\n', exit: { code: 0, afterMs: 50 } };
    case 'slow': return { exit: { code: 0, afterMs: 3_600_000 } };
    case 'a': return { exit: 'never', leavesChild: true };
    case 'b': return { fails: 'program-missing' };
    default: return { stdout: 'a 7\n{"a":{"b":1}}\n' };
  }
};

/** Tries many; a failure says which experiment it was. */
const forAll = (count: number, make: (draw: fc.GeneratorValue) => unknown, holds: (given: { readonly [key: string]: unknown }) => Promise<void>): Promise<void> =>
  fc.assert(fc.asyncProperty(fc.gen(), async (draw) => {
    const given = make(draw);
    try {
      await holds(given as { readonly [key: string]: unknown });
    } catch (error) {
      throw new Error(`with ${JSON.stringify(given)}`, { cause: error });
    }
  }), { numRuns: count, seed: SEED });

describe('any experiment', function () {
  this.timeout(120_000 + RUNS * 1000);
  let dir = '';
  before(() => { dir = mkdtempSync(path.join(tmpdir(), 'any-experiment-')); });
  after(() => { rmSync(dir, { recursive: true, force: true }); console.log(`      seed ${SEED}`); });

  it('that validates is planned, as for --dry-run', async () => {
    let [sound, planned] = [0, 0];
    await forAll(RUNS * 4, anyExperiment, async (given) => {
      const loaded = await loadExperimentText(path.join(dir, 'any.experiment.yaml'), JSON.stringify(given));
      assert.deepEqual(loaded.problems.filter(({ code }) => code === 'reader-failed').map(({ message }) => message), []);
      try {
        const { tests } = await planRun({ loaded });
        planned += 1;
        if (tests.some(({ problems }) => problems === undefined)) sound += 1;
      } catch (error) {
        if (!(error instanceof RunRefused)) throw error;
        assert.ok(loaded.blocked || loaded.tests.length === 0 || loaded.dialect === 'panther', error.message);
      }
    });
    assert.ok(sound > planned / 20, `${sound} of ${planned} experiments have a sound test case`);
  });

  it('is run to its end, and what goes wrong is never the engine itself', async () => {
    let ran = 0;
    await forAll(RUNS, allowedExperiment, async (given) => {
      const { events, state, problems } = await runExperiment(given, { programs: PROGRAMS });
      assert.deepEqual(problems.filter((line) => line.includes(' reader-failed ')), []);
      events.assertSound();
      const tests = Object.values(state.tests);
      for (const { failures } of tests) for (const { kind, message } of failures) assert.notEqual(kind, 'internal', message);
      ran += tests.filter(({ failures }) => !failures.some(({ kind }) => kind === 'config')).length;
    });
    assert.ok(ran > RUNS / 10, `${ran} test cases ran`);
  });
});
