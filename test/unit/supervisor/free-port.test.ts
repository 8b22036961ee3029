import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { isFreeForTcp, isFreePort } from '../../../src/supervisor/free-port';
import { freePort } from './free-port';

describe('a port is free', () => {
  for (const host of ['127.0.0.1', '0.0.0.0']) {
    it(`for nothing while somebody listens on ${host}, and again once he has gone, whoever was connected`, async () => {
      const port = await freePort();
      const server = createServer((socket) => socket.end()).listen(port, host);
      await once(server, 'listening');
      assert.deepEqual([await isFreePort(port), await isFreeForTcp(port)], [false, false]);
      const client = connect(port, '127.0.0.1').resume();
      await once(client, 'close');
      server.close();
      await once(server, 'close');
      assert.deepEqual([await isFreePort(port), await isFreeForTcp(port)], [true, true]);
    });
  }

  it('for TCP alone while somebody has it for UDP', async () => {
    const port = await freePort();
    const socket = createSocket('udp4').bind(port, '127.0.0.1');
    await once(socket, 'listening');
    assert.deepEqual([await isFreePort(port), await isFreeForTcp(port)], [false, true]);
    socket.close();
    await once(socket, 'close');
    assert.equal(await isFreePort(port), true);
  });
});
