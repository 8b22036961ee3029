import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMap, isSeq, parseDocument } from 'yaml';
import { loadExperiment, loadExperimentText } from '../../src/config';
import { compare, type Row } from './measure';

const FILE = '/bench/sample.experiment.yaml';
const TESTS = 200;
const CASES = 10_000;
/** Built by `npm run build`. */
const WORKER = path.resolve('dist/worker.js');

/** A test with a bit of everything, as people write it. */
const testOf = (index: number): string => `  - name: test ${index} \${{ matrix.size }}
    tags: [load, "group ${index % 7}"]
    matrix: { size: [1, 10, 100] }
    timeout: 2m
    services:
      server:
        command: [node, server.js, --port, "\${{ services.server.ports.http }}", --size, "\${{ matrix.size }}"]
        ports: { http: auto }
        env: { LOG: debug, GREETING: "\${{ variables.greeting }}" }
        ready: { log: 'listening on \\d+', timeout: 20s }
      proxy:
        command: [node, proxy.js, "\${{ services.server.ports.http }}"]
        depends_on: [server]
        ready: { delay: 100ms }
    steps:
      - id: fetch
        run: [curl, -fsS, "http://127.0.0.1:\${{ services.server.ports.http }}/"]
        timeout: 10s
        expect: { exit_code: 0, stdout: { contains: "\${{ variables.greeting }}", not_matches: '[Ee]rror' } }
        capture: { rps: 'Requests/sec:\\s+([\\d.]+)' }
      - wait: 200ms
      - wait_for: { tcp: server.http, timeout: 5s }
      - http: { url: "http://127.0.0.1:\${{ services.server.ports.http }}/stats", expect: { status: 200, body: { json: { up: true } } } }
      - stop: proxy
    assertions:
      - log_absent: { service: server, pattern: '[Ee]rror' }
      - metric: { name: rps, above: 100 }
    artifacts: ["**/*.json"]
`;
const LARGE = `name: bench\nvariables: { greeting: hello }\ntests:\n${Array.from({ length: TESTS }, (_, index) => testOf(index)).join('')}`;
/** As people write it who repeat nothing. */
const SHARED = `name: bench
variables:
  greeting: hello
  env: &env { LOG: debug, GREETING: "\${{ variables.greeting }}" }
  server: &server
    ready: { log: 'listening on \\d+', timeout: 20s }
    ports: { http: auto }
tests:
${Array.from({ length: TESTS }, (_, index) => testOf(index)
    .replace('      server:\n', '      server:\n        <<: *server\n').replace(/env: \{.*\}/, 'env: *env').replace(/ +ready: \{ log.*\n/, '').replace(/ +ports: .*\n/, '')).join('')}`;
/** One of its tests has a bracket too few. */
const SLIP = LARGE.replace(`- name: test ${TESTS / 2} \${{ matrix.size }}\n    tags: [load, "group ${TESTS / 2 % 7}"]`, (test) => test.slice(0, -1));
const MANY = `name: many\ntests:\n  - name: case\n    matrix: { a: [${Array.from({ length: CASES / 100 }, (_, index) => index).join(', ')}], b: [${Array.from({ length: 100 }, (_, index) => index).join(', ')}] }\n    steps: [ { run: [node, -e, "\${{ matrix.a }}"] } ]\n`;

/** Without asking the parser for more than its document. */
const testsIn = (text: string): number => {
  const { contents } = parseDocument(text);
  const tests = isMap(contents) ? contents.get('tests') : undefined;
  return isSeq(tests) ? tests.items.length : NaN;
};

/** The longest time for which the event loop was held, in milliseconds. */
async function longestHold(work: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  await work();
  delay.enable();
  for (let round = 0; round < 5; round++) await work();
  delay.disable();
  return delay.max / 1e6;
}

/** Reading and checking a large file against the bare parser of YAML. */
export async function validation(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [what, text, broken] of [['', LARGE, 0], [' with anchors, aliases and merge keys', SHARED, 0], [' with a slip in one of them', SLIP, 1]] as const) {
    rows.push(...await compare(`a file of ${TESTS} tests${what}, ${Math.round(text.length / 1024)} KiB, per test`, TESTS, [
      { name: 'parseDocument of yaml', run: () => testsIn(text) },
      { name: 'loadExperiment', run: () => { const { tests, problems } = loadExperiment(FILE, text); return problems.length === broken ? (tests.length + broken * 2) / 3 : NaN; } },
    ]));
  }
  const held = await longestHold(() => loadExperimentText(FILE, LARGE, { workerScript: WORKER }));
  return rows.map((row, index) => (index === 1 ? { ...row, note: `in a thread the event loop is held for ${held.toFixed(0)} ms at most` } : row));
}

/** From the text to all its test cases. */
export async function planning(): Promise<Row[]> {
  const rows = await compare(`a matrix of ${CASES.toLocaleString('en')}, per test case`, CASES, [
    { name: 'loadExperiment', run: () => loadExperiment(FILE, MANY).tests.length },
  ]);
  const held = await longestHold(() => loadExperimentText(FILE, MANY, { workerScript: WORKER }));
  return rows.map((row) => ({ ...row, note: `${(row.ns_per_item * CASES / 1e6).toFixed(0)} ms for all; the event loop is held for ${held.toFixed(0)} ms at most` }));
}
