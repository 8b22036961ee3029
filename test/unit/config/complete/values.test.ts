import assert from 'node:assert/strict';
import { asked, labels } from './asking';

const HEAD = ['variables: { port: 8080, deep: { a: 1, b: [2] } }', 'secrets: [TOKEN]', 'tests:', '  - name: a'];
const inTest = (...lines: readonly string[]): string => [...HEAD, ...lines.map((line) => `    ${line}`)].join('\n');
const withServices = (...lines: readonly string[]): string =>
  inTest('matrix: { size: [1, 1000], server: [nginx, apache] }', 'services:', '  db: { command: x, ports: { sql: auto } }', '  web: { command: y, ports: { http: 80, alt: auto } }', ...lines);
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGKILL'];

/** What is offered first, all of it unless it ends with `…`. */
const TABLE: readonly (readonly [what: string, text: string, found: readonly string[]])[] = [
  ['words of the schema', 'order: |', ['file', 'interleave', 'shuffle']],
  ['words behind a colon', 'order:|', ['file', 'interleave', 'shuffle']],
  ['true and false', 'fail_fast: t|', ['true', 'false']],
  ['networks', inTest('network_environment: |'), ['localhost']],
  ['types of networks', inTest('network_environment: { type: | }'), ['localhost']],
  ['restarts', withServices('  z:', '    command: x', '    restart: |'), ['never', 'on_failure']],
  ['conditions', withServices('  z: { command: x, depends_on: { db: | } }'), ['ready', 'started', 'ended']],
  ['execution environments', inTest('execution_environment: |'), ['usage', 'strace', 'memcheck', 'perf_stat', 'pid_namespace', 'command_prefix']],
  ['their types', inTest('execution_environment:', '  - type: |'), ['usage', 'strace', 'memcheck', 'perf_stat', 'pid_namespace', 'command_prefix']],
  ['what a type takes', inTest('execution_environment:', '  - { type: memcheck, plugin_config: { | } }'), ['command', 'args', 'fail_on_errors']],
  ['types of assertions', inTest('assertions:', '  - type: |'), ['service_running', 'service_responsive', '…']],
  ['signals in quotes', withServices('steps:', '  - signal: { service: db, signal: "SIG|" }'), [...SIGNALS, '…']],
  ['examples of durations', inTest('timeout: |'), ['500ms', '2s', '1m30s', '60']],
  ['services to depend on', withServices('  z:', '    command: x', '    depends_on: |'), ['db', 'web']],
  ['further services', withServices('  z:', '    command: x', '    depends_on: [db, |]'), ['web']],
  ['services by their conditions', withServices('  z:', '    command: x', '    depends_on: { db: ready, | }'), ['web']],
  ['a list of services', withServices('  z:', '    command: x', '    depends_on:', '      - |'), ['db', 'web']],
  ['services to stop', withServices('steps:', '  - stop: |'), ['db', 'web']],
  ['services of a line that is broken', withServices('  z: { command: [', 'steps:', '  - stop: |'), ['db', 'web', 'z']],
  ['services of steps within steps', withServices('steps:', '  - parallel:', '      - start: |'), ['db', 'web']],
  ['services that are measured', withServices('execution_environment: { type: strace, on: [|] }'), ['db', 'web']],
  ['services of assertions', withServices('assertions:', '  - exit_code: { service: | }'), ['db', 'web']],
  ['the place of a step', withServices('steps:', '  - run: x', '    in: |'), ['db', 'web']],
  ['services of the defaults', 'defaults:\n  services:\n    db: { command: x }\ntests:\n  - name: a\n    steps:\n      - stop: |', ['db']],
  ['ports of all services', withServices('steps:', '  - wait_for: { tcp: | }'), ['db.sql', 'web.http', 'web.alt']],
  ['ports of one service first', withServices('steps:', '  - wait_for: { service: web, tcp: | }'), ['http', 'alt', 'db.sql']],
  ['its own ports first', withServices('  z: { command: x, ports: { own: auto }, ready: { listening: | } }'), ['own', 'db.sql', '…']],
  ['earlier steps alone', withServices('steps:', '  - { id: load, run: x }', '  - run: y', '  - wait_for: { service: db, since: | }', '  - { id: later, run: z }'), ['load', 'step-2']],
  ['metrics', withServices('steps:', '  - { run: x, capture: { rps: y } }', 'assertions:', '  - metric: { name: | }'), ['rps', 'db.cpu_seconds', '…']],
  ['keys of the matrix', withServices('steps:', '  - run: x', '    when: { | }'), ['size', 'server']],
  ['values of the matrix', withServices('steps:', '  - run: x', '    when: { server: | }'), ['nginx', 'apache']],
  ['further values of the matrix', withServices('steps:', '  - run: x', '    when: { server: [nginx, |] }'), ['apache']],
  ['targets of PANTHER', 'tests:\n  - services:\n      s: { implementation: { name: picoquic } }\n      c:\n        implementation: { name: picoquic }\n        protocol: { target: | }', ['s']],
  ['roles of PANTHER', 'tests:\n  - services:\n      s:\n        implementation: { name: picoquic }\n        protocol:\n          role: |', ['server', 'client', 'peer']],
  ['nothing for free texts', inTest('description: |'), []],
  ['nothing for commands', withServices('steps:', '  - run: |'), []],

  ['roots of expressions', withServices('steps:', '  - run: "${{ | }}"'), ['matrix', 'variables', 'file', 'env', 'secrets', 'test', 'run', 'iteration', 'attempt', 'services', 'steps']],
  ['roots where the run is planned', inTest('iterations: ${{ |'), ['variables', 'file', 'env']],
  ['roots of an environment', inTest('env: { A: "${{ |" }'), ['matrix', 'variables', 'file', 'env', 'secrets', 'test', 'run', 'iteration', 'attempt']],
  ['roots of names of tests', 'tests:\n  - name: a ${{ |', ['matrix', 'variables', 'file', 'env']],
  ['roots of variables', 'variables: { a: "${{ |" }', ['variables', 'env', 'secrets', 'file', 'run']],
  ['services in expressions', withServices('steps:', '  - run: "${{ services.|'), ['db', 'web']],
  ['what services have', withServices('steps:', '  - run: "${{ services.web.|'), ['host', 'ports', 'pid', 'dir', 'stdout_log']],
  ['ports in expressions', withServices('steps:', '  - run: "${{ services.web.ports.h| }}"'), ['http', 'alt']],
  ['variables', inTest('description: ${{variables.|}}'), ['port', 'deep']],
  ['parts of variables', inTest('description: ${{ variables.deep.|'), ['a', 'b']],
  ['the matrix', withServices('steps:', '  - run: curl ${{ matrix.|'), ['size', 'server']],
  ['secrets', withServices('steps:', '  - run: x', '    env: { A: "${{ secrets.|'), ['TOKEN']],
  ['captures in a text of several lines', withServices('steps:', '  - { id: load, run: x, capture: { rps: y } }', '  - run: >', '      a', '      ${{ steps.load.outputs.|'), ['rps']],
  ['expressions before others', inTest('description: ${{ variables.| ${{ variables.deep.a }}'), ['port', 'deep']],
  ['nothing behind an operator', inTest('description: ${{ variables.port ?? | }}'), []],
  ['nothing in a literal', inTest('description: $${{ | }}'), []],
  ['nothing behind an expression', inTest('description: ${{ variables.port }} |'), []],
];

describe('completion of values', () => {
  for (const [what, text, found] of TABLE) {
    it(`offers ${what}`, () => {
      const all = labels(text);
      const open = found.at(-1) === '…';
      assert.deepEqual(open ? all.slice(0, found.length - 1) : all, open ? found.slice(0, -1) : found);
    });
  }

  const insertOf = (text: string, label: string): string | undefined => asked(text).find((one) => one.label === label)?.insert;
  it('puts a space behind a colon, and braces behind a name', () => {
    assert.equal(insertOf('order:|', 'file'), ' file');
    assert.equal(insertOf(inTest('description: ${{ variables.|'), 'port'), 'port \\}\\}');
    assert.equal(insertOf(inTest('description: ${{ variables.| }}'), 'port'), 'port');
    assert.equal(insertOf(inTest('description: ${{ |'), 'variables'), 'variables.');
    assert.equal(insertOf(withServices('  z:', '    command: x', '    depends_on:', '      |'), '- db'), '- db');
  });

  it('tells the values that are known, and no secret or environment', () => {
    const detailOf = (text: string, label: string): string | undefined => asked(text, { environment: { TOKEN: 'hidden', HOME: '/home/me' } }).find((one) => one.label === label)?.detail;
    assert.equal(detailOf(inTest('description: ${{ variables.|'), 'port'), '8080');
    assert.equal(detailOf(withServices('description: ${{ matrix.|'), 'server'), 'nginx, apache');
    assert.deepEqual(labels(inTest('description: ${{ env.|'), { environment: { TOKEN: 'hidden', HOME: '/home/me' } }), ['HOME']);
    assert.equal(detailOf(inTest('description: ${{ env.|'), 'HOME'), undefined);
  });

  it('offers of very many names those that what is typed may become', () => {
    const variables = Array.from({ length: 3000 }, (_, nth) => `  name_${nth}: ${nth}`).join('\n');
    const found = labels(`variables:\n${variables}\ntests:\n  - name: a\n    description: \${{ variables.n29| }}`);
    assert.ok(found.length <= 500 && found.includes('name_2999') && !found.includes('name_1'), `${found.length}`);
    const services = Array.from({ length: 3000 }, (_, nth) => `  s${nth}: { command: x }`);
    assert.equal(labels(inTest('services:', ...services, 'steps:', '  - stop: 29|')).includes('s2999'), true);
  });

  it('marks what any schema of the file gives, too', () => {
    const all = asked(withServices('  z:', '    command: x', '    restart: |'));
    assert.deepEqual(all.map(({ inSchema }) => inSchema), [true, true]);
    assert.deepEqual(asked(withServices('steps:', '  - stop: |')).map(({ inSchema }) => inSchema), [false, false]);
  });
});
