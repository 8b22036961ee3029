import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import type { PortReservations } from './port-reservations';

/** Below the ports that systems give to outgoing connections, so that none of those takes it meanwhile. */
const FIRST = 20_000;
const LAST = 29_999;
const MOST_TRIES = 500;

/** Ports in a row that nobody uses or has reserved, neither for TCP nor for UDP; reserved until they are released. @throws Error when there are none. */
export async function reserveFreePorts(reservations: PortReservations, count = 1, random: () => number = Math.random): Promise<readonly number[]> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const first = FIRST + Math.floor(random() * (LAST - count + 2 - FIRST));
    const row = await reserveRow(reservations, Array.from({ length: count }, (_, index) => first + index));
    if (row !== undefined) return row;
  }
  throw new Error(count === 1 ? `No free port was found between ${FIRST} and ${LAST}` : `No ${count} free ports in a row were found between ${FIRST} and ${LAST}`);
}

/** All of them, or none. */
async function reserveRow(reservations: PortReservations, row: readonly number[]): Promise<readonly number[] | undefined> {
  const taken: number[] = [];
  for (const port of row) {
    const ours = await reservations.take(port);
    if (ours) taken.push(port);
    if (ours && (await isFree(port))) continue;
    await Promise.all(taken.map((one) => reservations.release(one)));
    return undefined;
  }
  return row;
}

/** A service may bind one address or all; on Windows asking for all of them would raise a firewall dialog. */
const ADDRESSES = process.platform === 'win32' ? ['127.0.0.1'] : ['127.0.0.1', '0.0.0.0', '::'];

async function isFree(port: number): Promise<boolean> {
  for (const address of ADDRESSES) {
    if (!(await bindsTcp(port, address)) || !(await bindsUdp(port, address))) return false;
  }
  return true;
}

const bindsTcp = (port: number, host: string): Promise<boolean> => new Promise((resolve) => {
  const server = createServer();
  server.once('error', (error) => resolve(isMissingAddress(error)));
  server.listen({ port, host, exclusive: true, ipv6Only: host === '::' }, () => server.close(() => resolve(true)));
});

const bindsUdp = (port: number, address: string): Promise<boolean> => new Promise((resolve) => {
  const socket = createSocket({ type: address === '::' ? 'udp6' : 'udp4', ipv6Only: address === '::' });
  socket.once('error', (error) => {
    socket.close();
    resolve(isMissingAddress(error));
  });
  socket.bind({ port, address, exclusive: true }, () => socket.close(() => resolve(true)));
});

/** A machine without IPv6 has nobody listening there. */
const isMissingAddress = (error: Error): boolean => 'code' in error && (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT');
