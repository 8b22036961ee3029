import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ExperimentEvent } from '../../src/events';
import type { RunSummary } from '../../src/results';
import { Bench } from './bench';
import { aliveWith } from './processes-alive';

/** A plug-in that brings one of everything; what its steps and assertions do is told by the file. */
const ALL = `let heard;
export default {
  name: 'all',
  config: { type: 'object', properties: { greeting: { type: 'string' } } },
  setup(plugin, { greeting = 'hello' } = {}) {
    plugin.defineEvent('all.greeted', (payload) => { if (typeof payload.whom !== 'string') throw new Error('whom is no text'); return payload; });
    plugin.addStep({ kind: 'greet', schema: { type: 'object', required: ['whom'], properties: { whom: { type: 'string' }, do: { type: 'string' } } }, async run({ whom, do: what }, at) {
      if (what === 'throw') throw new Error('no voice');
      if (what === 'hang') await new Promise(() => {});
      if (what === 'exit') process.exit(5);
      if (what === 'expect') return { failures: [{ message: 'nobody answered', expected: 'an answer', found: 'silence' }] };
      if (what === 'impersonate') at.publish({ type: 'test_case.finished', outcome: 'passed', success: true });
      if (what === 'leave') { globalThis.late = at; void at.run(['sleep', '60']).catch(() => {}); }
      if (what === 'late') globalThis.late.publish({ type: 'all.greeted', whom: 'too late' });
      const { stdout, code } = await at.run(['printf', '%s', greeting + ' ' + whom]);
      at.recordMetric('greetings_' + whom, 1, 'x');
      at.publish({ type: 'all.greeted', whom });
      return { outputs: { text: stdout, code, services: Object.keys(at.services), given: at.pluginConfig } };
    } });
    plugin.addAssertion({ kind: 'even', schema: { type: 'object', required: ['number'], properties: { number: { type: 'integer' } } }, timeoutMs: 300, evaluate({ number }, at) {
      if (number === 0) return 'nonsense';
      if (number === 100) return new Promise(() => {});
      if (number === 102) throw undefined;
      return { passed: number % 2 === 0, message: number + (number % 2 === 0 ? ' is even' : ' is odd'), expected: 'an even number', found: String(number) };
    } });
    const asked = new Map();
    plugin.addProbe({ kind: 'patience', schema: { type: 'integer' }, probe(times, at, service) {
      const count = (asked.get(service.name) ?? 0) + 1;
      asked.set(service.name, count);
      if (times === 99) throw new Error('not today');
      return count > times || 'asked ' + count + ' times, ' + service.name + (service.running ? ' runs' : ' is dead');
    } });
    plugin.addEnvironment({ type: 'loud', schema: { type: 'object', properties: { word: { type: 'string' } } }, async prepare({ config }) {
      if (config.word === 'throw') throw new Error('no sound');
      return { wrap: ({ command }) => ['env', 'WORD=' + (config.word ?? 'wow'), ...command], collect: async () => { await heard; return { metrics: [{ service: 's', name: 'loudness', value: 11 }] }; } };
    } });
    plugin.addValidator({ validateResults: (results) => results.test === 'invalid' ? [{ severity: 'failed', message: 'the results are odd', expected: 'even ones', found: results.artifacts.join() }] : results.test === 'breaks' ? Promise.reject(new Error('no validator')) : results.test === 'chatty' ? 'all is well' : undefined });
    plugin.addReportFormat({ name: 'headline', render: (runs) => { if (runs.some((run) => run.experiment === 'bad report')) throw new Error('no paper'); return runs.map((run) => run.experiment + ': ' + run.outcome).join('\\n') + '\\n'; } });
    plugin.onRun((run) => {
      const chunks = [];
      run.registerObserver('service.output', (event) => { chunks.push(run.readOutput(event).then((bytes) => Buffer.from(bytes).toString())); });
      run.registerObserver('service.stopped', () => { heard = Promise.all(chunks).then((texts) => run.publish({ type: 'all.heard', text: texts.join(''), live: run.live })); });
    });
    plugin.registerObserver('experiment.finished', () => console.error('observer of all: the run is over'));
  },
};
`;

const summaryOf = async (bench: Bench): Promise<RunSummary> => bench.lastSummary();

describe('plug-ins on the command line', function () {
  this.timeout(120_000);
  let bench: Bench;
  beforeEach(async () => { bench = await Bench.open({ 'all.mjs': ALL }); });
  afterEach(() => bench.close());

  const events = async (): Promise<readonly ExperimentEvent[]> => {
    const dir = (await bench.runDirs()).at(-1) ?? '';
    return (await readFile(path.join(dir, 'events.jsonl'), 'utf8')).trimEnd().split('\n').map((line) => JSON.parse(line) as ExperimentEvent);
  };

  it('do their part in every phase of a run, and their story opens its journal', async () => {
    await bench.write('a.yaml', `name: sound
plugins: [ { path: ./all.mjs, config: { greeting: hi } } ]
tests:
  - name: a
    plugin_config: { mark: "\${{ test.name }}", level: 3 }
    execution_environment: [ { type: loud, plugin_config: { word: hear } } ]
    services: { s: { command: 'printf "%s\\n" "$WORD"; sleep 60', ready: { patience: 2, interval: 20ms } } }
    steps:
      - { greet: { whom: you }, id: g, name: greet you }
      - { run: "printf '%s' '\${{ steps.g.outputs.text }} \${{ steps.g.outputs.given.mark }} \${{ steps.g.outputs.given.level }}'", expect: { stdout: { equals: hi you a 3 } } }
    assertions: [ { type: even, number: 4 }, { metric: { name: greetings_you, equals: 1 } }, { metric: { name: s.loudness, equals: 11 } } ]
`);
    const { code, stdout, stderr } = await bench.run('run', 'a.yaml', '--reporter', 'headline');
    assert.equal(code, 0, stderr);
    assert.equal(stdout, 'sound: passed\n');
    assert.match(stderr, /^observer of all: the run is over$/m);
    const told = await events();
    assert.deepEqual(told.slice(0, 5).map(({ type }) => type), ['experiment.configured', 'plugin.discovered', 'plugin.loaded', 'plugin.initialized', 'experiment.started']);
    const of = (type: string) => told.filter((event) => event.type === type);
    assert.deepEqual(of('all.greeted').map((event) => ({ ...event, seq: 0, time: '', run: '' })), [{ schema: 1, seq: 0, time: '', run: '', type: 'all.greeted', whom: 'you', plugin: 'all', test: 'a' }]);
    assert.deepEqual(of('all.heard').map((event) => 'text' in event && event['text']), ['hear\n']);
    assert.deepEqual(of('step.started').map((event) => 'kind' in event && event['kind']), ['greet', 'run']);
    const { tests: [test] } = await summaryOf(bench);
    assert.deepEqual([test?.metrics['greetings_you'], test?.metrics['s.loudness']], [1, 11]);
  });

  it('that break in a test case break that one alone, with their name; the others and the clean-up go on', async () => {
    const tests: Readonly<Record<string, string>> = {
      throws: 'steps: [ { greet: { whom: a, do: throw } } ]',
      hangs: 'steps: [ { greet: { whom: a, do: hang }, timeout: 200ms } ]',
      exits: 'steps: [ { greet: { whom: a, do: exit } } ]',
      expects: 'steps: [ { greet: { whom: a, do: expect } } ]',
      impersonates: 'steps: [ { greet: { whom: a, do: impersonate } } ]',
      leaves: 'steps: [ { greet: { whom: left, do: leave } } ]',
      late: 'steps: [ { greet: { whom: a, do: late } } ]',
      twice: 'steps: [ { greet: { whom: a } }, { greet: { whom: a } } ]',
      odd: 'assertions: [ { even: { number: 3 } } ]\n    steps: [ { wait: 1ms } ]',
      nonsense: 'assertions: [ { even: { number: 0 } } ]\n    steps: [ { wait: 1ms } ]',
      'hangs asserting': 'assertions: [ { even: { number: 100 } } ]\n    steps: [ { wait: 1ms } ]',
      'throws undefined': 'assertions: [ { even: { number: 102 } } ]\n    steps: [ { wait: 1ms } ]',
      'never ready': 'services: { s: { command: sleep 60, ready: { patience: 99, timeout: 300ms, interval: 50ms } } }\n    steps: [ { wait: 1ms } ]',
      'no sound': 'services: { s: { command: sleep 60 } }\n    execution_environment: [ { type: loud, plugin_config: { word: throw } } ]\n    steps: [ { wait: 1ms } ]',
      invalid: 'artifacts: [ "steps/*.log" ]\n    steps: [ { run: "true", id: x } ]',
      breaks: 'steps: [ { wait: 1ms } ]',
      chatty: 'steps: [ { wait: 1ms } ]',
      fine: 'steps: [ { greet: { whom: a } } ]',
    };
    await bench.write('a.yaml', `plugins: [ ./all.mjs ]\ntests:\n${Object.entries(tests).map(([name, text]) => `  - name: ${name}\n    ${text}\n`).join('')}`);
    const { code, stderr } = await bench.run('run', 'a.yaml', '--reporter', 'plain');
    assert.equal(code, 1, stderr);
    // What a plug-in left running has gone with its test case.
    if (process.platform === 'linux') assert.deepEqual(await aliveWith(bench.mark), []);
    const { tests: ended } = await summaryOf(bench);
    const story = Object.fromEntries(ended.map(({ name, outcome, failures }) => [name, [outcome, ...failures.map(({ phase, kind, message }) => `${phase} ${kind}: ${message}`)]]));
    assert.deepEqual(story, {
      throws: ['error', 'steps plugin: plug-in all, step greet: no voice'],
      hangs: ['error', 'steps timeout: step greet of plug-in all took longer than its time limit of 200 ms'],
      exits: ['error', 'steps plugin: plug-in all, step greet: it called process.exit(5), which would have ended the run'],
      expects: ['failed', 'steps expectation: greet: nobody answered'],
      impersonates: ['error', "steps plugin: plug-in all, step greet: 'test_case.finished' is a built-in event type, which only the engine publishes: give the event a type of your own"],
      leaves: ['passed'],
      late: ['error', 'steps plugin: plug-in all, step greet: the step greet has ended'],
      twice: ['error', 'steps plugin: plug-in all, step greet: the metric "greetings_a" was recorded before'],
      odd: ['failed', 'assertions assertion: 3 is odd'],
      nonsense: ['error', 'assertions plugin: plug-in all, assertion even: expected { passed, message } from evaluate()'],
      'hangs asserting': ['error', 'assertions timeout: assertion even of plug-in all took longer than its time limit of 300 ms'],
      'throws undefined': ['error', 'assertions plugin: plug-in all, assertion even: undefined'],
      'never ready': ['error', 'services timeout: Waiting for s took longer than its time limit of 300 ms: patience of plug-in all: not today'],
      'no sound': ['error', 'execution_environment execution: plug-in all, execution environment loud: no sound'],
      invalid: ['failed', 'results expectation: plug-in all: the results are odd'],
      breaks: ['error', 'results plugin: plug-in all: no validator'],
      chatty: ['error', 'results plugin: plug-in all: expected a list of what is wrong, found string'],
      fine: ['passed'],
    });
  });

  it('that are broken are told at their line, and harm nobody', async () => {
    await bench.write('exits.mjs', 'process.exit(7);');
    await bench.write('exits-later.mjs', "export default { name: 'later', setup(plugin) { plugin.onRun(() => { setTimeout(() => process.exit(3), 10); setTimeout(process.exit, 20); setTimeout(() => { throw new Error('stray'); }, 30); Promise.reject(new Error('rejected')); }); plugin.registerObserver('step.*', () => process.exit(9)); } };");
    await bench.write('a.yaml', 'plugins:\n  - ./exits.mjs\n  - ./gone.mjs\n  - ./exits-later.mjs\ntests: [ { name: a, steps: [ { run: sleep 0.3 } ] } ]\n');
    const { code, stdout, stderr } = await bench.run('run', 'a.yaml', '--reporter', 'plain');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /✓ passed/);
    assert.match(stderr, /^a\.yaml:2:5 error plugin-error The plug-in "exits" cannot be used: cannot be loaded: it called process\.exit\(7\)/m);
    assert.match(stderr, /^a\.yaml:3:5 error plugin-error The plug-in "\.\/gone\.mjs" cannot be used: there is no /m);
    const told = await events();
    const messages = told.flatMap((event) => (event.type === 'plugin.error' && 'phase' in event && event['phase'] === 'run' ? [String(event['message'])] : []));
    for (const message of ['it threw where nobody catches: rejected', 'it called process.exit(3), which would have ended the run', 'it threw where nobody catches: stray']) assert.ok(messages.includes(message), message);
    assert.equal(told[0]?.type, 'experiment.configured');
    assert.equal(told.filter(({ type }) => type === 'observer.error').length, 1);
    const strict = await bench.run('run', 'a.yaml', '--strict');
    assert.equal(strict.code, 2);
    const validated = await bench.run('validate', 'a.yaml');
    assert.equal(validated.code, 1);
    assert.equal(validated.stdout.trimEnd().split('\n').length, 2);
    const listed = await bench.run('list', 'a.yaml');
    assert.equal(listed.code, 0);
    assert.equal(listed.stdout, 'a.yaml:5  a\n');
    const without = await bench.run('validate', 'a.yaml', '--no-plugins');
    assert.equal(without.code, 0, without.stdout);
  });

  it('come from --plugin too; a required observer that fails ends the run with 4', async () => {
    await bench.write('more/req.cjs', "module.exports = { name: 'req', setup(plugin) { plugin.registerObserver('step.finished', () => { throw new Error('no ink'); }, { required: true, name: 'report' }); } };");
    await bench.write('a.yaml', 'tests: [ { name: a, steps: [ { wait: 1ms } ] } ]\n');
    const { code, stdout, stderr } = await bench.run('run', 'a.yaml', '--plugin', 'more', '--reporter', 'plain');
    assert.equal(code, 4, stderr);
    assert.match(stdout + stderr, /required observer req: report failed: no ink/);
    const gone = await bench.run('validate', 'a.yaml', '--plugin', 'gone.mjs');
    assert.match(gone.stderr, /^plug-in .*gone\.mjs \(gone\.mjs\): there is no /m);
  });

  it('are known to the thread that reads a large file', async () => {
    const padding = `# ${'x'.repeat(100)}\n`.repeat(100);
    await bench.write('a.yaml', `${padding}plugins: [ ./all.mjs ]\ntests:\n  - name: a\n    steps: [ { greet: { whom: 3 } }, { greet: { whom: a, wohm: b } } ]\n`);
    const { stdout } = await bench.run('validate', 'a.yaml');
    assert.deepEqual(stdout.trimEnd().split('\n'), [
      'a.yaml:104:31 error wrong-value "whom" must be text; found 3: put it in quotes, "3"',
      'a.yaml:104:58 warning unknown-key "wohm" is not known here and has no effect. Did you mean "whom"?',
    ]);
  });

  it('bring report formats, to standard output and to files; unknown ones are refused', async () => {
    await bench.write('a.yaml', 'name: first\nplugins: [ ./all.mjs ]\ntests: [ { name: a, steps: [ { wait: 1ms } ] } ]\n');
    await bench.write('b.yaml', 'name: second\nplugins: [ ./all.mjs ]\ntests: [ { name: a, steps: [ { run: "false" } ] } ]\n');
    const { code, stderr } = await bench.run('run', 'a.yaml', 'b.yaml', '--reporter', 'headline=out/head.txt');
    assert.equal(code, 1, stderr);
    assert.equal(await readFile(bench.path('out/head.txt'), 'utf8'), 'first: passed\nsecond: failed\n');
    const unknown = await bench.run('run', 'a.yaml', '--reporter', 'headlin');
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /--reporter: expected pretty, plain, json, events, github, junit, headline, found 'headlin'\. Did you mean "headline"\?/);
    await bench.write('c.yaml', 'name: bad report\nplugins: [ ./all.mjs ]\ntests: [ { name: a, steps: [ { wait: 1ms } ] } ]\n');
    const bad = await bench.run('run', 'c.yaml', '--reporter', 'headline');
    assert.equal(bad.code, 0);
    assert.match(bad.stderr, /^The report headline of plug-in all cannot be made: no paper$/m);
  });

  it('hear a replay when they are asked to, and know that it is one', async () => {
    await bench.write('seen.mjs', "export default { name: 'seen', setup(plugin) { plugin.onRun((run) => { let count = 0; run.registerObserver('**', () => { count += 1; }); run.registerObserver('experiment.finished', () => console.log('live ' + run.live + ', ' + count + ' events')); }); } };");
    await bench.write('a.yaml', 'plugins: [ ./seen.mjs ]\ntests: [ { name: a, steps: [ { wait: 1ms } ] } ]\n');
    const live = await bench.run('run', 'a.yaml', '--reporter', 'json');
    const count = (await events()).length;
    assert.match(live.stdout, new RegExp(`^live true, ${count} events$`, 'm'));
    const replayed = await bench.run('replay', 'latest', '--speed', 'max', '--reporter', 'events', '--plugins');
    assert.equal(replayed.code, 0, replayed.stderr);
    assert.match(replayed.stdout, new RegExp(`^live false, ${count} events$`, 'm'));
    const without = await bench.run('replay', 'latest', '--speed', 'max', '--reporter', 'events');
    assert.doesNotMatch(without.stdout, /^live/m);
    const given = await bench.run('replay', 'latest', '--speed', 'max', '--reporter', 'events', '--plugin', 'seen.mjs');
    assert.match(given.stdout, new RegExp(`^live false, ${count} events$`, 'm'));
  });
});
