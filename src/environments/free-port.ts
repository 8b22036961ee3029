import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import type { PortReservations } from './port-reservations';

/** Below the ports that systems give to outgoing connections, so that none of those takes it meanwhile. */
const FIRST = 20_000;
const LAST = 29_999;
const MOST_TRIES = 500;

/** A port that nobody uses or has reserved, neither for TCP nor for UDP; reserved until it is released. @throws Error when none is found. */
export async function reserveFreePort(reservations: PortReservations, random: () => number = Math.random): Promise<number> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const port = FIRST + Math.floor(random() * (LAST - FIRST + 1));
    if (!(await reservations.take(port))) continue;
    if (await isFree(port)) return port;
    await reservations.release(port);
  }
  throw new Error(`No free port was found between ${FIRST} and ${LAST}`);
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
