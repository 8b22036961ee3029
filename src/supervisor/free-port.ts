import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/** A service may bind one address or all. On Windows asking for all of them would raise a firewall dialog; on Linux that asks for each, too. */
const ADDRESSES = process.platform === 'win32' ? ['127.0.0.1'] : process.platform === 'linux' ? ['0.0.0.0', '::'] : ['127.0.0.1', '0.0.0.0', '::'];

/**
 * Whether a port could be bound just now, for TCP and for UDP, at one address and at all. Nobody has one that could; one that
 * could not, another has, or it may not be bound. It costs a tenth of a millisecond, where a look at all sockets takes several.
 */
export async function isFreePort(port: number): Promise<boolean> {
  return holdsAtEach(async (address) => (await Promise.all([bindsTcp(port, address), bindsUdp(port, address)])).every(Boolean));
}

/** The same for all of them. */
export async function areFreePorts(ports: readonly number[]): Promise<boolean> {
  return (await Promise.all(ports.map(isFreePort))).every(Boolean);
}

/** The same for one, for TCP alone. */
export async function isFreeForTcp(port: number): Promise<boolean> {
  return holdsAtEach((address) => bindsTcp(port, address));
}

/** On Linux all are asked in one turn: those of IPv4 and of IPv6 do not know of each other. Elsewhere one is a part of another. */
async function holdsAtEach(holds: (address: string) => Promise<boolean>): Promise<boolean> {
  if (process.platform === 'linux') return (await Promise.all(ADDRESSES.map(holds))).every(Boolean);
  for (const address of ADDRESSES) if (!(await holds(address))) return false;
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
