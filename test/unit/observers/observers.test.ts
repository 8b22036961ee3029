import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DEFAULT_OBSERVER_SETTINGS } from '../../../src/config';
import { EventManager } from '../../../src/events';
import { LoggerObserver, logOf, MetricsObserver, ProgressObserver, ResultCollector, type Log, type Progress } from '../../../src/observers';
import { RunModel, runSummary } from '../../../src/results';
import { configured, finished, source, started } from '../results/sample-events';

const failure = { phase: 'steps', kind: 'expectation', message: 'exit code\nis wrong', expected: '0', found: '1', source } as const;

/** A run of two test cases, one of which fails. */
function publishRun(events: EventManager): void {
  events.publishEvent(configured());
  events.publishEvent(started(['a', 'b']));
  for (const test of ['a', 'b']) {
    const step = { step: 's', index: 0, name: 'fetch', source, kind: 'run' } as const;
    events.publishEvent({ type: 'test_case.started', test, attempt: 1, dir: test, source });
    events.publishEvent({ type: 'service.starting', test, service: 'server', command: ['node', 'server.js'], start: 1, ports: {}, source });
    events.publishEvent({ type: 'service.ready', test, service: 'server', pid: 7, ready_ms: 12, ports: {} });
    events.publishEvent({ type: 'test_case.execution_started', test });
    events.publishEvent({ type: 'step.started', test, ...step });
    events.publishEvent({
      type: 'step.finished', test, ...step, outcome: test === 'a' ? 'passed' : 'failed', duration_ms: 3, exit_code: 0, tries: 1, failures: test === 'a' ? [] : [failure],
    });
    events.publishEvent({ type: 'metric.recorded', test, name: 'rps', value: test === 'a' ? 1 : 2 });
    events.publishEvent({ type: 'service.stopped', test, service: 'server', exit_code: 0, signal: null, killed: false, expected: true, duration_ms: 1 });
    events.publishEvent({ type: 'test_case.finished', test, outcome: test === 'a' ? 'passed' : 'failed', success: test === 'a', duration_ms: 20, attempt: 1, source });
  }
  events.publishEvent(finished);
}

/** A log of everything, as the editor's channel shows it. */
const logInto = (lines: string[]): Log => logOf(DEFAULT_OBSERVER_SETTINGS.logger, undefined, { level: 'trace', style: 'bare', write: (level, text) => { lines.push(`${level} ${text}`); } }, undefined);

describe('LoggerObserver', () => {
  it('tells each failure in one line, with its test, what was expected and found, and the place', () => {
    const lines: string[] = [];
    const events = new EventManager({ run: 'r1' });
    events.registerObserver('**', new LoggerObserver(logInto(lines)));
    publishRun(events);
    assert.ok(lines.includes('error b: exit code ⏎ is wrong; expected 0; found 1 (/x/a.experiment.yaml:3:5)'), lines.join('\n'));
    assert.ok(lines.includes('info a: passed in 20 ms'), lines.join('\n'));
    assert.equal(lines.at(-1), 'error failed in 12 ms: 1 passed, 1 failed of 2');
    assert.ok(lines.every((line) => !line.includes('\n')));
  });

  it('tells a failure once, whoever else passes it on', () => {
    const lines: string[] = [];
    const events = new EventManager();
    events.registerObserver('**', new LoggerObserver(logInto(lines)));
    for (const test of ['a', 'b']) {
      if (test === 'a') events.publishEvent({ type: 'service.error', test, service: 'server', message: 'it died', source });
      events.publishEvent({ type: 'test_case.error', test, phase: 'steps', kind: 'service', message: 'it died', source });
    }
    assert.deepEqual(lines.map((line) => line.replace(/ \(.*/, '')), ['error a › server: it died', 'error b: steps: it died']);
  });

  it('warns of observers that lag, lose events, or are suspended', () => {
    const lines: string[] = [];
    const events = new EventManager();
    events.registerObserver('**', new LoggerObserver(logInto(lines)));
    events.publishEvent({ type: 'observer.slow', observer: 'webhook', mean_ms: 12, worst_ms: 2100 });
    events.publishEvent({ type: 'observer.dropped', observer: 'webhook', count: 3 });
    events.publishEvent({ type: 'observer.suspended', observer: 'webhook', errors: 5 });
    assert.deepEqual(lines, [
      'warn observer webhook is slow: 12 ms on average, 2.1 s at worst', 'warn observer webhook did not get 3 events: its queue was full',
      'warn observer webhook is suspended after 5 errors',
    ]);
  });

  it('shows events of any other type, so that none is invisible', () => {
    const lines: string[] = [];
    const events = new EventManager();
    events.registerObserver('**', new LoggerObserver(logInto(lines)));
    events.publishEvent({ type: 'quic.packet_lost', test: 'a', number: 3 });
    assert.deepEqual(lines, ['trace a: quic.packet_lost {"number":3}']);
  });
});

describe('ProgressObserver', () => {
  it('counts forward to the end and names what runs', () => {
    const told: Progress[] = [];
    const events = new EventManager();
    events.registerObserver('**', new ProgressObserver({ listener: (progress) => { told.push(progress); } }));
    publishRun(events);
    assert.deepEqual(told.map(({ done, total, failed, running, ended }) => [done, total, failed, running.join(), ended]), [
      [0, 2, 0, '', false], [0, 2, 0, 'a', false], [1, 2, 0, '', false], [1, 2, 0, 'b', false], [2, 2, 1, '', false], [2, 2, 1, '', true],
    ]);
  });
});

describe('MetricsObserver', () => {
  it('counts every event once, follows what is alive, and keeps the metrics of each test case', () => {
    const metrics = new MetricsObserver();
    const events = new EventManager();
    let published = 0;
    events.registerObserver('**', metrics);
    events.registerObserver('**', () => { published += 1; });
    let ready = 0;
    events.registerObserver('step.started', () => { ready = metrics.snapshot().gauges.services_ready; });
    publishRun(events);
    const { counters, gauges, durations, tests } = metrics.snapshot();
    assert.equal(Object.values(counters).reduce((sum, count) => sum + count, 0), published);
    assert.equal(ready, 1);
    assert.deepEqual(gauges, { tests_running: 0, tests_running_max: 1, services_ready: 0, services_ready_max: 1 });
    const { count, total, min, max, p95 } = durations['test_case'] ?? {};
    assert.deepEqual({ count, total, min, max, p95 }, { count: 2, total: 40, min: 20, max: 20, p95: 20 });
    assert.deepEqual(tests, { a: { rps: { value: 1 } }, b: { rps: { value: 2 } } });
  });
});

describe('ResultCollector', () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), 'collector-'))));
  afterEach(() => rmSync(dir, { recursive: true }));

  it('writes junit.xml and run.json of the state it finished with, and leaves no temporary file', async () => {
    const events = new EventManager({ run: 'r1' });
    const model = new RunModel();
    events.registerObserver('**', (event) => model.apply(event), { priority: 1 });
    const results = new ResultCollector(dir, () => model.state());
    events.registerObserver('experiment.finished', results);
    publishRun(events);
    assert.deepEqual(await results.write(), []);
    assert.deepEqual(readdirSync(dir).sort(), ['junit.xml', 'run.json']);
    assert.deepEqual(JSON.parse(readFileSync(path.join(dir, 'run.json'), 'utf8')), JSON.parse(JSON.stringify(runSummary(model.state()))));
    const junit = readFileSync(path.join(dir, 'junit.xml'), 'utf8');
    assert.match(junit, /<testsuites name="sample" tests="2" failures="1" errors="0" time=/);
    assert.match(junit, /<failure message="exit code&#10;is wrong" type="expectation">/);
  });

  it('tells what cannot be written instead of throwing', async () => {
    const events = new EventManager({ run: 'r1' });
    const results = new ResultCollector(path.join(dir, 'gone'), () => new RunModel().state());
    events.registerObserver('experiment.finished', results);
    publishRun(events);
    assert.equal((await results.write()).length, 2);
  });
});
