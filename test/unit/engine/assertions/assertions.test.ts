import assert from 'node:assert/strict';
import http from 'node:http';
import type { ServiceControl } from '../../../../src/engine/step-context';
import { evaluateAssertions } from '../../../../src/engine/assertions';
import { systemClock } from '../../../../src/engine/clock';
import { RegexError } from '../../../../src/workers';
import { plainRegex } from '../../../../src/testing/plain-regex';
import { freePort } from '../../supervisor/free-port';
import { listen, LoggedService } from '../ready/ready-bed';
import { CaseBench, draftAt, serviceNamed } from '../steps/case-bench';

/** What each assertion tells: `ok: …` or `no: … | expected | found`. */
async function told(values: readonly unknown[], services: readonly ServiceControl[] = [], bench = new CaseBench({ services }), regex = plainRegex) {
  const drafts = values.map((value, index) => draftAt(value, `assertions[${index}]`));
  const { outcome, failures } = await evaluateAssertions(drafts, bench.context(systemClock), regex);
  const lines = bench.events.map((event) => {
    if (event.type === 'assertion.passed') return `ok: ${event.message}`;
    if (event.type === 'assertion.failed') return `no: ${event.message} | ${event.expected} | ${event.found}`;
    return event.type === 'test_case.error' ? `error ${event.kind}: ${event.message}` : event.type;
  });
  return { outcome, failures, lines };
}

const ended = (code: number | null, signal: string | null = null) => serviceNamed('s', { running: false, lastExit: { code, signal, killed: false } });

describe('assertions', () => {
  it('all are evaluated, each failure is told at its place', async () => {
    const { outcome, failures, lines } = await told([{ service_running: { service: 's' } }, { type: 'service_running', service: 'up' }, { exit_code: { service: 's', equals: 1 } }],
      [ended(2), serviceNamed('up')]);
    assert.equal(outcome, 'failed');
    assert.deepEqual(lines, [
      'no: s is not running: it ended with exit code 2 | running | it ended with exit code 2',
      'ok: up is running',
      'no: s ended with exit code 2, expected 1 | exit code 1 | exit code 2',
    ]);
    assert.deepEqual(failures.map(({ phase, kind, source }) => [phase, kind, source?.path]), [
      ['assertions', 'assertion', 'assertions[0]'], ['assertions', 'assertion', 'assertions[2]'],
    ]);
  });

  it('a service that is not there breaks the check, and the others are evaluated all the same', async () => {
    const { outcome, lines } = await told([{ service_running: { service: 'x' } }, { service_running: { service: 'up' } }], [serviceNamed('up')]);
    assert.deepEqual([outcome, lines], ['error', ['error config: There is no service "x"', 'ok: up is running']]);
  });

  it('an expression that names nothing is an error of kind config', async () => {
    const { outcome, failures } = await told([{ metric: { name: '${{ steps.none.outputs.x }}', equals: 1 } }]);
    assert.deepEqual([outcome, failures.map(({ kind }) => kind)], ['error', ['config']]);
  });

  it('exit_code tells running, a signal and a number apart', async () => {
    const check = async (service: ServiceControl, equals: unknown = 0) => (await told([{ exit_code: { service: 's', equals } }], [service])).lines;
    assert.deepEqual(await check(ended(0)), ['ok: s ended with exit code 0']);
    assert.deepEqual(await check(ended(3), [2, 3]), ['ok: s ended with exit code 3']);
    assert.deepEqual(await check(serviceNamed('s')), ['no: s is still running, expected exit code 0 | exit code 0 | still running']);
    assert.deepEqual(await check(ended(null, 'SIGKILL')), ['no: s has no exit code, expected 0: it was ended by SIGKILL | exit code 0 | it was ended by SIGKILL']);
    assert.deepEqual(await check(serviceNamed('s', { running: false })), ['no: s has no exit code, expected 0: it was not started | exit code 0 | it was not started']);
  });

  it('metric compares, and says what was meant when there is none of that name', async () => {
    const bench = new CaseBench();
    bench.metrics.set('latency', 250).set('rps', 9);
    const { lines } = await told([{ metric: { name: 'latency', below: 300 } }, { metric: { name: 'latency', below: 100 } }, { metric: { name: 'latencies', below: 1 } }], [], bench);
    assert.deepEqual(lines, [
      'ok: latency is 250',
      'no: latency is 250, expected below 100 | latency below 100 | latency 250',
      'no: the metric latencies was never recorded. Did you mean "latency"? | latencies below 1 | recorded: latency, rps',
    ]);
    assert.deepEqual((await told([{ metric: { name: 'x', equals: 1 } }])).lines, ['no: the metric x was never recorded. | x 1 | no metric was recorded']);
  });

  it('nothing is evaluated any more once the test case is cancelled', async () => {
    const bench = new CaseBench({ services: [serviceNamed('s')] });
    bench.cancel.abort(new Error('stop'));
    assert.deepEqual(await told([{ service_running: { service: 's' } }], [], bench), { outcome: 'cancelled', failures: [], lines: [] });
  });
});

describe('service_responsive', () => {
  it('asks a path on the port named http, or a whole URL', async () => {
    const { port, close } = await listen(http.createServer((request, response) => response.writeHead(request.url === '/health' ? 204 : 404).end()));
    try {
      const service = serviceNamed('s', { ports: { admin: await freePort(), http: port } });
      const base = `http://127.0.0.1:${port}`;
      const { lines } = await told([
        { service_responsive: { service: 's', endpoint: '/health', expected_status: 204 } },
        { service_responsive: { service: 's', endpoint: `${base}/health`, expected_status: [200, 204] } },
        { service_responsive: { service: 's' } },
      ], [service]);
      assert.deepEqual(lines, [`ok: s answers 204 at ${base}/health`, `ok: s answers 204 at ${base}/health`, `no: s answers 404 at ${base}/, expected 200 | status 200 | status 404`]);
    } finally {
      await close();
    }
  });

  it('no answer is a failure that says why', async () => {
    const port = await freePort();
    const { outcome, lines } = await told([{ service_responsive: { service: 's' } }], [serviceNamed('s', { ports: { main: port } })]);
    assert.deepEqual([outcome, lines], ['failed', [`no: s does not answer at http://127.0.0.1:${port}/, expected status 200: connection refused | status 200 | connection refused`]]);
  });

  it('a server that accepts and never answers is given up', async () => {
    const { port, close } = await listen(http.createServer(() => undefined));
    try {
      const { lines } = await told([{ service_responsive: { service: 's', timeout: '50ms' } }], [serviceNamed('s', { ports: { main: port } })]);
      assert.match(lines[0] ?? '', /no answer within 50 ms/);
    } finally {
      await close();
    }
  });
});

describe('log assertions', () => {
  let service: LoggedService;
  beforeEach(async () => {
    service = await LoggedService.create('first start\n');
    await service.print('GET /index\n\u001b[31mERROR\u001b[0m: disk full\nlast words');
    await service.print('on stderr\n', 'stderr');
  });
  afterEach(() => service.remove());

  it('look at the whole log of all starts, colours stripped', async () => {
    const passing = [
      { log_contains: { service: 'server', text: 'first start' } }, { log_contains: { service: 'server', pattern: '^ERROR: disk' } },
      { log_contains: { service: 'server', text: 'last words' } }, { log_contains: { service: 'server', text: 'on stderr' } },
      { log_absent: { service: 'server', text: 'panic' } }, { log_absent: { service: 'server', pattern: '^disk' } },
      { log_absent: { service: 'server', stream: 'stderr', text: 'ERROR' } },
    ];
    assert.equal((await told(passing, [service.control])).outcome, 'passed');
  });

  it('say what was found instead', async () => {
    const { lines } = await told([
      { log_contains: { service: 'server', stream: 'stderr', text: 'GET' } }, { log_absent: { service: 'server', pattern: 'ERR\\w+' } },
    ], [service.control]);
    assert.deepEqual(lines, [
      'no: server\'s stderr does not contain "GET" | contains "GET" | on stderr',
      'no: the log of server contains /ERR\\w+/: "ERROR: disk full" | no /ERR\\w+/ | ERROR: disk full',
    ]);
  });

  it('find one line among 200,000', async () => {
    await service.print(`${Array.from({ length: 200_000 }, (_, index) => `line ${index}`).join('\n')}\n`);
    const { lines } = await told([{ log_contains: { service: 'server', pattern: '^line 123456$' } }, { log_contains: { service: 'server', text: 'line 200000' } }], [service.control]);
    assert.deepEqual(lines.map((line) => line.slice(0, 3)), ['ok:', 'no:']);
  });

  it('a pattern that breaks is an error of its check alone', async () => {
    const breaking = { matchRegex: () => Promise.reject(new RegexError('regex-error', 'Maximum call stack size exceeded')) };
    const { outcome, lines } = await told([
      { log_contains: { service: 'server', pattern: '(x+)+$' } }, { log_contains: { service: 'server', text: 'GET' } },
    ], [service.control], new CaseBench({ services: [service.control] }), breaking);
    assert.deepEqual([outcome, lines], ['error', ['error step: the pattern /(x+)+$/ broke: Maximum call stack size exceeded', 'ok: the log of server contains "GET"']]);
  });
});
