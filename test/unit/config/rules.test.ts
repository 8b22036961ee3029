import assert from 'node:assert/strict';
import { loadExperiment } from '../../../src/config';
import { load, oneTest, tell } from './reading';

const step = (line: string): string => oneTest('services: { server: { command: [node], ports: { http: auto } } }', 'steps:', `  - ${line}`);
const service = (...lines: readonly string[]): string => oneTest('services:', '  server:', ...lines.map((line) => `    ${line}`));
const assertion = (line: string): string => oneTest('services: { server: { command: [node] } }', 'assertions:', `  - ${line}`);

const servers = (first: string, second: string): string => oneTest('services:', `  one: { command: [x], ports: ${first} }`, `  two: { command: [x], ports: ${second} }`);
const beside = (one: string, two: string): string =>
  ['parallel: 2', 'tests:', ...['one', 'two'].map((name) => `  - { name: ${name}, ${name === 'one' ? one : two} services: { s: { command: [x], ports: { http: 8080 } } } }`), ''].join('\n');

const environment = (value: string): string => oneTest('services: { server: { command: [node] } }', `execution_environment: ${value}`);

/** What the file is, what must be told (with the text an editor selects), and a part of the message. */
const RULES: readonly (readonly [rule: string, text: string, told: string, message: RegExp])[] = [
  ['a duration that is none', oneTest('timeout: soon'), 'error wrong-value soon', /"timeout" must be a duration above zero.*found "soon"/],
  ['a zero duration', oneTest('timeout: 0'), 'error wrong-value 0', /above zero/],
  ['a negative duration', step('wait: -1s'), 'error wrong-value -1s', /above zero.*found "-1s"/],
  ['settings for a network that has none', oneTest('network_environment: { type: localhost, plugin_config: { a: 1 } }'), 'information no-effect plugin_config', /has no settings/],
  ...[
    'services: { s: { command: [x], ready: { exec: "echo ${{ matrix.v }}" } } }', 'services: { s: { command: [x], stop: { command: "echo ${{ matrix.v }}" } } }',
    'steps: [ { wait_for: { exec: "echo ${{ matrix.v }}" } } ]', 'assertions: [ { command: "echo ${{ matrix.v }}" } ]', 'assertions: [ { type: command, command: "echo ${{ matrix.v }}" } ]',
    'assertions: [ { command: { command: "echo ${{ matrix.v }}" } } ]',
  ].map((line) => [`a value that is no plain word in a shell: ${line}`, oneTest('matrix: { v: ["a; b"] }', line), 'warning shell-value ${{ matrix.v }}', /\$MATRIX_V/] as const),
  ['a network that an expression names wrongly', oneTest('matrix: { net: [localhots] }', 'network_environment: "${{ matrix.net }}"'), 'error unknown-network "${{ matrix.net }}"', /Did you mean "localhost"/],
  ['a target that is no service', service('command: [node]', 'protocol: { target: sever }'), 'error unknown-service sever', /Did you mean "server"/],
  ['a service that calls itself otherwise', service('command: [node]', 'name: sever'), 'warning name-differs sever', /known as "server"/],
  ['certificates that nobody makes', service('command: [node]', 'generate_new_certificates: true'), 'information no-effect generate_new_certificates', /has no effect/],
  ['a folder that only PANTHER has', `paths: { log_dir: x }\n${oneTest('')}`, 'information no-effect log_dir', /has no effect here/],
  ['a command in nobody', assertion('command: { command: x, in: sever }'), 'error unknown-service sever', /Did you mean "server"/],
  ['a request from nobody', step('{ http: { url: x }, in: sever }'), 'error unknown-service sever', /Did you mean "server"/],
  ['a size that is none', assertion('file_exists: { path: x, size: { below: 3 kilos } }'), 'error wrong-value 3 kilos', /64KiB or 10MB/],
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
  ['packets that are not recorded', oneTest('steps: { wait: 1, record_pcap: true }'), 'warning not-recorded record_pcap', /no service of this test declares a port/],
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
  ['a number that is no port in a list', service('command: [node]', 'ports: [-1]'), 'error wrong-value -1', /"8443:4443"/],
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
  ...['-5', '0', '70000', '"65536"', 'localhost:70000'].map((port) => ['a readiness port that no machine has', service('command: [node]', `ready: { tcp: ${port} }`), `error wrong-value ${port}`, /port number from 1 to 65535, or host:port/] as const),
  ['a wait for a port that no machine has', step('wait_for: { listening: 65536 }'), 'error wrong-value 65536', /port number from 1 to 65535/],
  ['a dependency nobody is', service('command: [node]', 'depends_on: [databse]'), 'error unknown-service databse', /no service "databse"/],
  ['a dependency on itself', service('command: [node]', 'depends_on: server'), 'error dependency-ring depends_on', /depends on itself: server → server/],
  ['a ring that one combination has', oneTest('matrix: { d: [b, c] }', 'services: { a: { command: [x], depends_on: ["${{ matrix.d }}"] }, b: { command: [x] }, c: { command: [x], depends_on: a } }'), 'error dependency-ring depends_on', /depends on itself: (?:a → c → a|c → a → c)/],
  ['a condition nobody knows', service('command: [node]', 'depends_on: { server: redy }'), 'error wrong-value redy', /Did you mean "ready"/],
  ['a signal nobody knows', step('signal: { service: server, signal: SIGKIL }'), 'error wrong-value SIGKIL', /Did you mean "SIGKILL"/],
  ['a signal to nobody', step('signal: { service: srver }'), 'error unknown-service srver', /Did you mean "server"/],
  ['a stop of nobody', step('stop: srver'), 'error unknown-service srver', /Did you mean "server"/],
  ['a step that does nothing known', step('sleep: 3'), 'error unknown-step sleep: 3', /must have one of run, wait.*; found sleep\./],
  ['a step that is no map', step('[a]'), 'error wrong-value [a]', /must be a map with one of run, wait.*; found a list/],
  ['a method that HTTP has not', step('http: { url: "http://x/", method: "GE T" }'), 'error wrong-value "GE T"', /must be a method of HTTP/],
  ['a header that HTTP has not', step('http: { url: "http://x/", headers: { "a b": c } }'), 'error invalid-name "a b"', /expected the name of a header/],
  ['a step that does two things', step('{ run: x, wait: 2s }'), 'error ambiguous-step wait', /steps of their own/],
  ['a wait for a log of nobody', step('wait_for: { log: up }'), 'error missing-key log', /does not say of which service/],
  ...['/status', 'ftp://127.0.0.1/', 'no url'].map((url) => ['a request to what is no URL', step(`http: { url: "${url}" }`), `error wrong-value "${url}"`, /whole URL, of http or https/] as const),
  ['a wait for nothing', step('wait_for: { timeout: 2s }'), 'error wrong-value { timeout: 2s }', /what to wait for/],
  ['a wait for a port nobody has', step('wait_for: { tcp: server.htp }'), 'error unknown-port server.htp', /Did you mean "server.http"/],
  ['a broken regular expression', step('{ run: x, expect: { stdout: { matches: "(" } } }'), 'error bad-pattern "("', /valid JavaScript regular expression \(Unterminated group\)/],
  ['a broken capture', step('{ run: x, capture: { rps: "[" } }'), 'error bad-pattern "["', /"capture.rps" must be a valid JavaScript regular expression \(Unterminated character class\)/],
  ['flags within a regular expression', step('{ run: x, expect: { stdout: { matches: "(?i)error" } } }'), 'error bad-pattern "(?i)error"', /Invalid group: it takes no flags as \(\?i\); write \[Aa\] for either case/],
  ['a capture of nothing', step('{ run: x, capture: { rps: { from: stderr } } }'), 'error wrong-value { from: stderr }', /"capture.rps" must be a map with either pattern or json/],
  ['a key as other tools call it', service('command: [node]', 'environment: { A: b }'), 'warning unknown-key environment', /Did you mean "env"/],
  ['a step as other tools call it', step('{ sleep: 2s }'), 'error unknown-step { sleep: 2s }', /Did you mean "wait"/],
  ['an empty matcher', step('{ run: x, expect: { stdout: {} } }'), 'error wrong-value {}', /at least one of contains/],
  ['text where a number belongs', step('{ run: x, expect: { exit_code: many } }'), 'error wrong-value many', /a number/],
  ['a word that every object has, where true or false belongs', 'fail_fast: constructor\ntests: []\n', 'error wrong-value constructor', /true or false/],
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
  ['a tag above its value', oneTest('steps: !foo', '  - run: x'), 'error custom-tag !foo\n      - run: x', /The tag !foo/],
  ['a tag of a key', oneTest('!k tags: [a]'), 'error custom-tag !k tags', /The tag !k/],
  ['a text that begins with !', oneTest('steps:', '  - run: ! grep x y'), 'error custom-tag ! grep x y', /must be quoted/],
  ['an alias within itself', oneTest('plugin_config: &p { x: *p }'), 'error bad-alias *p', /contains itself/],
  ['a merge of what it stands in', oneTest('plugin_config: &p { <<: *p }'), 'error bad-alias *p', /contains itself/],
  ['a glob without quotes', oneTest('artifacts: [*.log]'), 'error bad-alias *.log', /must be quoted: "\*\.log"/],
  ['a key that is a list', oneTest('? [a, b]', ': 5'), 'error bad-key [a, b]', /found a list/],
  ['a pattern in double quotes', oneTest('steps: [ { run: x, expect: { stdout: { matches: "\\d+" } } } ]'), 'error syntax \\', /single quotes/],
  ['a text beside |', oneTest('steps:', '  - run: | echo'), 'error syntax echo', /begins on the next line/],
  ['a bracket too many', oneTest('tags: [a]]'), 'error syntax ]', /none opened/],
  ['durations between other ones', step('{ run: x, expect: { duration: { within: [1s, soon] } } }'), 'error wrong-value soon', /above zero/],
  ['one duration alone', step('{ run: x, expect: { duration: 2s } }'), 'error wrong-value 2s', /a map/],
  ['a condition with an expression', oneTest('matrix: { a: [1] }', 'steps: [ { run: x, when: { a: "${{ variables.x ?? 1 }}" } } ]'), 'error wrong-value "${{ variables.x ?? 1 }}"', /as they stand in the matrix/],
  ['a condition that is an expression', oneTest('matrix: { a: [1] }', 'services: { s: { command: [x], when: "${{ variables.x ?? 1 }}" } }'), 'error wrong-value "${{ variables.x ?? 1 }}"', /as they stand in the matrix/],
  ['artifacts that an expression would give', oneTest('artifacts: "${{ variables.x ?? 1 }}"'), 'error wrong-value "${{ variables.x ?? 1 }}"', /must be a list/],
  ['a value of a variable that cannot be', `variables: { t: soon }\n${step('wait: "${{ variables.t }}"')}`, 'error wrong-value "${{ variables.t }}"', /"wait" must be a duration.*found "soon"/],
  ['a value of the matrix that cannot be', oneTest('matrix: { c: [0, many] }', 'steps: [ { run: x, expect: { exit_code: "${{ matrix.c }}" } } ]'), 'error wrong-value "${{ matrix.c }}"', /found "many"/],
  ['a list of a variable within a command', `variables: { l: [a] }\n${step('run: [x, "${{ variables.l }}"]')}`, 'error wrong-value "${{ variables.l }}"', /"run\[1\]" must be text; found a list/],
  ['a pattern of the matrix that is none', oneTest('matrix: { p: ["(", x] }', 'services: { s: { command: [y], ready: { log: "${{ matrix.p }}" } } }'), 'error bad-pattern "${{ matrix.p }}"', /Unterminated group/],
  ['a value below a variable in a shell', `variables: { m: { v: "a; b" } }\n${step('run: echo ${{ variables.m.v }}')}`, 'warning shell-value ${{ variables.m.v }}', /\{ VALUE: "\$\{\{ variables\.m\.v \}\}" \}/],
  ['an environment that a variable gives wrongly', `variables: { e: [a] }\n${oneTest('env: "${{ variables.e }}"')}`, 'error wrong-value "${{ variables.e }}"', /"env" must be a map of variables; found a list/],
  ['a limit of a value in JSON that is none', step('{ run: x, expect: { stdout: { json: { path: a.b, below: soon } } } }'), 'error wrong-value soon', /"expect.stdout.json.below" must be a number/],
  ['a range of a value in JSON that is none', step('{ http: { url: x, expect: { body: { json: { path: a.b, within: 3 } } } } }'), 'error wrong-value 3', /a list of two numbers/],
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
  ['a broken pattern of a log', service('command: [node]', 'ready: { log: "on (" }'), 'error bad-pattern "on ("', /Unterminated group/],
  ['a broken pattern of an assertion', assertion('log_absent: { service: server, pattern: "*" }'), 'error bad-pattern "*"', /Nothing to repeat/],
  ['a broken pattern of a capture with more', step('{ run: x, capture: { rps: { pattern: "(?<n>.)(?<n>.)" } } }'), 'error bad-pattern "(?<n>.)(?<n>.)"', /Duplicate capture group name/],
  ['a port of two services', servers('{ a: 8080 }', '{ b: 8080 }'), 'error duplicate-port 8080', /taken twice in this test: by "one", and here by "two"/],
  ['a port of two services, in the form of PANTHER', servers('["8080:80"]', '["127.0.0.1:8080:81/tcp"]'), 'error duplicate-port "127.0.0.1:8080:81/tcp"', /taken twice/],
  ['a port that a variable gives two services', ['variables: { port: 8080 }', servers('{ a: "${{ variables.port }}" }', '{ b: 8080 }')].join('\n'), 'error duplicate-port 8080', /taken twice/],
  ['a port of two tests that may run at once', beside('', ''), 'warning shared-port 8080', /also taken by another test, and up to 2 test cases run at once/],
  ['a port of a test whose cases may run at once', ['parallel: 3', oneTest('iterations: 2', 'services: { a: { command: [x], ports: { http: 8080 } } }')].join('\n'), 'warning shared-port 8080', /the 2 cases of this test, and up to 3/],
  ['a start of what runs', step('start: server'), 'warning service-state server', /"server" is started, but runs already/],
  ['a signal to what was stopped', oneTest('services: { s: { command: [x] } }', 'steps: [ { stop: s }, { signal: { service: s } } ]'), 'warning service-state s', /gets a signal, but has ended by then/],
  ['a wait for what was killed', oneTest('services: { s: { command: [x] } }', 'steps: [ { signal: { service: s, signal: SIGKILL } }, { steps: [ { wait_for: { service: s } } ] } ]'), 'warning service-state s', /is waited for/],
  ['an assertion that what was stopped runs', oneTest('services: { s: { command: [x] } }', 'steps: [ { stop: s } ]', 'assertions: [ { service_running: { service: s } } ]'), 'warning service-state s', /is asserted to run/],
  ['an expected end of what is stopped', oneTest('services: { s: { command: [x], expect_exit: 0 } }', 'steps: [ { stop: s } ]'), 'information no-effect expect_exit', /does not apply where a step stops "s"/],
  ['a dependency on the end of what does not end', oneTest('services: { a: { command: [x] }, b: { command: [x], depends_on: { a: ended } } }'), 'error endless-dependency ended', /"a" is not meant to end/],
  ['services that only their case tells apart', oneTest('services: { Server: { command: [x] }, server: { command: [x] } }'), 'warning case-clash server', /differ by case only/],
  ['a test that is over before its waits', oneTest('timeout: 5s', 'steps: [ { wait: 3s }, { steps: [ { wait: 2s }, { wait: 1s } ] } ]'), 'warning wait-over-timeout 5s', /waits 6 s in all, its time limit is 5 s/],
  ['a test whose default limit is over before its wait', oneTest('steps: [ { wait: 11m } ]'), 'warning wait-over-timeout [ { wait: 11m } ]', /waits 11 min in all, its time limit is 10 min unless "timeout" says otherwise/],
  ['a step that is over before its wait', step('{ wait: 10s, timeout: 5s }'), 'warning wait-over-timeout 5s', /The step waits 10 s/],
  ['a group that is over before its waits', step('{ parallel: [ { wait: 2s }, { steps: [ { wait: 1s }, { wait: 2s } ] } ], timeout: 2.5s }'), 'warning wait-over-timeout 2.5s', /The step waits 3 s/],
  ['a delay that is over after its limit', service('command: [node]', 'ready: { delay: 31s }'), 'warning wait-over-timeout 31s', /the time limit of 30 s that holds unless/],
  ['a delay of services one after the other', oneTest('timeout: 3s', 'services: { a: { command: [x], ready: { delay: 2s } }, b: { command: [x], ready: { delay: 2s }, depends_on: a } }'), 'warning wait-over-timeout 3s', /waits 4 s in all/],
  ['a service that may not live as long as the steps', oneTest('services: { s: { command: [x], timeout: 2s } }', 'steps: [ { wait: 3s } ]'), 'warning wait-over-timeout 2s', /"s" may live 2 s/],
  ['a run that is over before the waits of its test cases', `timeout: 5s\n${oneTest('iterations: 2', 'matrix: { a: [1, 2] }', 'steps: [ { wait: 1.5s } ]')}`, 'warning wait-over-timeout 5s', /The test cases wait 6 s in all, the time limit of the run is 5 s/],
  ['a run that is over before the waits of test cases side by side', `parallel: 2\ntimeout: 5s\n${oneTest('iterations: 4', 'steps: [ { wait: 3s } ]')}`, 'warning wait-over-timeout 5s', /wait 6 s in all, 2 at once, the time limit/],
  ['a run that is over before its longest wait', `parallel: 9\ntimeout: "\${{ variables.t }}"\nvariables: { t: 5s }\n${oneTest('matrix: { t: [1, 6] }', 'timeout: 1m', 'steps: [ { wait: "${{ matrix.t }}" } ]')}`, 'warning wait-over-timeout "${{ variables.t }}"', /A test case waits 6 s, the time limit of the run is 5 s/],
  ['a wait of one combination', oneTest('timeout: 5s', 'matrix: { t: [1, 6] }', 'steps: [ { wait: "${{ matrix.t }}" } ]'), 'warning wait-over-timeout 5s', /waits 6 s/],
  ['a metric that nothing records', oneTest('steps: [ { run: x, capture: { rps: a } } ]', 'assertions: [ { metric: { name: rsp, above: 1 } } ]'), 'warning unknown-metric rsp', /Did you mean "rps"/],
  ['a finding that no environment has', assertion('metric: { name: server.syscalls, below: 5 }'), 'warning unknown-metric server.syscalls', /Nothing in this test records the metric "server.syscalls"/],
  ['a metric that PANTHER would not know either', assertion('performance_metric: { service: server, metric: cpu_second, expected: 1 }'), 'warning unknown-metric cpu_second', /Did you mean "cpu_seconds"/],
  ['an artifact outside of the test', oneTest('artifacts: [ "../*.txt" ]'), 'error bad-artifact "../*.txt"', /leaves the test's folder/],
  ['an artifact with an absolute path', oneTest('artifacts: [ /var/log/x ]'), 'error bad-artifact /var/log/x', /absolute path/],
  ['an artifact that leaves behind an expression', oneTest('artifacts: [ "${{ iteration }}/../../x" ]'), 'error bad-artifact "${{ iteration }}/../../x"', /"\$\{\{ iteration \}\}\/\.\.\/\.\.\/x" leaves/],
  ['an artifact with an open bracket', oneTest('artifacts: [ "a[b" ]'), 'error bad-artifact "a[b"', /open \[/],
  ['an artifact that goes elsewhere', oneTest('artifacts: [ { from: x, to: ../y } ]'), 'error bad-artifact ../y', /leaves the folder of the artifacts/],
  ['an artifact from where none may come', oneTest('artifacts: [ { from: /etc/hosts } ]'), 'warning artifact-outside /etc/hosts', /outside of the folders that artifacts may come from/],
  ['an artifact from above the experiment', oneTest('artifacts: [ { from: ../x } ]'), 'warning artifact-outside ../x', /outside of the folders/],
  ['two variables that are one in the environment', 'variables: { a-b: 1, A_B: 2 }\ntests: []\n', 'warning environment-clash A_B', /both VAR_A_B/],
  ['two keys of a matrix that are one in the environment', oneTest('matrix: { a: [1], A: [2] }'), 'warning environment-clash A', /both MATRIX_A/],
  ['a condition that no combination meets', oneTest('matrix: { a: [1, 2], b: [x, y], exclude: [ { a: 1, b: x } ] }', 'steps: [ { run: x, when: { a: 1, b: x } } ]'), 'warning matches-nothing when', /No combination of the matrix has all of this/],
  ['an unquoted expression beside a text', oneTest('env: { A: "b", C: ${{ env.HOME }}/x, D: 1 }'), 'error unquoted-expression ${{ env.HOME }}/x', /"\$\{\{ env.HOME \}\}\/x"/],
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

  it('tells a folder that a shell would split, unless it is in quotes or the command a list', () => {
    const text = oneTest('services: { s: { command: "cat ${{ services.s.stdout_log }}" } }', 'steps:', '  - run: cd ${{ test.dir }}', "  - run: cd '${{ test.dir }}'", '  - run: [ls, "${{ test.dir }}"]', '  - run: echo ${{ test.id }}');
    const toldIn = (folder: string) => loadExperiment(`${folder}/a.experiment.yaml`, text).problems.map(({ code, range }) => `${code} ${range.start.line}`);
    assert.deepEqual(toldIn('/home/my experiments'), ['shell-value 3', 'shell-value 5']);
    assert.deepEqual(toldIn('/home/größe/a-b_c.d'), []);
  });

  const SOUND: readonly (readonly [what: string, text: string])[] = [
    ['a value that only other combinations have', oneTest('matrix: { t: [1s, soon] }', 'steps: [ { wait: "${{ matrix.t }}", when: { t: 1s } }, { parallel: [ { wait: "${{ matrix.t }}" } ], when: { t: [1s] } } ]', 'timeout: 5s')],
    ['a list that is all of a command', `variables: { l: [a, b], n: 5 }\n${oneTest('steps: [ { run: "${{ variables.l }}" }, { run: [x, "${{ variables.n }}"] } ]')}`],
    ['dependencies of services that are never there together', oneTest('matrix: { s: [a, b] }', 'services:', '  a: { command: [x], depends_on: b, when: { s: a } }', '  b: { command: [x], depends_on: a, when: { s: b } }')],
    ['a port of a service that follows the end of another', oneTest('services:', '  a: { command: [x], ports: { p: 80 }, expect_exit: 0 }', '  b: { command: [x], depends_on: { a: ended } }', '  c: { command: [x], ports: { p: 80 }, depends_on: b }')],
    ['a port of services that are never there together', oneTest('matrix: { s: [a, b] }', 'services:', '  a: { command: [x], ports: { p: 80 }, when: { s: a } }', '  b: { command: [x], ports: { p: 80 }, when: { s: [b] } }')],
    ['a port for TCP and for UDP', servers('["53:53/udp"]', '["53:54/tcp"]')],
    ['a port under two names', oneTest('services: { a: { command: [x], ports: { p: 80, q: 80 } } }')],
    ['ports of one group', beside('parallel_group: a,', 'parallel_group: a,')],
    ['ports of what runs alone', beside('exclusive: true,', '')],
    ['ports of what is skipped', beside('', 'skip: true,')],
    ['ports of what runs one after the other', beside('', '').replace('parallel: 2', 'parallel: 1')],
    ['a start after a stop', oneTest('services: { s: { command: [x] } }', 'steps: [ { stop: s }, { start: s }, { signal: { service: s, signal: SIGHUP } }, { pause: s }, { resume: s }, { wait_for: { service: s } } ]', 'assertions: [ { service_running: { service: s } } ]')],
    ['a signal to what a condition may have stopped', oneTest('matrix: { a: [1, 2] }', 'services: { s: { command: [x] } }', 'steps: [ { stop: s, when: { a: 1 } }, { signal: { service: s }, when: { a: 2 } } ]')],
    ['a signal to what comes again by itself', oneTest('services: { s: { command: [x], restart: on_failure } }', 'steps: [ { signal: { service: s, signal: SIGKILL } }, { wait_for: { service: s } } ]')],
    ['waits within their limits', oneTest('timeout: 4s', 'steps: [ { parallel: [ { wait: 2s }, { wait: 3s } ] }, { wait: 500ms, timeout: 1s } ]')],
    ['a wait of ten minutes with a limit of its own', oneTest('timeout: 20m', 'steps: [ { wait: 10m } ]')],
    ['a wait that only some combinations have', oneTest('timeout: 5s', 'matrix: { a: [1, 2] }', 'steps: [ { wait: 3s, when: { a: 1 } }, { wait: 3s, when: { a: 2 } } ]')],
    ['waits of a run side by side', `parallel: 2\ntimeout: 6s\n${oneTest('iterations: 4', 'steps: [ { wait: 3s } ]')}`],
    ['waits of a run that are skipped', `timeout: 1s\n${oneTest('skip: not today', 'steps: [ { wait: 3s } ]')}`],
    ['a short life of what is stopped', oneTest('services: { s: { command: [x], timeout: 2s } }', 'steps: [ { stop: s }, { wait: 3s } ]')],
    ['metrics of environments and of services', oneTest('execution_environment: [ strace, perf_stat ]', 'services: { s: { command: [x] } }', 'assertions:', ...['s.syscalls.open', 's.perf.cycles', 's.cpu_seconds'].map((name) => `  - metric: { name: ${name}, below: 1 }`), '  - performance_metric: { service: s, metric: peak_memory_bytes, expected: "< 1" }')],
    ['metrics of a step below others', oneTest('steps: [ { parallel: [ { run: x, capture: { rps: a } } ] } ]', 'assertions: [ { metric: { name: rps, of: p95, above: 1 } }, { metric: { name: "${{ variables.x ?? \'y\' }}", above: 1 } } ]')],
    ['metrics that a plug-in may record', `plugins: [./p.js]\n${oneTest('assertions: [ { metric: { name: own, above: 1 } } ]')}`],
    ['artifacts of all kinds', oneTest('artifacts: [ "**/*.txt", "${{ test.name }}/x", a.b, { from: ./x, to: y/z }, { from: "${{ file.dir }}/x", to: "${{ iteration }}" } ]')],
  ];
  for (const [what, text] of SOUND) it(`has nothing to say of ${what}`, () => assert.deepEqual(tell(text).loaded.problems.map(({ code, message }) => `${code} ${message}`), []));

  it('shows each service on a ring of dependencies the shortest one that it is on', () => {
    const text = oneTest('services:', '  a: { command: [x], depends_on: [b, c] }', '  b: { command: [x], depends_on: c }', '  c: { command: [x], depends_on: a }', '  d: { command: [x], depends_on: a }');
    assert.deepEqual(tell(text).loaded.problems.map(({ message }) => message), [
      'The service "a" depends on itself: a → c → a', 'The service "b" depends on itself: b → c → a → b', 'The service "c" depends on itself: c → a → c',
    ]);
  });

  it('breaks none but the test with the problem, and of a matrix the combination alone', () => {
    const text = ['parallel: 2', 'tests:',
      '  - { name: ports, services: { a: { command: [x], ports: { p: 80 } }, b: { command: [x], ports: { p: 80 } } } }',
      '  - { name: waits, timeout: 5s, matrix: { t: [1, 6] }, steps: [ { wait: "${{ matrix.t }}" } ] }',
      '  - { name: dependency, matrix: { on: [1, 2] }, services: { s1: { command: [x], depends_on: [ "s${{ matrix.on }}x" ] }, s1x: { command: [x] } } }',
      '  - { name: artifact, artifacts: [ ../x ] }', '  - { name: pattern, steps: [ { run: x, expect: { stdout: { matches: "(" } } } ] }',
      '  - { name: sound, services: { a: { command: [x], ports: { p: 80 } } } }', ''].join('\n');
    assert.deepEqual(tell(text).broken, ['ports', 'dependency (2)', 'artifact', 'pattern']);
  });

  it('finds nothing wrong where nothing is', () => {
    const text = [
      'schema: 1', 'name: all', 'description: d', 'variables: { port: 80, url: "http://x:${{ variables.port }}" }', 'parallel: 2', 'fail_fast: true', 'timeout: 1h',
      'paths: { output_dir: out }', 'defaults: { timeout: 5m, env: { A: b }, network_environment: { type: localhost, version: 1.0 }, service: { ready: { timeout: 5s } }, step: { timeout: 2s } }', 'tests:',
      '  - name: "a ${{ matrix.n }}"', '    description: d', '    skip: false', '    parallel_group: p', '    tags: [x, 1.10]', '    timeout: 1m30s', '    env: { B: 1.10, C: null }',
      '    matrix: { n: [1, 2], m: [x], exclude: [ { n: 2, m: x } ] }', '    iterations: 2', '    network_environment: { type: localhost, version: 1.0 }',
      '    artifacts: ["*.txt", "${{ matrix.n }}/**"]', '    services:', '      server:', '        name: 1.0', '        command: [node, s.js, "${{ services.server.ports.http }}"]',
      '        cwd: impl', '        env: { LOG: debug }', '        ports: { http: auto, raw: 8080 }', '        ready: { log: on, tcp: http, http: { url: "http://x", status: 200 }, delay: 5ms }',
      '        stop: { signal: SIGINT, grace: 1s }', '        timeout: 10m', '      client: { command: "echo $VAR_URL", depends_on: { server: started }, expect_exit: { code: [0, 2] } }',
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

  it('takes how many test cases run at once from whoever asks for more than the file', () => {
    const text = beside('', '').replace('parallel: 2\n', '');
    assert.deepEqual(tell(text).problems, []);
    assert.deepEqual(tell(text, { parallel: 4 }).problems, ['warning shared-port 8080']);
    assert.deepEqual(tell(beside('', ''), { parallel: 1 }).problems, []);
  });

  it('compares the time limit that the command line gives with the waits, in place of the file\'s', () => {
    const text = oneTest('iterations: 2', 'steps: [ { wait: 3s } ]');
    const { problems, loaded } = tell(text, { timeoutMs: 5000 });
    assert.deepEqual([problems, loaded.problems.map(({ message }) => message)], [['warning wait-over-timeout tests'], ['The test cases wait 6 s in all, the time limit of the run is 5 s']]);
    assert.deepEqual(tell(text, { timeoutMs: 5000, parallel: 2 }).problems, []);
    assert.deepEqual(tell(`timeout: 1m\n${text}`, { timeoutMs: 5000 }).problems, ['warning wait-over-timeout timeout']);
    assert.deepEqual(tell(`timeout: 1s\n${text}`, { timeoutMs: 6000 }).problems, []);
  });

  it('says where the first of two equal keys is', () => {
    const text = oneTest('timeout: 2s', 'timeout: 3s');
    const [related] = load(text).problems[0]?.related ?? [];
    assert.deepEqual(related?.range.start, { line: 3, column: 5 });
  });
});
