import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseReporter } from '../../../src/cli/reporters/reporter-choice';
import { PlainReporter } from '../../../src/cli/reporters/plain';
import { PrettyReporter } from '../../../src/cli/reporters/pretty';
import type { Reporter } from '../../../src/cli/reporters/reporter';
import { colorsFor } from '../../../src/cli/reporters/style';
import { EventManager, type BuiltInDraft, type SourceRef } from '../../../src/events';
import type { Remaining } from '../../../src/observers';
import { RunModel } from '../../../src/results';
import { displayWidth } from '../../../src/cli/text/display-width';
import { FakeTerminal } from './fake-terminal';

const at = (declared: string): SourceRef => ({ file: '/x/a.experiment.yaml', path: declared, range: { start: { line: 7, column: 5 }, end: { line: 8, column: 1 } } });
/** No second passes, however busy the machine is. */
const NOW = Date.UTC(2026, 0, 1);
const colors = colorsFor(false, {});
const showPath = (file: string): string => file;

const configured = (dir = '/out'): BuiltInDraft => ({
  type: 'experiment.configured', file: '/x/a.experiment.yaml', name: 'sample', dir, settings: { parallel: 2, fail_fast: false },
  environment: { platform: 'linux', node: '20', host: 'h', owner: 'cli' }, source: at(''),
});
const planned = (names: readonly string[]): BuiltInDraft => ({
  type: 'experiment.started',
  tests: names.map((name, index) => ({
    id: `id${index}`, name, base: name, matrix: {}, iteration: 1, tags: [], dir: `t${index}`, source: at(`tests[${index}]`),
    services: [{ name: 'server', source: at(`tests[${index}].services.server`) }],
  })),
});
const started = (index: number): BuiltInDraft => ({ type: 'test_case.started', test: `id${index}`, attempt: 1, dir: `t${index}`, source: at(`tests[${index}]`) });
const passed = (index: number): BuiltInDraft => ({ type: 'test_case.finished', test: `id${index}`, outcome: 'passed', success: true, duration_ms: 1200, attempt: 1 });
const ready = (index: number): readonly BuiltInDraft[] => [
  { type: 'service.starting', test: `id${index}`, service: 'server', command: ['node'], start: 1, ports: { http: 8080 }, source: at(`tests[${index}].services.server`) },
  { type: 'service.ready', test: `id${index}`, service: 'server', pid: 1, ready_ms: 5, ports: { http: 8080 } },
];

/** A run whose events reach one reporter, as the command wires it. */
function driven(reporter: Reporter) {
  const model = new RunModel();
  const events = new EventManager({ run: 'r', now: () => new Date(NOW) });
  events.registerObserver('**', (event) => model.apply(event), { priority: 1 });
  events.registerObserver('**', (event) => reporter.onEvent?.(event, model));
  events.registerObserver('observer.error', (event) => { throw new Error(JSON.stringify(event)); });
  return { model, publish: (...drafts: readonly BuiltInDraft[]) => drafts.forEach((draft) => events.publishEvent(draft)) };
}

describe('pretty reporter', () => {
  it('shows running test cases with phase and services in place, and leaves one line of each finished one', async () => {
    const terminal = new FakeTerminal();
    const reporter = new PrettyReporter(terminal.output(), colors, showPath, () => NOW);
    let remaining: Remaining | undefined;
    reporter.followProgress(() => ({ done: 1, total: 2, percent: 50, failed: 0, running: [], elapsedMs: 1, ended: false, ...(remaining === undefined ? {} : { remaining }) }));
    const { model, publish } = driven(reporter);
    publish(configured(), planned(['first', 'second']), started(0), ...ready(0));
    await until(() => terminal.screen.includes('server ready, port 8080'));
    assert.match(terminal.screen, /first {2}0:00\n {6}services\n {6}server ready, port 8080\n.* 0\/2, 0:00\n$/);
    remaining = { unknown: 2 };
    await until(() => terminal.screen.includes('0/2, 0:00, ETA unknown'));
    remaining = { ms: 41_500 };
    publish(passed(0), started(1));
    await until(() => terminal.screen.includes('1/2'));
    assert.match(terminal.screen, /^✓ passed {4}first {2}1\.2 s\n[^\n]* second {2}0:00\n {6}network setup\n {6}server planned\n.* 1\/2, 0:00, ETA 0:42\n$/);
    publish({ type: 'experiment.cancelling', reason: 'Ctrl-C' });
    await until(() => terminal.screen.includes('stopping'));
    publish(passed(1));
    publish({ type: 'experiment.finished', outcome: 'passed', success: true, duration_ms: 2500, counts: model.head().counts });
    await reporter.onRunEnded(model.state());
    assert.equal(terminal.screen, '✓ passed    first  1.2 s\n✓ passed    second  1.2 s\npassed: 2 passed of 2 in 2.5 s\nRun folder: /out\n');
    assert.equal(terminal.cursorHidden, false);
  });

  it('never draws wider or higher than the terminal', async () => {
    const terminal = new FakeTerminal(30, 8);
    const reporter = new PrettyReporter(terminal.output(), colors, showPath, () => NOW);
    const { publish } = driven(reporter);
    const names = Array.from({ length: 20 }, (_, index) => `試験ケース number ${index} with a long name`);
    publish(configured(), planned(names), ...names.map((_, index) => started(index)));
    await until(() => terminal.screen.includes('more running'));
    const lines = terminal.screen.trimEnd().split('\n');
    assert.ok(lines.length < terminal.rows, terminal.screen);
    for (const line of lines) assert.ok(displayWidth(line) < terminal.columns, line);
    assert.match(terminal.screen, /and 1[0-9] more running\n.* 0\/20/);
    await reporter.onRunEnded(new RunModel().state());
  });

  it('makes room for others that write to the terminal', async () => {
    const terminal = new FakeTerminal();
    const reporter = new PrettyReporter(terminal.output(), colors, showPath, () => NOW);
    const { publish } = driven(reporter);
    publish(configured(), planned(['first']), started(0));
    await until(() => terminal.screen.includes('first'));
    reporter.aside(() => terminal.output().line('a notice'));
    assert.match(terminal.screen, /^a notice\n[^]*first[^]* 0\/1/);
    await reporter.onRunEnded(new RunModel().state());
  });
});

describe('pretty reporter over rounds', () => {
  it('shows the round while it goes on, leaves nothing of one that passed, and all of one that did not', async () => {
    const terminal = new FakeTerminal();
    const reporter = new PrettyReporter(terminal.output(), colors, showPath, () => NOW);
    const round = async (number: number, ends: readonly BuiltInDraft[]): Promise<void> => {
      reporter.onRoundStarting({ number, most: 50, passed: number * 2 - 2 });
      reporter.onRunStarting('/x/a.experiment.yaml', 'sample', 2);
      const { model, publish } = driven(reporter);
      publish(configured(), planned(['first', 'second']), started(0));
      await until(() => terminal.screen.includes(`round ${number} of 50`));
      if (number === 2) assert.match(terminal.screen, /round 2 of 50, 2 passed so far {2}.* 0\/2, 0:00\n$/);
      publish(...ends);
      await reporter.onRunEnded(model.state());
    };
    const finished = (outcome: 'passed' | 'failed'): BuiltInDraft => ({ type: 'experiment.finished', outcome, success: outcome === 'passed', duration_ms: 1, counts: { total: 2, flaky: 0, passed: 1, failed: 1, error: 0, skipped: 0, cancelled: 0, interrupted: 0 } });
    await round(1, [passed(0), passed(1), finished('passed')]);
    assert.equal(terminal.screen, 'sample: 2 test cases of /x/a.experiment.yaml\n');
    await round(2, [passed(0), { ...passed(1), outcome: 'failed', success: false } as BuiltInDraft, finished('failed')]);
    reporter.onRoundsEnded('Failed in round 2.');
    assert.match(terminal.screen, /^sample: 2 test cases of \/x\/a\.experiment\.yaml\n✓ passed {4}first .*\n✗ failed {4}second .*\nfailed: [^]*\nFailed in round 2\.\n$/);
  });
});

describe('plain reporter', () => {
  let dir: string;
  before(async () => { dir = await mkdtemp(path.join(tmpdir(), 'plain-')); });
  after(() => rm(dir, { recursive: true }));

  it('ends with each failure: expected, found, last lines of output, and the place', async () => {
    const terminal = new FakeTerminal();
    const reporter = new PlainReporter(terminal.output(), colors, showPath);
    const { model, publish } = driven(reporter);
    await mkdir(path.join(dir, 't0/services'), { recursive: true });
    await writeFile(path.join(dir, 't0/services/server.stderr.log'), `${'x'.repeat(20_000)}\n${Array.from({ length: 9 }, (_, n) => `line ${n}`).join('\n')}\n\u001b[31mlast\u001b[0m`);
    publish(configured(dir), planned(['bad\u001b[2J', 'good']), started(0), ...ready(0),
      { type: 'assertion.failed', test: 'id0', index: 0, assertion: 'log_contains', message: "log of 'server' lacks it", expected: 'hello', found: 'bye', source: at('tests[0].assertions[0]'), duration_ms: 1 },
      { type: 'test_case.finished', test: 'id0', outcome: 'failed', success: false, duration_ms: 10, attempt: 1 }, passed(1),
      { type: 'experiment.finished', outcome: 'failed', success: false, duration_ms: 20, counts: { ...model.head().counts, total: 2, passed: 1, failed: 1 } });
    await reporter.onRunEnded(model.state());
    assert.equal(terminal.screen, [
      "✗ failed    bad\\u001b[2J  10 ms  log of 'server' lacks it",
      '✓ passed    good  1.2 s',
      '', 'Failures', '',
      '1) bad\\u001b[2J: failed',
      "   log of 'server' lacks it (assertion)",
      '     expected: hello',
      '     found:    bye',
      '     at /x/a.experiment.yaml:7:5',
      '     last lines of services/server.stderr.log:',
      ...['line 5', 'line 6', 'line 7', 'line 8', 'last'].map((line) => `     | ${line}`),
      '',
      'failed: 1 passed, 1 failed of 2 in 20 ms',
      `Run folder: ${dir}`, '',
    ].join('\n'));
  });

  it('tells test cases of one name apart', () => {
    const terminal = new FakeTerminal();
    const reporter = new PlainReporter(terminal.output(), colors, showPath);
    const { publish } = driven(reporter);
    const tests = (planned(['same', 'same', 'twin', 'twin']) as Extract<BuiltInDraft, { type: 'experiment.started' }>).tests;
    publish(configured(), { type: 'experiment.started', tests: tests.map((test, index) => ({ ...test, iteration: index < 2 ? index + 1 : 1 })) },
      ...[0, 1, 2, 3].flatMap((index) => [started(index), passed(index)]));
    assert.match(terminal.screen, /same \[iteration 1\].*\n.*same \[iteration 2\].*\n.*id2.*\n.*id3/);
  });
});

describe('colours', () => {
  it('are for terminals alone, and never against NO_COLOR', () => {
    const red = (isTerminal: boolean, env: NodeJS.ProcessEnv): boolean => colorsFor(isTerminal, env).red('x') !== 'x';
    assert.deepEqual([red(true, {}), red(false, {}), red(true, { NO_COLOR: '1' }), red(false, { FORCE_COLOR: '1' }), red(true, { TERM: 'dumb' })], [true, false, false, false, false]);
  });
});

describe('--reporter', () => {
  it('takes a file for junit alone', () => {
    assert.deepEqual(parseReporter('junit=a=b.xml'), { name: 'junit', file: 'a=b.xml' });
    assert.deepEqual(parseReporter('json'), { name: 'json' });
    for (const text of ['json=x', 'junit=', 'dots', '', 'JSON']) assert.equal(parseReporter(text), undefined, text);
  });
});

/** Waits for a turn of the redraw timer after which the condition holds. */
async function until(condition: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 50_000; !condition();) {
    if (Date.now() > deadline) assert.fail('the condition never came to hold');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
