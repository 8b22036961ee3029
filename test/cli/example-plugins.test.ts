import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { Bench } from './bench';

const EXAMPLES = path.resolve('examples');

interface JournalEvent { readonly type: string; readonly [key: string]: unknown }

describe('the example plug-ins', () => {
  let bench: Bench;
  let webhook: Server;
  let url: string;
  let answer = 200;
  const posted: { readonly text: string; readonly type: string }[] = [];

  beforeEach(async () => {
    bench = await Bench.open();
    posted.length = 0;
    answer = 200;
    webhook = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => { body += chunk; }).on('end', () => {
        posted.push(JSON.parse(body) as typeof posted[number]);
        response.writeHead(answer).end();
      });
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => webhook.once('listening', resolve));
    url = `http://127.0.0.1:${(webhook.address() as AddressInfo).port}/`;
  });
  afterEach(async () => {
    webhook.closeAllConnections();
    webhook.close();
    await bench.close();
  });

  const journal = async (): Promise<readonly JournalEvent[]> =>
    (await readFile(path.join((await bench.runDirs()).at(-1) ?? '', 'events.jsonl'), 'utf8')).trimEnd().split('\n').map((line) => JSON.parse(line) as JournalEvent);
  const run = (...args: readonly string[]) => bench.run('run', path.join(EXAMPLES, 'plugins.experiment.yaml'), '--output', bench.path('outputs'), ...args);

  it('make a file sound that knows them', async () => {
    const { code, stderr } = await bench.run('validate', path.join(EXAMPLES, 'plugins.experiment.yaml'));
    assert.equal(code, 0);
    assert.match(stderr, /: no problem in 6 test cases\n$/);
  });

  it('turn output into events, none lost, and measure', async () => {
    assert.equal((await run()).code, 0);
    const lost = (await journal()).filter(({ type }) => type === 'quic.packet_lost');
    const ofLargest = lost.filter(({ test }) => String(test).includes('10000')).map(({ packet }) => packet);
    assert.deepEqual(ofLargest, Array.from({ length: 100 }, (_, index) => index * 100 + 99));
    assert.ok(lost.every(({ plugin, service, trigger, cause }) => plugin === 'qlog-tracer' && service === 'client' && trigger === 'time_threshold' && typeof cause === 'number'));
    const { tests } = await bench.lastSummary();
    assert.deepEqual(tests.map(({ metrics }) => metrics['client.packet_loss']), [0, 0.01, 0.01, 0.01, 0.1, 0.001]);
  });

  it('check the loss: what is too much fails at its line', async () => {
    const text = (await readFile(path.join(EXAMPLES, 'plugins.experiment.yaml'), 'utf8'))
      .replaceAll('./plugins/', `${EXAMPLES}/plugins/`).replace('plugins-demo/', `${EXAMPLES}/plugins-demo/`).replace('below: 0.02', 'below: 0.001');
    const file = await bench.write('strict.experiment.yaml', text);
    assert.equal((await bench.run('run', file, '--test', 'packets: 100', '--output', bench.path('outputs'), '--set', `webhook=${url}`)).code, 1);
    const [test] = (await bench.lastSummary()).tests;
    assert.deepEqual(test?.failures.map(({ kind, message, found, source }) => [kind, message, found, source?.path]), [
      ['assertion', 'client lost 1 of 100 packets', '0.0100', 'tests[0].assertions[0]'],
    ]);
    assert.deepEqual(posted.map(({ text: said }) => said), ['Plug-ins: packets: 100 ended in failed', 'Plug-ins: failed, 0 of 1 passed']);
  });

  it('alert, and do not alert again when the run is replayed', async () => {
    assert.equal((await run('--test', 'packets: 10', '--set', `webhook=${url}`)).code, 0);
    assert.deepEqual(posted.map(({ text }) => text), ['Plug-ins: passed, 1 of 1 passed']);
    const dir = (await bench.runDirs()).at(-1) ?? '';
    assert.equal((await bench.run('replay', dir, '--speed', 'max')).code, 0);
    assert.equal(posted.length, 1);
  });

  it('say when the webhook refuses; the verdict stays', async () => {
    answer = 503;
    const { code } = await run('--test', 'packets: 10', '--set', `webhook=${url}`);
    assert.equal(code, 0);
    const errors = (await journal()).filter(({ type }) => type === 'observer.error');
    assert.deepEqual(errors.map(({ observer, message }) => [observer, message]), [['alert-webhook: webhook', `${url} answered 503 to "Plug-ins: passed, 1 of 1 passed"`]]);
  });
});
