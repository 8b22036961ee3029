import assert from 'node:assert/strict';
import { tell } from './reading';

const service = (name: string, role: string, extra = ''): string =>
  `      ${name}:\n        implementation: { name: picoquic, type: ${role === 'client' ? 'testers' : 'iut'} }\n        protocol: { name: quic, version: rfc9000, role: ${role}${role === 'client' ? ', target: server' : ''} }\n${extra}`;
const file = (...tests: readonly string[]): string => `logging: { level: INFO, format: "%(message)s" }\npaths: { output_dir: "results", log_dir: "\${paths.output_dir}/logs" }\ntests:\n${tests.join('')}`;
const test = (name: string, ...parts: readonly string[]): string => `  - name: ${name}\n    network_environment: { type: shadow_ns }\n    iterations: 1\n    services:\n${parts.join('')}    steps: { wait: 60 }\n`;

describe('a PANTHER file', () => {
  it('is recognised and listed, with nothing told where nothing is wrong', () => {
    const { problems, loaded } = tell(file(test('one', service('server', 'server'), service('client', 'client')), test('two', service('server', 'server'), service('client', 'client'))));
    assert.equal(loaded.dialect, 'panther');
    assert.deepEqual(problems, []);
    assert.deepEqual(loaded.tests.map(({ id, services }) => [id, services.map(({ name }) => name)]), [['one', ['server', 'client']], ['two', ['server', 'client']]]);
    assert.equal(loaded.outputDir, '/project/results');
  });

  it('gets information, not warnings, about unknown keys', () => {
    const { problems } = tell(file(test('one', service('server', 'server', '        favourite: 1\n'), service('client', 'client'))));
    assert.deepEqual(problems, ['information unknown-key favourite']);
  });

  it('is told what can never work', () => {
    const { problems } = tell(file(test('one', service('server', 'server', '        ports: ["4443:4443"]\n        timeout: 0\n'), service('client', 'client', '        ports: ["4443:1"]\n').replace('target: server', 'target: sever'))));
    assert.deepEqual(problems, ['error wrong-value 0', 'error unknown-service sever', 'error duplicate-port "4443:1"', 'warning wait-over-timeout 60']);
    assert.deepEqual(tell(file(test('one', service('server', 'server')))).problems, ['warning no-tester services']);
  });

  it('has its tests found where old files have them', () => {
    const { problems, loaded } = tell(`docker: {}\ntest_suite:\n  tests:\n    - name: old\n      services: {}\n`);
    assert.deepEqual(loaded.tests.map(({ name }) => name), ['old']);
    assert.equal(problems[0], 'error misplaced-tests tests');
  });

  it('is no file of ours that names an implementation beside a command', () => {
    const { loaded, problems } = tell('tests:\n  - name: a\n    services: { s: { command: [x], implementation: { name: y } } }\n');
    assert.equal(loaded.dialect, 'experiment');
    assert.deepEqual(problems, ['error not-yet-supported implementation']);
  });
});
