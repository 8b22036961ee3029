import assert from 'node:assert/strict';
import { mended } from './panther-files';
import { load, oneTest } from './reading';

const step = (line: string): string => oneTest('services: { server: { command: [node], ports: { http: auto } } }', 'steps:', `  - ${line}`);
const service = (...lines: readonly string[]): string => oneTest('services:', '  server:', '    command: [node]', ...lines.map((line) => `    ${line}`));
const assertion = (line: string): string => oneTest('services: { server: { command: [node] } }', 'assertions:', `  - ${line}`);

/** A file, the code of the problem that is mended, and what then stands in it; without a problem of that code. */
const MENDED: readonly (readonly [what: string, text: string, code: string, found: RegExp])[] = [
  ['an unknown service', step('stop: sever'), 'unknown-service', /stop: server\n/],
  ['an unknown service in quotes', step('{ signal: { service: "sever" } }'), 'unknown-service', /service: server }/],
  ['an unknown dependency in a map', oneTest('services: { data: { command: [x] }, web: { command: [x], depends_on: { dta: started } } }'), 'unknown-service', /depends_on: { data: started }/],
  ['an unknown service of an assertion', assertion('service_running: { service: sever }'), 'unknown-service', /service: server }/],
  ['an unknown service of an environment', oneTest('execution_environment: { type: strace, on: [sever] }', 'services: { server: { command: [x] } }'), 'unknown-service', /on: \[server\]/],
  ['an unknown port', step('wait_for: { tcp: server.htp }'), 'unknown-port', /tcp: server.http }/],
  ['a port of ready', service('ports: { http: auto }', 'ready: { tcp: htp }'), 'unknown-port', /tcp: http }/],
  ['an unknown step', step('wiat: 2s'), 'unknown-step', /- wait: 2s/],
  ['an unknown step id', oneTest('services: { s: { command: [x] } }', 'steps: [ { id: first, run: x }, { wait_for: { service: s, log: y, since: frist } } ]'), 'unknown-step-id', /since: first }/],
  ['an unknown assertion', assertion('{ type: service_runing, service: server }'), 'unknown-assertion', /type: service_running,/],
  ['an unknown assertion by its key', assertion('service_runing: { service: server }'), 'unknown-assertion', /- service_running: {/],
  ['an unknown network', oneTest('network_environment: localhots'), 'unknown-network', /network_environment: localhost\n/],
  ['an unknown environment', oneTest('execution_environment: [ strase ]', 'services: { s: { command: [x] } }'), 'unknown-environment', /\[ strace \]/],
  ['an unknown name in an expression', step('run: "curl ${{ services.server.ports.htp }}"'), 'unknown-name', /\$\{\{ services\.server\.ports\.http \}\}/],
  ['an unknown root of an expression', step('run: echo ${{ variabels.x ?? 1 }}'), 'unknown-name', /\$\{\{ variables\.x \?\? 1 \}\}/],
  ['a secret that is not declared', oneTest('env: { A: "${{ secrets.TOKEN }}" }'), 'unknown-name', /^secrets: \[TOKEN\]\ntests:/],
  ['a secret beside others', `secrets: [OTHER]\n${oneTest('env: { A: "${{ secrets.TOKEN }}" }')}`, 'unknown-name', /^secrets: \[OTHER, TOKEN\]\n/],
  ['a key of a condition', oneTest('matrix: { server: [a, b] }', 'steps: [ { run: x, when: { sever: a } } ]'), 'unknown-name', /when: { server: a }/],
  ['a value of a condition', oneTest('matrix: { server: [nginx, b] }', 'steps: [ { run: x, when: { server: ngnix } } ]'), 'matches-nothing', /when: { server: nginx }/],
  ['a value of an exclude', oneTest('matrix: { a: [one, two], exclude: [ { a: onne } ] }'), 'excludes-nothing', /exclude: \[ { a: one } \]/],
  ['a word of a few', service('stop: { signal: SIGTREM }'), 'wrong-value', /signal: SIGTERM }/],
  ['a duration with a space', oneTest('timeout: 10 s'), 'wrong-value', /timeout: 10s\n/],
  ['a duration in words', oneTest('timeout: 1 minute 30 seconds'), 'wrong-value', /timeout: 1m30s\n/],
  ['a number where a text belongs', step('{ run: x, expect: { stdout: { contains: 1.10 } } }'), 'wrong-value', /contains: "1\.10" }/],
  ['a flag of YAML 1.1', oneTest('exclusive: yes'), 'wrong-value', /exclusive: true\n/],
  ['a restart policy without a value', service('restart: {on_failure, max: 3}'), 'wrong-value', /restart: {on_failure: true, max: 3}\n/],
  ['a restart policy without a value in its own line', service('restart:', '  on_failure:', '  max: 3'), 'wrong-value', /on_failure: true\n/],
  ["a pattern with Python's groups", step('{ run: x, expect: { stdout: { matches: "(?P<a>x)" } } }'), 'bad-pattern', /matches: "\(\?<a>x\)" }/],
  ['an unquoted expression', oneTest('matrix: { x: [1] }', 'steps: [ { run: x, env: { A: ${{ matrix.x }} } } ]'), 'unquoted-expression', /A: "\$\{\{ matrix\.x \}\}" }/],
  ['an unquoted expression beside a text', oneTest('env: { A: x-${{ env.HOME }}/y, B: c }'), 'unquoted-expression', /A: "x-\$\{\{ env\.HOME \}\}\/y", B: c }/],
  ['a glob without quotes', oneTest('artifacts:', '  - **/*.log'), 'bad-alias', /- "\*\*\/\*\.log"\n/],
  ['tabs', 'tests:\n  - name: one\n\t  tags: [a]\n\t  steps:\n\t\t- wait: 1ms\n', 'tab-indent', /^tests:\n {2}- name: one\n {4}tags: \[a\]\n {4}steps:\n {4}- wait/],
  ['an item of tests without a space', 'tests:\n  -name: one\n', 'missing-space', /^ {2}- name: one$/m],
  ['an item without a space, with a key below it', 'tests:\n  -name: one\n   steps: []\n', 'missing-space', /^ {2}- name: one$/m],
  ['a step without a space before others', oneTest('steps:', '  -run: echo', '  - wait: 1ms'), 'missing-space', /- run: echo\n/],
  ['a step without a space after others', oneTest('steps:', '  - wait: 1ms', '  -run: echo'), 'missing-space', /- run: echo\n/],
  ['the only step, without a space', oneTest('steps:', '  -run: echo'), 'missing-space', /- run: echo\n/],
  ['an assertion without a space', oneTest('services: { s: { command: [x] } }', 'assertions:', '  -service_running: s'), 'missing-space', /- service_running: s\n/],
  ['a key that stands twice', oneTest('timeout: 2s', 'timeout: 3s   # longer'), 'duplicate-key', /timeout: 2s\n$/],
  ['a test without a name', 'tests:\n  - tags: [a]\n    steps: []\n', 'missing-key', /- name: test 1\n {4}tags/],
  ['a test without a name in one line', 'tests: [ { tags: [a] } ]\n', 'missing-key', /\[ { name: test 1, tags/],
  ['a step id that stands twice', oneTest('steps: [ { id: a, run: x }, { id: a-2, run: x }, { id: a, run: y } ]'), 'duplicate-id', /{ id: a-3, run: y }/],
  ['a metric that nothing records', oneTest('steps: [ { run: x, capture: { rps: a } } ]', 'assertions: [ { metric: { name: rsp, above: 1 } } ]'), 'unknown-metric', /name: rps,/],
  ['a port that two services take', oneTest('services: { a: { command: [x], ports: { p: 80 } }, b: { command: [x], ports: { p: 80 } } }'), 'duplicate-port', /b: { command: \[x\], ports: { p: auto } }/],
  ['a port that cases take at the same time', `parallel: 2\n${oneTest('iterations: 2', 'services: { a: { command: [x, -p80], ports: { p: 80 } } }')}`, 'shared-port', /- parallel_group: port-80\n {4}name: one/],
  ['a limit that is shorter than a wait', step('{ wait: 10s, timeout: 5s }'), 'wait-over-timeout', /timeout: 15s }/],
  ['a dependency on an end that does not come', oneTest('services: { a: { command: [x] }, b: { command: [x], depends_on: { a: ended } } }'), 'endless-dependency', /a: { expect_exit: 0, command/],
  ['what has no effect in the background', oneTest('steps:', '  - run: x', '    background: true', '    timeout: 3s'), 'no-effect', /background: true\n$/],
];

describe('what is evident is mended:', () => {
  for (const [what, text, code, found] of MENDED) {
    it(what, () => {
      const result = mended(text, code);
      assert.match(result, found);
      assert.deepEqual(load(result).problems.filter((problem) => problem.code === code), [], result);
    });
  }

  it('nothing is offered where a number stands elsewhere, too', () => {
    const text = oneTest('services: { a: { command: [x], ports: { p: 80 } }, b: { command: [x, --port=80], ports: { p: 80 } } }');
    assert.deepEqual(load(text).problems.map(({ code, fixes }) => [code, fixes]), [['duplicate-port', undefined]]);
  });
});
