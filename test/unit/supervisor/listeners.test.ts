import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { listenersOn, openSockets, parseLsof, parseNetstat, parseSockets } from '../../../src/supervisor/listeners';

// As recorded, cut to the rows that differ in kind.
const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1 0000000000000000 100 0 0 10 0
   1: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4712 1 0000000000000000 100 0 0 10 0
   2: 0501A8C0:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0000000000000000 100 0 0 10 0
   3: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 4714 1 0000000000000000 20 4 30 10 -1
`;
const TCP6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000001000000:2378 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12 1 0000000000000000 100 0 0 10 0
   1: 0000000000000000FFFF00000100007F:2379 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 13 1 0000000000000000 100 0 0 10 0
`;
const UDP = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  100: 00000000:14E9 00000000:0000 07 00000000:00000000 00:00000000 00000000   107        0 21 2 0000000000000000 0
  101: 0F02000A:0044 0202000A:0043 01 00000000:00000000 00:00000000 00000000   100        0 22 2 0000000000000000 0
`;
const WINDOWS_GERMAN = `
Aktive Verbindungen

  Proto  Lokale Adresse         Remoteadresse          Status           PID
  TCP    0.0.0.0:135            0.0.0.0:0              ABHÖREN         1032
  TCP    127.0.0.1:8080         0.0.0.0:0              ABHÖREN         4711
  TCP    127.0.0.1:8080         127.0.0.1:50110        HERGESTELLT     4711
  TCP    192.168.1.5:139        0.0.0.0:0              ABHÖREN         4
  TCP    [::1]:9000             [::]:0                 ABHÖREN         4712
  UDP    0.0.0.0:5353           *:*                                    2044
`;
const MACOS = `Active Internet connections (including servers)
Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)
tcp4       0      0  127.0.0.1.8080         *.*                    LISTEN
tcp4       0      0  10.0.0.7.50110         17.57.146.20.5223      ESTABLISHED
tcp46      0      0  *.3000                 *.*                    LISTEN
udp4       0      0  *.5353                 *.*
`;
const LSOF = `p612
f22
PTCP
n127.0.0.1:8080
f23
PTCP
n127.0.0.1:8080->127.0.0.1:50110
p613
f3
PUDP
n*:5353
f4
PTCP
n[::1]:9000
`;

describe('listeners', () => {
  it('are read from the tables of Linux: who listens or is bound, not who is connected', () => {
    assert.deepEqual(parseSockets('tcp', TCP).map(({ port, scope, inode }) => [port, scope, inode]), [[8080, 'loopback', '4711'], [22, 'loopback', '4712'], [80, 'elsewhere', '4713']]);
    assert.deepEqual(parseSockets('tcp', TCP6).map(({ port, scope }) => [port, scope]), [[9080, 'loopback'], [9081, 'loopback']]);
    assert.deepEqual(parseSockets('udp', UDP).map(({ port, protocol }) => [port, protocol]), [[5353, 'udp']]);
    assert.deepEqual(parseSockets('tcp', ''), []);
  });

  it('are read from what netstat says on Windows, in any language, with their pids', () => {
    assert.deepEqual(parseNetstat(WINDOWS_GERMAN), [
      { port: 135, protocol: 'tcp', scope: 'loopback', pid: 1032 }, { port: 8080, protocol: 'tcp', scope: 'loopback', pid: 4711 },
      { port: 139, protocol: 'tcp', scope: 'elsewhere', pid: 4 }, { port: 9000, protocol: 'tcp', scope: 'loopback', pid: 4712 },
      { port: 5353, protocol: 'udp', scope: 'loopback', pid: 2044 },
    ]);
  });

  it('are read from what netstat and lsof say on macOS', () => {
    assert.deepEqual(parseNetstat(MACOS).map(({ port, protocol }) => [port, protocol]), [[8080, 'tcp'], [3000, 'tcp'], [5353, 'udp']]);
    assert.deepEqual(parseLsof(LSOF), [
      { port: 8080, protocol: 'tcp', scope: 'loopback', pid: 612 }, { port: 5353, protocol: 'udp', scope: 'loopback', pid: 613 }, { port: 9000, protocol: 'tcp', scope: 'loopback', pid: 613 },
    ]);
    assert.deepEqual(parseLsof(''), []);
  });

  it('are found with their pids, for TCP and UDP, and no more once they have closed', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await Promise.all([once(server, 'listening'), once(socket, 'listening')]);
    const [tcp, udp] = [(server.address() as AddressInfo).port, socket.address().port];
    const open = (await openSockets()).map(({ port, protocol }) => `${protocol} ${port}`);
    assert.ok(open.includes(`tcp ${tcp}`) && open.includes(`udp ${udp}`));
    const found = await listenersOn([tcp, udp]);
    assert.deepEqual(found.filter(({ pid }) => pid === process.pid).map(({ port, protocol }) => [port, protocol]).toSorted(), [[tcp, 'tcp'], [udp, 'udp']].toSorted());
    server.close();
    socket.close();
    await Promise.all([once(server, 'close'), once(socket, 'close')]);
    // Somebody else may have been given one of them meanwhile.
    assert.deepEqual((await listenersOn([tcp, udp])).filter(({ pid }) => pid === process.pid), []);
  });
});
