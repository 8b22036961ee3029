import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { PlannedStep, RunPlan } from '../../src/runs';
import { Bench } from './bench';

const EXAMPLES = path.resolve('examples');
const files = readdirSync(EXAMPLES).filter((name) => name.endsWith('.experiment.yaml'));
/** Not every Linux lets everybody make namespaces. */
const runsHere = (name: string): boolean =>
  !name.startsWith('failures.') && (!name.startsWith('linux.') || spawnSync('unshare', ['--map-current-user', '--pid', '--fork', 'true']).status === 0);

describe('the examples', () => {
  let bench: Bench;
  beforeEach(async () => { bench = await Bench.open(); });
  afterEach(() => bench.close());

  const run = async (name: string) => {
    const { code, stdout, stderr } = await bench.run('run', path.join(EXAMPLES, name), '--output', bench.path('outputs'), '--parallel', '4');
    return { code, told: `${stdout}\n${stderr}`, stderr, summary: await bench.lastSummary() };
  };

  for (const name of files.filter(runsHere)) {
    it(`${name} passes, as its plan says`, async () => {
      const { stdout: planned } = await bench.run('run', path.join(EXAMPLES, name), '--dry-run', '--reporter', 'json');
      const { code, told, stderr, summary } = await run(name);
      assert.equal(code, 0, told);
      // Whether packets are recorded is a matter of the machine.
      assert.equal(stderr.replace(/^.* warning not-recorded .*\n/m, ''), '');
      assert.ok(summary.counts.total >= 4);
      assert.equal(summary.counts.passed, summary.counts.total);
      const plan = JSON.parse(planned) as RunPlan;
      assert.equal(plan.counts.broken, 0);
      const stepIds = (steps: readonly PlannedStep[]): readonly string[] => steps.flatMap(({ id, steps: below = [] }) => [id, ...stepIds(below)]);
      const parts = plan.tests.map(({ id, services, steps }) => ({ id, services: services.map((service) => service.name).sort(), steps: stepIds(steps).toSorted() }));
      assert.deepEqual(new Set(parts), new Set(summary.tests.map(({ id, services, steps }) => ({ id, services: Object.keys(services).sort(), steps: steps.map((step) => step.id).sort() }))));
      if (name.startsWith('load.')) {
        const iterations = summary.tests.filter(({ over }) => over === undefined);
        assert.deepEqual([...new Set(iterations.map(({ iteration }) => iteration))], [1, 2, 3]);
        assert.equal(summary.tests.length - iterations.length, iterations.length / 3, 'a row over the iterations of each');
        for (const { metrics } of iterations) assert.ok(Object.values(metrics).length > 0, 'every iteration measures');
      }
    });
  }

  it('failures.experiment.yaml fails in the ways its comments promise', async () => {
    const { code, summary } = await run('failures.experiment.yaml');
    assert.equal(code, 1);
    assert.deepEqual(summary.tests.map(({ name, outcome, failures }) => [name, outcome, [...new Set(failures.map(({ kind }) => kind))].join()]), [
      ['nothing is wrong here', 'passed', ''],
      ['assertions that do not hold', 'failed', 'assertion'],
      ['an answer that was not expected', 'failed', 'expectation'],
      ['a command that fails', 'failed', 'expectation'],
      ['nobody answers', 'failed', 'expectation'],
      ['a program that is missing', 'error', 'step'],
      ['a step that hangs', 'error', 'timeout'],
      ['a service that dies', 'error', 'service'],
      ['a service that never starts', 'error', 'service'],
      ['a service that is never ready', 'error', 'timeout'],
      ['a mistake in the file', 'error', 'config'],
      ['not today', 'skipped', ''],
    ]);
    for (const { failures } of summary.tests) for (const { source } of failures) assert.ok(source && source.line > 1, 'every failure has its place');
  });
});
