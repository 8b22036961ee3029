import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { DEFAULT_OBSERVER_SETTINGS, LOG_LEVELS, type LoggerSettings, type LogThreshold } from '../../../src/config';
import { EventManager, Redactor } from '../../../src/events';
import { builtInObservers, LogFile, LoggerObserver, logOf } from '../../../src/observers';
import { emptyRunState } from '../../../src/results';
import { configured, finished, source, started } from '../results/sample-events';

const { logger } = DEFAULT_OBSERVER_SETTINGS;

/** What a terminal gets of one service that starts, writes, and breaks. */
function linesOf(settings: Partial<LoggerSettings>, redactor?: Redactor): readonly string[] {
  const lines: string[] = [];
  const log = logOf({ ...logger, ...settings }, redactor, { level: 'info', style: 'bare', write: (level, text) => { lines.push(`${level} ${text}`); } }, undefined);
  const events = new EventManager({ run: 'r1' });
  events.registerObserver('**', new LoggerObserver(log));
  events.publishEvent({ type: 'service.starting', test: 'a', service: 'web', command: ['web', '--token', 'hunter22'], start: 1, ports: {}, source });
  events.publishEvent({ type: 'service.output', test: 'a', service: 'web', stream: 'stdout', file: 'f', from: 0, to: 5, lines: 1 });
  events.publishEvent({ type: 'service.ready', test: 'a', service: 'web', pid: 7, ready_ms: 12, ports: {} });
  events.publishEvent({ type: 'network.error', test: 'a', network: 'localhost', message: 'no port', source });
  return lines;
}
const place = '(/x/a.experiment.yaml:3:5)';

describe('the log of a run', () => {
  it('has the level of its target, of the file, or of each feature; the longest prefix decides', () => {
    const error = `error a: network localhost: no port ${place}`;
    const ready = 'info a › web: ready after 12 ms (pid 7)';
    const starting = 'debug a › web: starting web --token hunter22';
    assert.deepEqual(linesOf({}), [ready, error]);
    assert.deepEqual(linesOf({ level: 'error' }), [error]);
    assert.deepEqual(linesOf({ level: 'off' }), []);
    assert.deepEqual(linesOf({ level: 'error', featureLevels: { service: 'debug' } }), [starting, ready, error]);
    assert.deepEqual(linesOf({ featureLevels: { service: 'off', 'service.output': 'trace', network: 'off' } }), ['trace a › web: service.output']);
  });

  it('never has a line below the level of its feature, and all others', () => {
    const threshold = fc.constantFrom<LogThreshold>(...LOG_LEVELS, 'off');
    const rank = (level: LogThreshold): number => [...LOG_LEVELS, 'off'].indexOf(level);
    fc.assert(fc.property(threshold, fc.option(threshold), fc.option(threshold), (level, group, type) => {
      const featureLevels = { ...(group === null ? {} : { service: group }), ...(type === null ? {} : { 'service.ready': type }) };
      const everything = linesOf({ level: 'trace' });
      const own = (line: string): LogThreshold => (line.includes('ready after') ? type ?? group ?? level : line.includes('›') ? group ?? level : level);
      assert.deepEqual(linesOf({ level, featureLevels }), everything.filter((line) => rank(line.split(' ')[0] as LogThreshold) >= rank(own(line))));
    }), { seed: 20264 });
  });

  it('is one JSON object a line where that is asked for, and says nothing of a secret in either form', () => {
    const redactor = new Redactor(['hunter22']);
    for (const format of ['text', 'json'] as const) assert.ok(linesOf({ level: 'trace', format }, redactor).every((line) => !line.includes('hunter22')));
    const [first = ''] = linesOf({ level: 'trace', format: 'json' }, redactor);
    const { time, ...rest } = JSON.parse(first.slice('debug '.length)) as { readonly time: string };
    assert.ok(!Number.isNaN(Date.parse(time)));
    assert.deepEqual(rest, { level: 'debug', feature: 'service.starting', run: 'r1', test: 'a', service: 'web', seq: 1, message: 'starting web --token ***' });
  });

  it('is coloured where the target can show it and the file allows it', () => {
    const first = (colors?: boolean): string => {
      const lines: string[] = [];
      const log = logOf({ ...logger, ...(colors === undefined ? {} : { colors }) }, undefined, { level: 'info', style: 'coloured', write: (_level, text) => { lines.push(text); } }, undefined);
      log.write({ level: 'warn', feature: 'metrics', message: 'm', time: '2026-11-25T08:40:01.123Z' });
      return lines.join();
    };
    assert.equal(first(), '2026-11-25T08:40:01.123Z \u001b[33mwarn \u001b[39m metrics                m');
    assert.equal(first(false), '2026-11-25T08:40:01.123Z warn  metrics                m');
  });
});

describe('the log file of a run', () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), 'log-'))));
  afterEach(() => rmSync(dir, { recursive: true }));

  const runWith = async (settings: Partial<LoggerSettings>): Promise<readonly Error[]> => {
    const events = new EventManager({ run: 'r1' });
    const builtIns = builtInObservers({ settings: { ...DEFAULT_OBSERVER_SETTINGS, logger: { ...logger, ...settings } }, dir, state: emptyRunState });
    for (const { pattern, observer, options } of builtIns.observers) events.registerObserver(pattern, observer, options);
    events.publishEvent(configured());
    events.publishEvent(started(['a', 'b']));
    events.publishEvent(finished);
    return builtIns.close();
  };

  it('has every line once the observers are closed', async () => {
    assert.deepEqual(await runWith({ file: 'run.log', level: 'debug' }), []);
    const lines = readFileSync(path.join(dir, 'run.log'), 'utf8').split('\n');
    assert.deepEqual(lines.map((line) => line.slice(25, 60).trim().replace(/ +/g, ' ')), [
      'info experiment.configured sample', 'debug experiment.configured no con', 'info experiment.started 2 test', 'debug storage junit.', 'error experiment.finished failed', '',
    ]);
  });

  it('is not there when the logger is off', async () => {
    assert.deepEqual(await runWith({ file: 'run.log', enabled: false }), []);
    assert.throws(() => readFileSync(path.join(dir, 'run.log')), /ENOENT/);
  });

  it('tells that it could not be written, at the end', async () => {
    const file = new LogFile(path.join(dir, 'gone', 'run.log'));
    file.add('one');
    assert.match((await file.close())?.message ?? '', /ENOENT/);
    file.add('two');
    assert.match((await file.close())?.message ?? '', /ENOENT/);
  });

  it('counts what a slow disk makes it leave out, and keeps the order', async () => {
    const file = new LogFile(path.join(dir, 'run.log'));
    const line = 'x'.repeat(1024 * 1024);
    for (let index = 0; index < 12; index++) file.add(`${index}${line}`);
    assert.equal(await file.close(), undefined);
    const lines = readFileSync(path.join(dir, 'run.log'), 'utf8').split('\n').map((text) => text.replace(/x+/, ''));
    assert.deepEqual(lines, ['0', '1', '2', '3', '4', '5', '6', '7', '… 4 lines more: the disk was too slow', '']);
  });
});
