import assert from 'node:assert/strict';
import { DEFAULT_OBSERVER_SETTINGS, type ObserverSettings } from '../../../src/config';
import { load, tell } from './reading';

const TESTS = 'tests: [{ name: a, steps: [{ wait: 1 }] }]\n';
const settings = (...lines: readonly string[]): ObserverSettings => {
  const { observers, problems } = load([...lines, TESTS].join('\n'));
  assert.deepEqual(problems.map(({ message }) => message), []);
  return observers;
};

describe('observer settings of a file', () => {
  it('are the defaults where the file says nothing', () => assert.deepEqual(settings(), DEFAULT_OBSERVER_SETTINGS));

  it('take enabled, priority and patterns for every observer', () => {
    const { logger, progress, metrics, storage, resource } = settings(
      'observers:', '  logger: { enabled: false, priority: 5, patterns: "service.*" }', '  progress: { enabled: false, priority: -3 }',
      '  metrics: { patterns: [metric.recorded, "*.error"], export: csv }', '  storage: { enabled: false, junit: false }', '  resource: { enabled: false, interval: 500ms }',
    );
    assert.deepEqual(logger, { ...DEFAULT_OBSERVER_SETTINGS.logger, enabled: false, priority: 5, patterns: ['service.*'] });
    assert.deepEqual(progress, { enabled: false, priority: -3, eta: true });
    assert.deepEqual(metrics, { enabled: true, priority: 0, patterns: ['metric.recorded', '*.error'], export: ['csv'] });
    assert.deepEqual(storage, { enabled: false, priority: 0, junit: false });
    assert.deepEqual(resource, { enabled: false, priority: 0, intervalMs: 500 });
  });

  it('put `logging` and `log_level` together; what stands at the logger wins', () => {
    const { logger } = settings(
      'logging: { level: DEBUG, format: json, enable_colors: false, feature_levels: { service: WARNING, step: error } }',
      'observers: { logger: { log_level: trace, file: run.log, feature_levels: { step: info } }, experiment: { enabled: false }, metrics: { log_level: Critical } }',
    );
    assert.deepEqual(logger, {
      enabled: true, priority: 0, level: 'trace', format: 'json', colors: false, console: true, file: 'run.log',
      featureLevels: { service: 'warn', step: 'info', experiment: 'off', metrics: 'error' },
    });
  });

  it('take `progress` at the top level, and expressions', () => {
    assert.deepEqual(settings('progress: { eta: false }').progress, { enabled: true, priority: 0, eta: false });
    const { logger } = settings('variables: { level: debug, loud: false }', 'observers: { logger: { log_level: "${{ variables.level }}", enabled: "${{ variables.loud }}" } }');
    assert.equal(logger.level, 'debug');
    assert.equal(logger.enabled, false);
  });

  it('survive the way through a thread', () => {
    const { observers } = load(`observers: { metrics: { export: [json, openmetrics] } }\n${TESTS}`);
    assert.deepEqual(JSON.parse(JSON.stringify(observers)), observers);
  });

  const WRONG: readonly (readonly [what: string, line: string, told: string, message: RegExp])[] = [
    ['a level nobody knows', 'logging: { level: loud }', 'error wrong-value loud', /"logging.level" must be a level: trace, debug, info, warn, error or off; found "loud"/],
    ['a pattern with an empty level', 'observers: { logger: { patterns: [service.] } }', 'error wrong-value service.', /a pattern of event types/],
    ['a pattern that matches nothing', 'observers: { logger: { patterns: [servce.*] } }', 'warning matches-nothing servce.*', /Did you mean 'service\.\*'/],
    ['a priority that is none', 'observers: { metrics: { priority: 1e9 } }', 'error wrong-value 1e9', /-1000 to 1000/],
    ['an observer nobody knows', 'observers: { loger: { enabled: true } }', 'warning unknown-key loger', /Did you mean "logger"/],
    ['a setting nobody knows', 'observers: { metrics: { exports: csv } }', 'warning unknown-key exports', /Did you mean "export"/],
    ['a format of metrics nobody knows', 'observers: { metrics: { export: xml } }', 'error wrong-value xml', /json, csv, openmetrics/],
    ['a file that is a path', 'observers: { logger: { file: ../x.log } }', 'error wrong-value ../x.log', /name of a file in the run's folder/],
    ['a file of the run itself', 'observers: { logger: { file: events.jsonl } }', 'error wrong-value events.jsonl', /does not write itself/],
    ['a format of Python', 'logging: { format: "%(message)s" }', 'information no-effect "%(message)s"', /text or json/],
    ['a feature with a slip', 'logging: { feature_levels: { servce: debug } }', 'warning unknown-feature servce', /Did you mean "service"/],
    ['a section that is no map', 'progress: yes please', 'error wrong-value yes please', /must be a map/],
  ];
  for (const [what, line, expected, message] of WRONG) {
    it(`tell ${what}, with its place`, () => {
      const { problems, loaded } = tell(`${line}\n${TESTS}`);
      assert.deepEqual(problems, [expected]);
      assert.match(loaded.problems[0]?.message ?? '', message);
      assert.equal(loaded.blocked, expected.startsWith('error'));
    });
  }

  it('are read from a PANTHER file: what is wrong in what both have is a warning, what only PANTHER has is its own, nothing blocks', () => {
    const { problems, loaded } = tell([
      'logging: { level: INFO, format: "%(message)s", debug_file_logging: true, feature_levels: { docker_builder: DEBUG } }',
      'observers: { logger: { enabled: true, log_level: DEBUG }, metrics: { enabled: false, priority: high, publish_interval: 30 }, prometheus: { enabled: true } }',
      'progress: { enabled: false }',
      'tests:', '  - name: one', '    network_environment: { type: shadow_ns }', '    services:', '      a:', '        implementation: { name: picoquic, type: testers }', '',
    ].join('\n'));
    assert.equal(loaded.dialect, 'panther');
    assert.deepEqual(problems, ['warning wrong-value high', 'information unknown-key prometheus']);
    assert.equal(loaded.blocked, false);
    assert.equal(loaded.observers.logger.level, 'info');
    assert.equal(loaded.observers.progress.enabled, false);
  });
});
