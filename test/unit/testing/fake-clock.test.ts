import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { FakeClock } from '../../../src/testing';

const PATIENCE_MS = 300;

describe('a clock on which time passes by itself', () => {
  const clock = new FakeClock();
  let server: net.Server;
  before(async () => {
    server = net.createServer((socket) => socket.resume().on('error', () => undefined)).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => clock.stop());
  after(() => server.close());

  /** Something that is open: both of its ends are. */
  async function connection(): Promise<net.Socket> {
    const socket = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
    await once(socket, 'connect');
    return socket;
  }
  async function closed(socket: net.Socket): Promise<void> {
    socket.destroy();
    await once(socket, 'close');
    while (await new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count))) > 0) await new Promise(setImmediate);
  }

  it('waits for what others hold open once, not at each jump', async () => {
    const others = await connection();
    clock.start(0, PATIENCE_MS);
    for (let hour = 0; hour < 1000; hour += 1) await clock.sleep(3_600_000);
    assert.equal(clock.now(), 1000 * 3_600_000);
    await closed(others);
  });

  it('waits again for what is opened when others have closed theirs', async () => {
    const others = await connection();
    clock.start(0, PATIENCE_MS);
    await clock.sleep(1);
    await closed(others);
    const ours = await connection();
    const began = performance.now();
    let wokeAfter = Infinity;
    const sleeping = clock.sleep(1).then(() => (wokeAfter = performance.now() - began));
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
    assert.ok(wokeAfter >= PATIENCE_MS, `it woke after ${wokeAfter} ms`);
    await closed(ours);
    await sleeping;
  });
});
