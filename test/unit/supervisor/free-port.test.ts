import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { isFreeForTcp, isFreePort } from '../../../src/supervisor/free-port';

describe('a port is free', () => {
  for (const host of ['127.0.0.1', '0.0.0.0']) {
    it(`for nothing while somebody listens on ${host}, and again once he has gone, whoever was connected`, async () => {
      const server = createServer((socket) => socket.end()).listen(0, host);
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      assert.deepEqual([await isFreePort(port), await isFreeForTcp(port)], [false, false]);
      const client = connect(port, '127.0.0.1').resume();
      await once(client, 'close');
      server.close();
      await once(server, 'close');
      assert.deepEqual([await isFreePort(port), await isFreeForTcp(port)], [true, true]);
    });
  }

  it('for TCP alone while somebody has it for UDP', async () => {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const { port } = socket.address();
    assert.deepEqual([await isFreePort(port), await isFreeForTcp(port)], [false, true]);
    socket.close();
    await once(socket, 'close');
    assert.equal(await isFreePort(port), true);
  });
});
