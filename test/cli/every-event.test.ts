import assert from 'node:assert/strict';
import path from 'node:path';
import fc from 'fast-check';
import { BUILT_IN_TYPES, isBuiltInType, type BuiltInType, type ExperimentEvent } from '../../src/events';
import { readJournal } from '../../src/results';
import { checkJournal, JOURNAL_RULES, violationsText } from '../../src/testing';
import { FaultTable } from '../unit/engine/laws/faults';
import { scenarioOf } from '../unit/engine/laws/scenario';
import { Stage } from '../unit/engine/laws/whole-run';
import { Bench } from './bench';

const PLUGIN = `
export default {
  name: 'every kind of trouble',
  setup(plugin) {
    class Late extends plugin.AsyncObserver { queueLimit = 1; onEventAsync() { return new Promise((resolve) => setTimeout(resolve, 5)); } }
    plugin.registerObserver('step.*', () => { throw new Error('no'); }, { suspendAfter: 2 });
    plugin.registerObserver('test_case.started', () => { for (const began = performance.now(); performance.now() - began < 60;); });
    plugin.registerObserver('**', new Late());
  },
};
`;
const EVERYTHING = `name: everything
plugins: [./trouble.mjs, ./broken.mjs]
observers: { resource: { interval: 50ms } }
tests:
  - name: full
    execution_environment: [{ type: command_prefix, plugin_config: { command: env } }]
    services:
      server: { command: [node, -e, "console.log('up'); setInterval(() => {}, 1000)"], ready: { log: up } }
    steps:
      - run: [echo, "rate: 7"]
        capture: { rate: 'rate: (\\d+)' }
      - { run: [sh, -c, exit 3] }
      - { wait: 1ms }
    assertions: [{ type: metric, name: rate, equals: 7 }, { type: metric, name: rate, equals: 8 }]
    artifacts: ['steps/*.log']
  - { name: again, retries: 1, steps: [{ run: [sh, -c, exit 1] }] }
  - { name: skipped, skip: not today, steps: [{ wait: 1ms }] }
  - name: without its tool
    execution_environment: [{ type: command_prefix, plugin_config: { command: no-such-program } }]
    services: { server: { command: [sleep, "1000"] } }
    steps: [{ wait: 1ms }]
  - { name: dies, services: { server: { command: [sh, -c, exit 1], ready: { log: up } } }, steps: [{ wait: 1ms }] }
  - name: restarts
    services: { server: { command: [sh, -c, 'if [ -e flag ]; then echo up; exec sleep 1000; fi; touch flag; exit 1'], ready: { log: up }, restart: { on_failure: true, backoff: 10ms } } }
    steps: [{ wait: 1ms }]
  - { name: does not hear, services: { server: { command: "trap '' TERM; echo up; while :; do sleep 0.05; done", ready: { log: up }, stop: { grace: 100ms } } }, steps: [{ wait: 1ms }] }
  - { name: leaves something, steps: [{ run: [sh, -c, "setsid sleep 1000 > /dev/null 2>&1 & sleep 0.2"] }] }
`;
const LONG = 'name: long\ntests: [{ name: waits, services: { server: { command: [sh, -c, "trap : TERM; echo up; while :; do sleep 0.1; done"], ready: { log: up } } }, steps: [{ wait: 10m }] }]\n';

// Leftovers are found by /proc.
if (process.platform === 'linux') describe('every type of the catalogue', function () {
  this.timeout(120_000);
  let bench: Bench;
  const seen = new Set<BuiltInType>();
  before(async () => {
    bench = await Bench.open({
      'trouble.mjs': PLUGIN,
      'broken.mjs': 'throw new Error("broken at import");',
      'everything.yaml': EVERYTHING,
      'long.yaml': LONG,
      'two.yaml': 'name: two\ntests: [{ name: quick, steps: [{ run: "true" }] }, { name: waits, steps: [{ run: [sh, -c, "test -e go || sleep 1000"] }] }]\n',
    });
  });
  after(() => bench.close());

  function look(events: readonly ExperimentEvent[]): void {
    assert.equal(violationsText(checkJournal(events), JOURNAL_RULES), '');
    for (const { type } of events) if (isBuiltInType(type)) seen.add(type);
  }

  it('is published by a run that meets all that can happen', async () => {
    const { code, stdout, stderr } = await bench.run('run', 'everything.yaml', '--reporter', 'events');
    assert.equal(code, 1, stdout + stderr);
  });

  it('or is stopped twice', async () => {
    const running = bench.start(['run', 'long.yaml', '--reporter', 'events']);
    await running.until(({ stdout }) => stdout.includes('"step.started"'));
    running.child.kill('SIGINT');
    await running.until(({ stdout }) => stdout.includes('"experiment.cancelling"'));
    running.child.kill('SIGINT');
    assert.equal((await running.ended).code, 130);
  });

  it('or goes on with one that was stopped', async () => {
    const running = bench.start(['run', 'two.yaml', '--reporter', 'events']);
    await running.until(({ stdout }) => stdout.includes('"step.started"') && stdout.includes('"test_case.finished"'));
    running.child.kill('SIGINT');
    assert.equal((await running.ended).code, 130);
    await bench.write('go', '');
    assert.equal((await bench.run('run', 'two.yaml', '--resume', 'latest')).code, 0);
  });

  it('or is out of time', async () => {
    assert.equal((await bench.run('run', 'long.yaml', '--timeout', '1s')).code, 1);
  });

  it('or has a network that breaks', async () => {
    const stage = new Stage();
    await stage.open();
    const [scenario] = fc.sample(scenarioOf(['the set-up of the network breaks', 'network_setup'], true), { numRuns: 1, seed: 1 });
    assert.ok(scenario);
    look((await stage.perform(scenario, new FaultTable())).events);
    stage.close();
  });

  it('and none is left that nothing publishes', async () => {
    for (const dir of await bench.runDirs()) look((await readJournal(path.join(dir, 'events.jsonl'))).events);
    assert.deepEqual(BUILT_IN_TYPES.filter((type) => !seen.has(type)), []);
  });
});
