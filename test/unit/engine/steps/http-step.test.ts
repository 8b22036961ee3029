import assert from 'node:assert/strict';
import http from 'node:http';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { runSteps } from '../../../../src/engine/steps';
import { plainRegex } from '../../../../src/testing/plain-regex';
import { freePort } from '../../supervisor/free-port';
import { listen, type Listening } from '../ready/ready-bed';
import { CaseBench, draftAt, until } from './case-bench';

describe('an http step', () => {
  let listening: Listening;
  let base = '';
  let seen: { method?: string | undefined; body: string; headers: http.IncomingHttpHeaders } = { body: '', headers: {} };
  let hanging = 0;
  before(async () => {
    listening = await listen(http.createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
        seen = { method: request.method, body: Buffer.concat(chunks).toString(), headers: request.headers };
        if (request.url === '/hang') hanging += 1;
        else if (request.url === '/huge') response.end(Buffer.alloc(20 * 1024 * 1024, 'x'));
        else if (request.url === '/cut') response.writeHead(200, { 'content-length': '10' }).write('half', () => response.destroy());
        else response.writeHead(request.url === '/missing' ? 404 : 200, { 'x-kind': 'test' }).end('{"status":"up","n":3}');
      });
    }));
    base = `http://127.0.0.1:${listening.port}`;
  });
  after(() => listening.close());

  const messages = async (step: { readonly http: unknown; readonly capture?: unknown }, bench = new CaseBench()) =>
    (await bench.steps({ name: 'ask', ...step })).failures.map(({ kind, message, source }) => `${kind}: ${message} @ ${source?.path}`);

  it('sends method, headers and body', async () => {
    assert.deepEqual(await messages({ http: { url: `${base}/`, method: 'post', headers: { 'X-Id': '7' }, body: { a: 1 } } }), []);
    assert.deepEqual([seen.method, seen.body, seen.headers['x-id'], seen.headers['content-type']], ['POST', '{"a":1}', '7', 'application/json']);
  });

  it('looks at status, body, headers, and captures numbers', async () => {
    const bench = new CaseBench();
    assert.deepEqual(await messages({
      http: { url: `${base}/`, expect: { status: 200, body: { json: { status: 'up' } }, headers: { 'X-Kind': 'test' } } }, capture: { n: { json: 'n' } },
    }, bench), []);
    assert.equal(bench.metrics.get('n'), 3);
    assert.equal(bench.outputs['step-1']?.stdout, '{"status":"up","n":3}');
  });

  it('shows all that is not as expected, each at its place', async () => {
    assert.deepEqual(await messages({ http: { url: `${base}/missing`, expect: { body: { contains: 'down' }, headers: { 'x-kind': 'other', 'x-none': 'y' } } } }), [
      'expectation: ask: status is 404, expected from 200 to 299: {"status":"up","n":3} @ steps[0].http.expect.status',
      'expectation: ask: body does not contain "down" @ steps[0].http.expect.body',
      'expectation: ask: header x-kind is "test", expected "other" @ steps[0].http.expect.headers.x-kind',
      'expectation: ask: header x-none is missing, expected "y" @ steps[0].http.expect.headers.x-none',
    ]);
  });

  it('no answer is an unmet expectation that says why', async () => {
    const url = `http://127.0.0.1:${await freePort()}/`;
    assert.deepEqual(await messages({ http: { url, expect: { status: 200 } } }), [`expectation: ask: ${url} gives no answer, expected status 200: connection refused @ steps[0].http`]);
    assert.deepEqual(await messages({ http: { url: `${base}/cut`, expect: { status: 200 } } }),
      [`expectation: ask: ${base}/cut gives no answer, expected status 200: connection closed without an answer @ steps[0].http`]);
    assert.match((await messages({ http: { url: 'nonsense' } }))[0] ?? '', /nonsense is no URL/);
  });

  it('is given up when its time is over', async () => {
    const bench = new CaseBench();
    const before = hanging;
    const outcome = bench.steps({ http: { url: `${base}/hang` }, name: 'ask', timeout: '3s' });
    await until(() => hanging > before);
    bench.clock.advance(3000);
    assert.deepEqual((await outcome).failures.map(({ kind, message }) => [kind, message]), [['timeout', 'ask took longer than its time limit of 3 s']]);
  });

  it('never goes through a proxy', async () => {
    const before = process.env['http_proxy'];
    process.env['http_proxy'] = `http://127.0.0.1:${await freePort()}`;
    try {
      assert.deepEqual(await messages({ http: { url: `${base}/` } }), []);
    } finally {
      if (before === undefined) delete process.env['http_proxy'];
      else process.env['http_proxy'] = before;
    }
  });

  it('reads 16 MiB of a body and keeps them in a file', async () => {
    const bench = new CaseBench();
    await bench.within(async () => {
      await runSteps([draftAt({ http: { url: `${base}/huge` }, id: 'big' }, 'steps[0]')], bench.context(), plainRegex);
      assert.deepEqual(bench.of('step.finished').map(({ outcome, logs }) => [outcome, logs]), [['passed', ['steps/01-big.body.log']]]);
      assert.equal((await readFile(path.join(bench.dir, 'steps/01-big.body.log'))).length, 16 * 1024 * 1024);
    });
  });
});
