import assert from 'node:assert/strict';
import { load, oneTest, tell } from './reading';

const step = (line: string): string => oneTest('services: { server: { command: [node], ports: { http: auto } } }', 'steps:', `  - ${line}`);
const service = (...lines: readonly string[]): string => oneTest('services:', '  server:', ...lines.map((line) => `    ${line}`));
const assertion = (line: string): string => oneTest('services: { server: { command: [node] } }', 'assertions:', `  - ${line}`);

const environment = (value: string): string => oneTest('services: { server: { command: [node] } }', `execution_environment: ${value}`);

/** What the file is, what must be told (with the text an editor selects), and a part of the message. */
const RULES: readonly (readonly [rule: string, text: string, told: string, message: RegExp])[] = [
  ['a duration that is none', oneTest('timeout: soon'), 'error wrong-value soon', /"timeout" must be a duration above zero.*found "soon"/],
  ['a zero duration', oneTest('timeout: 0'), 'error wrong-value 0', /above zero/],
  ['a negative duration', step('wait: -1s'), 'error wrong-value -1s', /above zero.*found "-1s"/],
  ['a key of the format that is not built', oneTest('plugin_config: {}'), 'error not-yet-supported plugin_config', /"plugin_config" is part of the format/],
  ['a service key that is not built', service('command: [node]', 'image: x'), 'error not-yet-supported image', /image/],
  ['a restart policy that is none', service('command: [node]', 'restart: always'), 'error wrong-value always', /never, on_failure/],
  ['a file outside of the folder of its service', service('command: [node]', 'files: { ../x: y }'), 'error invalid-name ../x', /relative path below/],
  ['an end that is none', service('command: [node]', 'expect_exit: { code: 0, by: noon }'), 'error wrong-value { code: 0, by: noon }', /expect_exit/],
  ['a port nobody has to listen on', service('command: [node]', 'ready: { listening: htp }', 'ports: { http: auto }'), 'error unknown-port htp', /Did you mean "http"/],
  ['a pause of nobody', step('pause: sever'), 'error unknown-service sever', /Did you mean "server"/],
  ['a step in nobody', step('{ run: x, in: sever }'), 'error unknown-service sever', /Did you mean "server"/],
  ['a step that is wrong below others', step('parallel: [ { steps: [ { wiat: 1s } ] } ]'), 'error unknown-step { wiat: 1s }', /Did you mean "wait"/],
  ['nothing at the same time', step('parallel: []'), 'error wrong-value []', /at least one step/],
  ['a background that is compared', step('{ run: x, background: true, expect: { exit_code: 1 } }'), 'warning no-effect expect', /background/],
  ['a log since a step nobody knows', oneTest('services: { s: { command: [x] } }', 'steps:', '  - { id: first, run: x }', '  - wait_for: { service: s, log: y, since: frist }'), 'error unknown-step-id frist', /Did you mean "first"/],
  ['a wait of no time in a map of steps', oneTest('steps: { wait: 0 }'), 'error wrong-value 0', /"wait" must be a duration above zero/],
  ['commands that are none in a map of steps', oneTest('steps: { pre_commands: { a: b } }'), 'error wrong-value { a: b }', /a command, or a list of commands/],
  ['an empty command in a map of steps', oneTest('steps: { post_commands: [ls, []] }'), 'error wrong-value []', /a command/],
  ['a name nobody knows in a map of steps', oneTest('steps: { pre_commands: ["echo ${{ test.nmae }}"] }'), 'error unknown-name ${{ test.nmae }}', /Did you mean/],
  ['an unknown key in a map of steps', oneTest('steps: { pre_command: ls }'), 'warning unknown-key pre_command', /Did you mean "pre_commands"/],
  ['packets that are not recorded', oneTest('steps: { wait: 1, record_pcap: true }'), 'warning not-recorded record_pcap', /not recorded/],
  ['a comparison that is none', assertion('performance_metric: { service: server, metric: cpu, expected: "many" }'), 'error wrong-value "many"', /a comparison such as/],
  ['a file that need not match', assertion('file_matches: { path: a }'), 'error wrong-value { path: a }', /at least one of contains/],
  ['an empty command as assertion', assertion('command: []'), 'error wrong-value []', /a command/],
  ['a network that is not built', oneTest('network_environment: docker'), 'error not-yet-supported docker', /docker/],
  ['a network nobody knows', oneTest('network_environment: { type: localhots }'), 'error unknown-network localhots', /Did you mean "localhost"/],
  ['an environment nobody knows', environment('[ { type: strase } ]'), 'error unknown-environment strase', /Did you mean "strace"/],
  ['an environment on nobody', environment('{ type: strace, on: [server, srver] }'), 'error unknown-service srver', /Did you mean "server"/],
  ['an environment without its command', environment('{ type: command_prefix, plugin_config: { args: [-n] } }'), 'error missing-key plugin_config', /"command" is missing/],
  ['an argument of another environment', environment('{ type: strace, plugin_config: { fail_on_errors: true } }'), 'warning unknown-key fail_on_errors', /not known here/],
  ['an environment that is a number', environment('7'), 'error wrong-value 7', /the type of an execution environment/],
  ['more ports in a row than there may be', service('command: [node]', 'ports: { http: auto*101 }'), 'error wrong-value auto*101', /100 at most/],
  ['a port that is none in a list', service('command: [node]', 'ports: ["4443:70000"]'), 'error wrong-value "4443:70000"', /"8443:4443"/],
  ['one port on two of this machine', service('command: [node]', 'ports: ["1:4443", "2:4443"]'), 'error wrong-value "2:4443"', /on port 1 of this machine/],
  ['a port with a name that is none', service('command: [node]', 'ports: { "a b": auto }'), 'error invalid-name "a b"', /cannot be a name here/],
  ['a port behind the row', oneTest('services: { s: { command: [x, "${{ services.s.ports.media[3] }}"], ports: { media: auto*3 } } }'), 'error unknown-name ${{ services.s.ports.media[3] }}', /Did you mean "media\[1\]"/],
  ['a port that is not in the list', oneTest('services: { s: { command: [x, "${{ services.s.ports[\'4444\'] }}"], ports: ["8443:4443/udp"] } }'), "error unknown-name ${{ services.s.ports['4444'] }}", /4443/],
  ['a condition on a matrix that is not there', oneTest('skip: { when: { a: 1 } }'), 'error unknown-name a', /no key of this test's matrix/],
  ['a condition that never holds', oneTest('matrix: { server: [nginx, apache] }', 'steps:', '  - { run: x, when: { server: ngnix } }'), 'warning matches-nothing ngnix', /Did you mean "nginx"/],
  ['a condition that is none', oneTest('matrix: { a: [1] }', 'steps:', '  - { run: x, when: yes }'), 'error wrong-value yes', /a map of matrix keys/],
  ['retries below zero', oneTest('retries: -1'), 'error wrong-value -1', /a whole number from 0/],
  ['an expected outcome that is none', oneTest('expect_outcome: { outcome: broken }'), 'error wrong-value broken', /passed, failed, error/],
  ['an order that is none', 'order: random\ntests: []\n', 'error wrong-value random', /file, interleave, shuffle/],
  ['an artifact that is none', oneTest('artifacts: [ a, { form: server } ]'), 'warning unknown-key form', /Did you mean "from"/],
  ['an unknown key of unused defaults', 'defaults: { service: { comand: x } }\ntests: [ { name: a } ]\n', 'warning unknown-key comand', /Did you mean "command"/],
  ['an include that adds nothing', oneTest('matrix: { a: [1], include: [ {} ] }'), 'error wrong-value {}', /at least one key/],
  ['an include with a name that is none', oneTest('matrix: { include: [ { "a b": 2 } ] }'), 'error invalid-name "a b"', /cannot be a matrix key/],
  ['a secret that can be no variable', 'secrets: [a b]\ntests: []\n', 'error wrong-value a b', /name of an environment variable/],
  ['a key nobody knows', oneTest('tmeout: 3s'), 'warning unknown-key tmeout', /Did you mean "timeout"/],
  ['an unknown key of a service', service('command: [node]', 'comand: x'), 'warning unknown-key comand', /Did you mean "command"/],
  ['an unknown key deep below', step('{ run: x, expect: { stdot: { empty: true } } }'), 'warning unknown-key stdot', /Did you mean "stdout"/],
  ['an unknown key of the file', 'test: []\ntests: []\n', 'warning unknown-key test', /Did you mean "tests"/],
  ['a test without a name', 'tests:\n  - tags: [a]\n', 'error missing-key tags: [a]', /"name" is missing/],
  ['a test that is no map', 'tests:\n  - word\n', 'error wrong-value word', /must be a map/],
  ['a service without a command', service('cwd: x'), 'error missing-key server', /"command" is missing/],
  ['an empty command', service('command: []'), 'error wrong-value []', /found an empty list/],
  ['a service that is no map', oneTest('services: { server: node }'), 'error wrong-value node', /must be a map/],
  ['services as a list', oneTest('services: [server]'), 'error wrong-value [server]', /map of names/],
  ['a service name with a space', oneTest('services: { "my server": { command: [node] } }'), 'error invalid-name "my server"', /cannot be a service/],
  ['a port name with a dot', service('command: [node]', 'ready: { tcp: htp }', 'ports: { http: auto }'), 'error unknown-port htp', /Did you mean "http"/],
  ['a port that is too high', service('command: [node]', 'ports: { http: 70000 }'), 'error wrong-value 70000', /or a port number from 1/],
  ['a dependency nobody is', service('command: [node]', 'depends_on: [databse]'), 'error unknown-service databse', /no service "databse"/],
  ['a dependency on itself', service('command: [node]', 'depends_on: server'), 'error dependency-ring depends_on', /depends on itself/],
  ['a condition nobody knows', service('command: [node]', 'depends_on: { server: redy }'), 'error wrong-value redy', /Did you mean "ready"/],
  ['a signal nobody knows', step('signal: { service: server, signal: SIGKIL }'), 'error wrong-value SIGKIL', /Did you mean "SIGKILL"/],
  ['a signal to nobody', step('signal: { service: srver }'), 'error unknown-service srver', /Did you mean "server"/],
  ['a stop of nobody', step('stop: srver'), 'error unknown-service srver', /Did you mean "server"/],
  ['a step that does nothing known', step('sleep: 3'), 'error unknown-step sleep: 3', /must have one of run, wait/],
  ['a step that does two things', step('{ run: x, wait: 2s }'), 'error ambiguous-step wait', /steps of their own/],
  ['a wait for nothing', step('wait_for: { timeout: 2s }'), 'error wrong-value { timeout: 2s }', /what to wait for/],
  ['a wait for a port nobody has', step('wait_for: { tcp: server.htp }'), 'error unknown-port server.htp', /Did you mean "server.http"/],
  ['a broken regular expression', step('{ run: x, expect: { stdout: { matches: "(" } } }'), 'error wrong-value "("', /valid JavaScript regular expression/],
  ['a broken capture', step('{ run: x, capture: { rps: "[" } }'), 'error wrong-value "["', /regular expression/],
  ['an empty matcher', step('{ run: x, expect: { stdout: {} } }'), 'error wrong-value {}', /at least one of contains/],
  ['text where a number belongs', step('{ run: x, expect: { exit_code: many } }'), 'error wrong-value many', /a number/],
  ['a number where text belongs', step('{ run: x, expect: { stdout: { contains: 1.10 } } }'), 'error wrong-value 1.10', /text/],
  ['two steps of one id', oneTest('steps:', '  - { id: a, run: x }', '  - { id: a, run: y }'), 'error duplicate-id a', /used twice/],
  ['two captures of one name', oneTest('steps:', '  - { run: x, capture: { rps: a } }', '  - { run: y, capture: { rps: b } }'), 'error duplicate-metric rps', /captured twice/],
  ['an id that is no word', step('{ id: 1st, run: x }'), 'error wrong-value 1st', /not starting with a digit/],
  ['an assertion nobody knows', assertion('{ type: service_runing, service: server }'), 'error unknown-assertion service_runing', /Did you mean "service_running"/],
  ['a statistic nobody knows', assertion('metric: { name: rps, of: average, above: 1 }'), 'error wrong-value average', /p50, p95/],
  ['an assertion of nobody', assertion('service_running: { service: srver }'), 'error unknown-service srver', /Did you mean "server"/],
  ['a log assertion without a text', assertion('{ type: log_contains, service: server }'), 'error wrong-value { type: log_contains, service: server }', /either a pattern or a text/],
  ['a metric without a limit', assertion('{ type: metric, name: rps }'), 'error wrong-value { type: metric, name: rps }', /at least one of equals/],
  ['an empty matrix list', oneTest('matrix: { a: [] }'), 'error wrong-value []', /at least one value/],
  ['a matrix key that is no word', oneTest('matrix: { "a b": [1] }'), 'error invalid-name "a b"', /matrix key/],
  ['a value that stands twice', oneTest('matrix: { a: [1, 2, 1] }'), 'error duplicate-value 1', /stands twice/],
  ['an exclude of a key nobody has', oneTest('matrix: { server: [1], exclude: [ { sever: 1 } ] }'), 'error unknown-name sever', /Did you mean "server"/],
  ['an exclude of a value nobody has', oneTest('matrix: { a: [one], exclude: [ { a: onne } ] }'), 'warning excludes-nothing onne', /Did you mean "one"/],
  ['an exclude of everything', oneTest('matrix: { a: [1], exclude: [ { a: 1 } ] }'), 'error no-combination [ { a: 1 } ]', /no combination/],
  ['zero iterations', oneTest('iterations: 0'), 'error wrong-value 0', /whole number from 1/],
  ['parallel of nothing', 'parallel: 0\ntests: []\n', 'error wrong-value 0', /whole number from 1/],
  ['tests that are no list', 'tests: { a: 1 }\n', 'error wrong-value { a: 1 }', /must be a list/],
  ['a key twice', oneTest('timeout: 2s', 'timeout: 3s'), 'error duplicate-key timeout', /given twice/],
  ['a custom tag', oneTest('tags: [ !run x ]'), 'error custom-tag !run x', /not allowed/],
  ['a second document', 'tests: []\n---\ntests: []\n', 'error further-document ---', /first document/],
  ['an alias of nothing', oneTest('timeout: *limit'), 'error bad-alias *limit', /No anchor/],
  ['a top level that is a list', '- a\n- b\n', 'error wrong-value - a\n- b', /must be a map/],
  ['an expression nobody closes', oneTest('env: { A: "${{ variables.x" }'), 'error bad-expression ${{ variables.x', /"}}" is missing/],
  ['an expression of nobody', oneTest('env: { A: "a ${{ variabels.x }} b" }'), 'error unknown-name ${{ variabels.x }}', /Did you mean "variables"/],
  ['an expression with a wrong port', step('run: curl ${{ services.server.ports.htp }}'), 'error unknown-name ${{ services.server.ports.htp }}', /Did you mean "http"/],
  ['a step that comes later', oneTest('steps:', '  - run: echo ${{ steps.b.stdout }}', '  - { id: b, run: x }'), 'error unknown-name ${{ steps.b.stdout }}', /no "steps.b"/],
  ['a secret that is not declared', oneTest('env: { A: "${{ secrets.TOKEN }}" }'), 'error unknown-name ${{ secrets.TOKEN }}', /no secret of this file/],
  ['a service in a name', 'tests:\n  - name: "x ${{ services.a.host }}"\n', 'error unknown-name ${{ services.a.host }}', /not known here/],
  ['a value a shell would split', ['variables: { who: "a; rm -rf b" }', oneTest('steps:', '  - run: echo ${{ variables.who }}')].join('\n'), 'warning shell-value ${{ variables.who }}', /"\$VAR_WHO"/],
  ['an unquoted expression in a flow map', oneTest('env: { A: ${{ variables.x }} }'), 'error unquoted-expression ${{ variables.x }}', /must be quoted/],
  ['a quote nobody closes', 'tests:\n  - name: one\n    tags: ["a]\n  - name: two\n', 'error syntax "a]', /never closed/],
  ['a list nobody closes', oneTest('tags: [a, b }'), 'error syntax }', /"\]" is expected/],
  ['a text with a colon', oneTest('description: say: hi'), 'error syntax say: hi', /must be quoted/],
  ['a comment glued to a text', oneTest('description: "a"# b'), 'error syntax # b', /space is expected before the #/],
  ['a tab', 'tests:\n  - name: one\n\ttags: [a]\n', 'error tab-indent \t', /tab/],
];

describe('config rules', () => {
  for (const [rule, text, expected, message] of RULES) {
    it(`tells ${rule}, with its place`, () => {
      const { problems, loaded } = tell(text);
      assert.ok(problems.includes(expected), `expected ${expected}, told:\n${problems.join('\n')}`);
      const problem = loaded.problems[problems.indexOf(expected)];
      assert.match(problem?.message ?? '', message);
    });
  }

  it('finds nothing wrong where nothing is', () => {
    const text = [
      'schema: 1', 'name: all', 'description: d', 'variables: { port: 80, url: "http://x:${{ variables.port }}" }', 'parallel: 2', 'fail_fast: true', 'timeout: 1h',
      'paths: { output_dir: out }', 'defaults: { timeout: 5m, env: { A: b }, service: { ready: { timeout: 5s } }, step: { timeout: 2s } }', 'tests:',
      '  - name: "a ${{ matrix.n }}"', '    description: d', '    skip: false', '    tags: [x, 1.10]', '    timeout: 1m30s', '    env: { B: 1.10, C: null }',
      '    matrix: { n: [1, 2], m: [x], exclude: [ { n: 2, m: x } ] }', '    iterations: 2', '    network_environment: { type: localhost }',
      '    artifacts: ["*.txt", "${{ matrix.n }}/**"]', '    services:', '      server:', '        command: [node, s.js, "${{ services.server.ports.http }}"]',
      '        cwd: impl', '        env: { LOG: debug }', '        ports: { http: auto, raw: 8080 }', '        ready: { log: on, tcp: http, http: { url: "http://x", status: 200 }, delay: 5ms }',
      '        stop: { signal: SIGINT, grace: 1s }', '        expect_exit: { code: [0, 2] }', '        timeout: 10m', '      client: { command: "echo $VAR_URL", depends_on: { server: started } }',
      '    steps:', '      - { id: get, run: "true", cwd: x, env: { A: 1 }, stdin: y, shell: [bash, -c], always: true, continue_on_failure: true, expect: { exit_code: { within: [0, 3] }, duration: { below: 2s } }, capture: { rps: "(.)", n: { json: a.b, unit: s, optional: true } } }',
      '      - wait: 2s', '      - wait_for: { service: server, timeout: 5s }', '      - wait_for: { exited: client }',
      '      - http: { url: "${{ variables.url }}", method: post, headers: { A: b }, body: { a: 1 }, expect: { status: [200, 201], body: { json: { a: 1 } } } }',
      '      - signal: { service: server, signal: SIGHUP, group: true }', '      - stop: server', '      - start: server', '      - run: echo ${{ steps.get.outputs.rps }}',
      '    assertions:', '      - service_running: { service: server }', '      - { type: service_responsive, service: server, endpoint: /, expected_status: 200 }',
      '      - exit_code: { service: client, equals: 0 }', '      - log_contains: { service: server, stream: stdout, pattern: a }', '      - log_absent: { service: server, text: b }',
      '      - { type: metric, name: rps, above: 1 }', '',
    ].join('\n');
    const { problems, loaded } = tell(text);
    assert.deepEqual(problems, []);
    assert.deepEqual(loaded.tests.map(({ id }) => id), ['a 1 (1, x) [1]', 'a 1 (1, x) [2]']);
  });

  it('says where the first of two equal keys is', () => {
    const text = oneTest('timeout: 2s', 'timeout: 3s');
    const [related] = load(text).problems[0]?.related ?? [];
    assert.deepEqual(related?.range.start, { line: 3, column: 5 });
  });
});
