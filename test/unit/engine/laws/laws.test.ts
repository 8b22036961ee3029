import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CELLS, FAULTS, FaultTable, IMPOSSIBLE, PHASES, type Fault } from './faults';
import { checkLaws } from './laws';
import { scenarioOf } from './scenario';
import { Stage } from './whole-run';

/** `RUNS=10000` runs so many in all; `SEED` repeats an earlier run of the suite. */
const RUNS = Number(process.env['RUNS'] ?? CELLS.length * 3);
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 0x7fffffff));

describe('the laws of a run, whatever goes wrong in whichever phase', function () {
  this.timeout(Math.max(120_000, RUNS * 500));
  const stage = new Stage();
  const table = new FaultTable();
  before(() => stage.open());
  after(() => {
    stage.close();
    console.log(`Seed ${SEED}; SEED=${SEED} repeats it. How often each fault met each phase of a test case:\n${table.text()}`);
  });

  const perCell = Math.max(2, Math.ceil(RUNS / CELLS.length));
  for (const fault of Object.keys(FAULTS) as Fault[]) {
    it(fault, async () => {
      for (const cell of CELLS.filter(([one]) => one === fault)) {
        const check = async (scenario: Parameters<Stage['perform']>[0]) => checkLaws(await stage.perform(scenario, table));
        await fc.assert(fc.asyncProperty(scenarioOf(cell, true), check), { numRuns: Math.max(1, Math.floor(perCell / 3)), seed: SEED, endOnFailure: true });
        await fc.assert(fc.asyncProperty(scenarioOf(cell, false), check), { numRuns: Math.max(1, Math.floor(perCell * 2 / 3)), seed: SEED, endOnFailure: true });
      }
    });
  }

  it('each fault has met each phase that it can', () => assert.deepEqual(table.unmet.map((cell) => cell.join(": ")), []));

  it('what cannot be has its reason', () => {
    for (const fault of Object.keys(FAULTS) as Fault[]) {
      assert.equal(IMPOSSIBLE[fault] === undefined, FAULTS[fault].length === PHASES.length, fault);
    }
  });
});
