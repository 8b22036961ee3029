import assert from 'node:assert/strict';
import http from 'node:http';
import net from 'node:net';
import type { ReadySpec } from '../../../../src/config';
import { systemClock } from '../../../../src/engine/clock';
import { LimitExceeded } from '../../../../src/engine/limits';
import { waitUntilReady } from '../../../../src/engine/ready';
import type { ServiceControl } from '../../../../src/engine/step-context';
import type { ExitStatus } from '../../../../src/supervisor';
import { RegexError } from '../../../../src/workers';
import { messageOf } from '../../../../src/events';
import { plainRegex } from '../../../../src/testing/plain-regex';
import { CaseBench, serviceNamed, until } from '../steps/case-bench';
import type { Script } from '../steps/scripted-processes';
import { freePort } from '../../supervisor/free-port';
import { listen, LoggedService } from './ready-bed';

const SOON = { intervalMs: 5, timeoutMs: 10_000 };
/** By then a log has been read, however busy the machine is. */
const NEVER = { intervalMs: 5, timeoutMs: 1000 };

const FIRST_INTERVAL_MS = 5;

const ready = (spec: Partial<ReadySpec>, service: ServiceControl | undefined, bench = new CaseBench(), regex = plainRegex) =>
  waitUntilReady({ ...SOON, ...spec }, service, bench.context(systemClock), regex);

/** Resolves to whether the work has settled by now. */
const observed = (work: Promise<unknown>) => {
  const state = { settled: false };
  work.then(() => (state.settled = true), () => (state.settled = true));
  return state;
};

describe('readiness by log', () => {
  const services: LoggedService[] = [];
  const logged = async (...args: Parameters<typeof LoggedService.create>) => {
    const service = await LoggedService.create(...args);
    services.push(service);
    return service;
  };
  afterEach(async () => {
    for (const service of services.splice(0)) await service.remove();
  });

  it('holds for a line on either stream, in colour, unfinished, cut in the middle of a letter', async () => {
    for (const stream of ['stdout', 'stderr'] as const) {
      const service = await logged();
      const waiting = ready({ log: '^hört zu$' }, service.control);
      const bytes = Buffer.from('starting\n\u001b[32mhört zu\u001b[0m');
      const middle = bytes.indexOf(0xc3) + 1;
      await service.print(bytes.subarray(0, middle), stream);
      await service.print(bytes.subarray(middle), stream);
      await waiting;
    }
  });

  it('does not look at what an earlier start printed', async () => {
    const service = await logged('listening\n');
    const failed = ready({ log: 'listening', ...NEVER }, service.control);
    await assert.rejects(failed, LimitExceeded);
  });

  it('finds a match behind 5 MB on one line', async () => {
    const service = await logged();
    await service.print(`${'x'.repeat(5_000_000)} needle`);
    await ready({ log: 'x needle' }, service.control);
  });

  it('says what the last line was when the time is over', async () => {
    const service = await logged();
    await service.print('loading\nstill loading\n');
    await assert.rejects(ready({ log: 'listening', ...NEVER }, service.control), {
      message: 'Waiting for server took longer than its time limit of 1 s: nothing it printed matches /listening/, its last line is "still loading"',
    });
  });

  it('says that the service listens although it has printed nothing', async () => {
    const { port, close } = await listen(net.createServer((socket) => socket.destroy()));
    try {
      const service = await logged('', { ports: { tcp: port } });
      await assert.rejects(ready({ log: 'listening', ...NEVER }, service.control), {
        message: `Waiting for server took longer than its time limit of 1 s: nothing it printed matches /listening/: it listens on ${port}, its log is empty: buffered output?`,
      });
    } finally {
      await close();
    }
  });

  it('finds the ports of a process that has declared none', async function () {
    if (process.platform !== 'linux') return this.skip();
    const { port, close } = await listen(net.createServer());
    try {
      const service = await logged('', { pid: process.pid });
      await assert.rejects(ready({ log: 'listening', ...NEVER }, service.control), (error: Error) => {
        assert.match(error.message, new RegExp(`it listens on .*\\b${port}\\b`));
        return true;
      });
    } finally {
      await close();
    }
  });

  it('a pattern that breaks is passed on at once', async () => {
    const service = await logged();
    await service.print('xxxx');
    const breaking = { matchRegex: () => Promise.reject(new RegexError('regex-timeout', 'too slow')) };
    await assert.rejects(ready({ log: '(x+)+$' }, service.control, new CaseBench(), breaking), /the pattern \/\(x\+\)\+\$\/ took longer than 5 s/);
  });

  it('what a service prints right before its end still counts', async () => {
    const service = await logged('', { ended: Promise.resolve({ code: 0, signal: null, killed: false }) });
    await service.print('done');
    await ready({ log: 'done' }, service.control);
  });
});

describe('readiness', () => {
  it('by tcp waits until somebody accepts connections', async () => {
    const port = await freePort();
    const waiting = ready({ tcp: 'main' }, serviceNamed('server', { ports: { main: port } }));
    const state = observed(waiting);
    await new Promise(setImmediate);
    assert.equal(state.settled, false);
    const server = net.createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    try {
      await waiting;
    } finally {
      server.close();
    }
  });

  it('by tcp takes a number, host:port, and the port of another service', async () => {
    const { port, close } = await listen(net.createServer((socket) => socket.destroy()));
    try {
      const other = serviceNamed('other', { ports: { web: port } });
      for (const tcp of [port, String(port), `127.0.0.1:${port}`, 'other.web']) await ready({ tcp }, undefined, new CaseBench({ services: [other] }));
    } finally {
      await close();
    }
  });

  it('by tcp says at once that there is no such port', async () => {
    await assert.rejects(ready({ tcp: 'htpp' }, serviceNamed('server', { ports: { http: 1 } })), /no port "htpp"\. Did you mean "http"\?/);
  });

  it('by http waits for the status and the body', async () => {
    let answer = { status: 503, body: 'starting' };
    let asked = 0;
    const { port, close } = await listen(http.createServer((_request, response) => {
      asked += 1;
      response.writeHead(answer.status).end(answer.body);
    }));
    try {
      const service = serviceNamed('server', { ports: { metrics: 1, http: port } });
      const waiting = ready({ http: { url: '/health', status: 200, body: { contains: 'up' } } }, service);
      await until(() => asked > 1);
      answer = { status: 200, body: 'almost' };
      const before = asked;
      await until(() => asked > before + 1);
      answer = { status: 200, body: 'up' };
      await waiting;
    } finally {
      await close();
    }
  });

  it('by http says what was there instead', async () => {
    const { port, close } = await listen(http.createServer((_request, response) => response.writeHead(500).end()));
    const url = `http://127.0.0.1:${port}/`;
    /** The time is over once an answer was not as wanted: then the next try is slept for, besides the limit. */
    const overAfterOneTry = async (): Promise<void> => {
      const bench = new CaseBench();
      const waiting = waitUntilReady({ http: { url }, ...NEVER }, undefined, bench.context(), plainRegex);
      await Promise.all([waiting, bench.clock.asleep(FIRST_INTERVAL_MS).then(() => bench.clock.advance(NEVER.timeoutMs))]);
    };
    try {
      await assert.rejects(overAfterOneTry(), { message: `Waiting took longer than its time limit of 1 s: ${url} is not there: it answers 500, expected from 200 to 399` });
    } finally {
      await close();
    }
    await assert.rejects(overAfterOneTry(), /is not there: connection refused$/);
  });

  it('by command or http tells a try that goes on when the time is over, not that there was none', async () => {
    const { port, close } = await listen(http.createServer(() => undefined));
    const url = `http://127.0.0.1:${port}/`;
    const bench = new CaseBench({ scripts: { 'sleep 60': { hangs: true } } });
    try {
      await bench.within(async () => {
        const waiting = waitUntilReady({ exec: ['sleep', '60'], http: { url }, ...NEVER }, undefined, bench.context(), plainRegex);
        await Promise.all([waiting, until(() => bench.processes.started.length > 0).then(() => bench.clock.advance(NEVER.timeoutMs))]);
      }).then(() => assert.fail(), (error: unknown) => {
        assert.equal(messageOf(error), `Waiting took longer than its time limit of 1 s: ${url} is not there: it had not answered after 1 s; sleep 60 does not succeed: it had not ended after 1 s`);
      });
    } finally {
      await close();
    }
  });

  it('by command tells also what came of the try before the one that goes on', async () => {
    const tries: Script[] = [{ stdout: 'not yet\n', code: 3 }, { hangs: true }];
    const bench = new CaseBench({ scripts: { get probe() { return tries.shift() ?? {}; } } });
    await bench.within(async () => {
      const waiting = waitUntilReady({ exec: ['probe'], ...NEVER }, undefined, bench.context(), plainRegex);
      await Promise.all([waiting, bench.clock.asleep(FIRST_INTERVAL_MS).then(() => bench.clock.advance(FIRST_INTERVAL_MS))
        .then(() => until(() => bench.processes.started.length > 1)).then(() => bench.clock.advance(NEVER.timeoutMs))]);
    }).then(() => assert.fail(), (error: unknown) => {
      assert.match(messageOf(error), /: probe does not succeed: exit code 3: not yet; tried again, it had not ended after 1 s$/);
    });
  });

  it('needs all that is given, and names all that is missing', async () => {
    const port = await freePort();
    await assert.rejects(ready({ tcp: port, delayMs: 1, ...NEVER }, undefined), { message: `Waiting took longer than its time limit of 1 s: nothing accepts connections on 127.0.0.1:${port}` });
  });

  it('by delay takes the time, and no longer', async () => {
    const bench = new CaseBench();
    const waiting = waitUntilReady({ delayMs: 500, intervalMs: 5 }, serviceNamed('server'), bench.context(), plainRegex);
    await until(() => bench.clock.sleeping > 0);
    bench.clock.advance(500);
    await waiting;
  });

  it('has thirty seconds unless it is given another limit', async () => {
    const bench = new CaseBench();
    const waiting = waitUntilReady({ delayMs: 60_000, intervalMs: 5 }, serviceNamed('server'), bench.context(), plainRegex);
    await until(() => bench.clock.sleeping > 0);
    bench.clock.advance(30_000);
    await assert.rejects(waiting, /time limit of 30 s: the delay of 60000 ms is not over/);
  });

  it('ends at once when the service dies', async () => {
    let die: (status: ExitStatus) => void = () => undefined;
    const service = serviceNamed('server', { ended: new Promise((resolve) => (die = resolve)), ports: { p: await freePort() } });
    const waiting = ready({ tcp: 'p' }, service);
    die({ code: 3, signal: null, killed: false });
    await assert.rejects(waiting, { message: 'server ended before it was ready: exit code 3' });
    const dead = serviceNamed('server', { running: false, lastExit: { code: null, signal: 'SIGSEGV', killed: false } });
    await assert.rejects(ready({ delayMs: 5000 }, dead), { message: 'server ended before it was ready: ended by SIGSEGV' });
  });

  it('ends at once when the test case is cancelled', async () => {
    const bench = new CaseBench();
    const waiting = ready({ delayMs: 60_000 }, serviceNamed('server'), bench);
    bench.cancel.abort(new Error('stop'));
    await assert.rejects(waiting, { message: 'stop' });
  });

  it('without any condition only a dead service is not ready', async () => {
    await ready({}, serviceNamed('server'));
    await assert.rejects(ready({}, serviceNamed('server', { running: false, lastExit: { code: 1, signal: null, killed: false } })), /exit code 1/);
  });
});
