import assert from 'node:assert/strict';
import { file, FULL_PANTHER, mended, PAIR, service, test } from './panther-files';
import { load, tell } from './reading';

const problemsOf = (text: string): readonly string[] => tell(text).problems;

describe('a PANTHER file', () => {
  it('is recognised and listed, with nothing told where nothing is wrong', () => {
    const { problems, loaded } = tell(file([test('one'), test('two')]));
    assert.equal(loaded.dialect, 'panther');
    assert.deepEqual(problems, []);
    assert.deepEqual(loaded.tests.map(({ id, services }) => [id, services.map(({ name }) => name)]), [['one', ['server', 'client']], ['two', ['server', 'client']]]);
    assert.equal(loaded.outputDir, '/project/results');
  });

  it('is told what can never work', () => {
    const broken = file([test('one', [service('server', { more: ['ports: ["4443:4443"]', 'timeout: 0'] }), service('client', { role: 'client', target: 'sever', more: ['ports: ["4443:1"]', 'timeout: 50'] })])]);
    assert.deepEqual(problemsOf(broken), ['error wrong-value 0', 'error unknown-service sever', 'error duplicate-port "4443:1"', 'warning wait-over-timeout 60']);
    assert.match(load(broken).problems[1]?.message ?? '', /^The target "sever" is no service of this test: it has server, client\. Did you mean "server"\?$/);
  });

  it('is no file of ours that names an implementation beside a command', () => {
    assert.equal(load('tests:\n  - name: a\n    services: { s: { command: [x], implementation: { name: y } } }\n').dialect, 'experiment');
    assert.equal(load('logging: { level: info }\ntests:\n  - name: a\n    steps: { wait: 1 }\n').dialect, 'experiment');
  });

  it('takes every key of the format, whatever the plug-ins', () => {
    assert.deepEqual(problemsOf(FULL_PANTHER), []);
  });

  it('has its tests found where old files have them', () => {
    const { problems, loaded } = tell(`docker: {}\ntest_suite:\n  tests:\n    - name: old\n      services: {}\n`);
    assert.deepEqual(loaded.tests.map(({ name }) => name), ['old']);
    assert.deepEqual(problems, ['error misplaced-tests tests', 'error wrong-value {}']);
  });

  it('lists services that are wrongly a list, too', () => {
    const { problems, loaded } = tell('tests:\n  - name: a\n    services:\n      - { name: one, implementation: { name: x, type: testers }, protocol: { role: client, target: two } }\n      - { name: two, implementation: { name: y, type: iut } }\n');
    assert.equal(loaded.dialect, 'panther');
    assert.deepEqual(problems.map((problem) => problem.split('\n')[0]), ['error wrong-value - { name: one, implementation: { name: x, type: testers }, protocol: { role: client, target: two } }']);
    assert.deepEqual(loaded.tests[0]?.services.map(({ name }) => name), ['one', 'two']);
  });

  it('knows how long its tests wait', () => {
    const loaded = load(file([test('one'), test('two', PAIR, ['steps: { wait: "90" }']), test('three', PAIR, [])]));
    assert.deepEqual([loaded.waitMs, ...loaded.tests.map(({ waitMs }) => waitMs)], [150_000, 60_000, 90_000, undefined]);
    assert.equal(load(file([test('one', PAIR, [])])).waitMs, undefined);
  });
});

const oneTest = (services: readonly string[], more?: readonly string[]): string => file([test('one', services, more)]);

/** What each file is told, beside nothing else. */
const TOLD: readonly (readonly [what: string, text: string, problems: readonly string[]])[] = [
  ['a port of the host taken twice', oneTest([service('server', { more: ['ports: ["4443:1", "80:80"]'] }), service('client', { role: 'client', more: ['ports: ["8080:80", "4443:2"]'] })]), ['error duplicate-port "4443:2"']],
  ['a port within a range that is taken', oneTest([service('server', { more: ['ports: ["4440-4450:1-11"]'] }), service('client', { role: 'client', more: ['ports: ["4443:2"]'] })]), ['error duplicate-port "4443:2"']],
  ['a port on all addresses and on one', oneTest([service('server', { more: ['ports: ["127.0.0.1:80:80", "80:80"]'] }), PAIR[1] ?? '']), ['error duplicate-port "80:80"']],
  ['a target that the test does not have', oneTest([service('server', { target: 'nobody' }), PAIR[1] ?? '']), ['error unknown-service nobody']],
  ['a client without target', oneTest([service('server'), service('client', { role: 'client' }).replace(/ *target: server\n/, '')]), ['error client-without-target protocol']],
  ['no tester', oneTest([service('server'), service('client', { role: 'client', type: 'iut' })]), ['warning no-tester services']],
  ['a type that is nearly one', oneTest([service('server'), service('client', { role: 'client', type: 'tester' })]), ['warning wrong-value tester']],
  ['assertions', oneTest(PAIR, ['steps: { wait: 1 }', 'assertions: [{ type: service_responsive, service: server, endpoint: /health }]']), ['information no-effect assertions']],
  ['iterations', oneTest(PAIR, ['iterations: 3']), ['information no-effect iterations']],
  ['one iteration', oneTest(PAIR, ['iterations: 1']), []],
  ['a time limit of the test', oneTest(PAIR, ['timeout: 100']), ['information no-effect timeout']],
  ['the same folder', file([test('"a b"'), test('a_c'), test('a-b')]), ['warning same-folder a-b']],
  ['a name that is not the key', oneTest([service('server', { more: ['name: sever'] }), PAIR[1] ?? '']), ['warning name-differs sever']],
  ['a client and a server that talk to each other', oneTest([service('server', { target: 'client' }), PAIR[1] ?? '']), ['information target-cycle client']],
  ['clients in a ring', oneTest([service('a', { role: 'client', target: 'b' }), service('b', { role: 'peer', target: 'c' }), service('c', { role: 'client', target: 'a' }), service('d', { target: 'a' })]), ['warning target-cycle b']],
  ['a service that is its own target', oneTest([service('server', { target: 'server' }), PAIR[1] ?? '']), ['warning target-cycle server']],
  ['no time to wait', oneTest(PAIR, ['steps: { wait: 0 }']), ['error wrong-value 0']],
  ['no time', oneTest(PAIR, ['iterations: -1', 'timeout: 0', 'steps: { wait: -5 }']), ['error wrong-value -1', 'error wrong-value 0', 'error wrong-value -5']],
  ['a wait that is no number', oneTest(PAIR, ['steps: { wait: soon }']), ['error wrong-value soon']],
  ['a wait over the smallest time limit', oneTest([service('server', { more: ['timeout: 61'] }), service('client', { role: 'client', more: ['timeout: 59'] })]), ['warning wait-over-timeout 60']],
  ['a wait as long as the time limit', oneTest([service('server', { more: ['timeout: 60'] }), PAIR[1] ?? '']), []],
  ['a former name', file([test('one')], ['docker:', '  build_docker_image: true']), ['warning deprecated-key build_docker_image']],
  ['a debug environment', oneTest(PAIR, ['debug_environment: [ gdb ]']), ['information deprecated-key debug_environment']],
  ['certificates of a test', oneTest(PAIR, ['generate_new_certificates: true']), ['information deprecated-key generate_new_certificates']],
  ['names instead of maps', oneTest(PAIR, ['execution_environment: None']).replace('{ type: docker_compose }', 'docker_compose'), ['warning old-form docker_compose', 'warning old-form None']],
  ['a wait with a duration', oneTest(PAIR, ['steps:', '  wait:', '    duration: 60']), ['warning old-form duration']],
  ['unknown keys', file([test('one', [service('server', { more: ['favourite: 1'] }), PAIR[1] ?? ''], ['stepz: { wait: 1 }'])], ['loging: { level: INFO }', 'docker: { use_buildks: true, whatever: 1 }']), ['information unknown-key loging', 'information unknown-key use_buildks', 'information unknown-key favourite', 'information unknown-key stepz']],
  ['an unknown key of the protocol', oneTest([service('server').replace('version:', 'verson:'), PAIR[1] ?? '']), ['information unknown-key verson']],
  ['keys at their old place', oneTest([service('server', { more: ['role: server'] }), PAIR[1] ?? '']), ['information unknown-key role']],
  ['a service that is none', oneTest([...PAIR, '      other: nothing\n']), ['error wrong-value nothing']],
  ['a service without implementation', oneTest([...PAIR, '      other: { timeout: 100 }\n']), ['error missing-key other']],
  ['a test without services', file([test('one'), '  - name: two\n']), ['error missing-key name: two']],
  ['a test that is none', file([test('one'), '  - two\n']), ['error wrong-value two']],
];

describe('a PANTHER file is told of', () => {
  for (const [what, text, problems] of TOLD) {
    it(what, () => {
      const { loaded, problems: found } = tell(text);
      assert.equal(loaded.dialect, 'panther');
      assert.deepEqual(found, problems, text);
      assert.ok(loaded.tests.every((one) => one.errors.length === 0 || problems.some((problem) => problem.startsWith('error'))));
    });
  }

  it('an unknown key with what was meant', () => {
    const [problem] = load(file([test('one', PAIR, ['stepz: { wait: 1 }'])])).problems;
    assert.equal(problem?.message, '"stepz" is not known here and has no effect. Did you mean "steps"?');
  });
});

/** A file, the code of the problem that is mended, and what stands in the text then. */
const MENDED: readonly (readonly [what: string, text: string, code: string, found: RegExp])[] = [
  ['a former name', file([test('one')], ['docker:', '  build_docker_image: true']), 'deprecated-key', /^docker:\n {2}force_build_docker_image: true\n/],
  ['a former name beside the new one', file([test('one')], ['docker:', '  build_docker_image: true   # old', '  force_build_docker_image: false']), 'deprecated-key', /^docker:\n {2}force_build_docker_image: false\n/],
  ['an unknown key', file([test('one', PAIR, ['stepz: { wait: 1 }'])]), 'unknown-key', /\n {4}steps: \{ wait: 1 \}\n/],
  ['an unknown target', oneTest([service('server'), service('client', { role: 'client', target: '"sever"' })]), 'unknown-service', /target: server\n/],
  ['a client without target', oneTest([service('server'), service('client', { role: 'client' }).replace(/ *target: server\n/, '')]), 'client-without-target', /protocol:\n {10}target: server\n {10}name: quic/],
  ['a client without target in one line', oneTest([service('server'), '      client: { implementation: { name: x, type: testers }, protocol: { role: client } }\n']), 'client-without-target', /protocol: \{ target: server, role: client \}/],
  ['another name', oneTest([service('server', { more: ['name: sever'] }), PAIR[1] ?? '']), 'name-differs', /name: server\n/],
  ['a type that is nearly one', oneTest([service('server'), service('client', { role: 'client', type: 'tester' })]), 'wrong-value', /type: testers \}/],
  ['a debug environment', oneTest(PAIR, ['debug_environment: [ gdb ]', 'steps: { wait: 1 }']), 'deprecated-key', /server\n {4}steps: \{ wait: 1 \}\n$/],
  ['certificates of a test', oneTest(PAIR, ['generate_new_certificates: True']), 'deprecated-key', /server:\n {8}generate_new_certificates: True\n {8}implementation[^]*client:\n {8}generate_new_certificates: True\n {8}implementation[^]*target: server\n$/],
  ['a name instead of a map', oneTest(PAIR).replace('{ type: docker_compose }', '"docker_compose"'), 'old-form', /network_environment: \{ type: "docker_compose" \}\n/],
  ['None', oneTest(PAIR, ['execution_environment: None']), 'old-form', /execution_environment: \[\]\n/],
  ['a wait with a duration', oneTest(PAIR, ['steps:', '  wait:', '    duration: 60  # seconds']), 'old-form', /wait: 60 {2}# seconds\n/],
];

describe('a PANTHER file is mended of', () => {
  for (const [what, text, code, found] of MENDED) {
    it(what, () => {
      const result = mended(text, code);
      assert.match(result, found);
      assert.deepEqual(problemsOf(result), []);
    });
  }
});
