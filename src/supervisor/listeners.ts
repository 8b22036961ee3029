import { readdir, readFile, readlink } from 'node:fs/promises';
import { outputOf } from './run-program';

/** Somebody who listens for TCP connections on a port, or has bound it for UDP. */
export interface Listener {
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  /** Where, as far as the system tells it in a plain form; for everybody and for this machine alone are one. */
  readonly scope: 'loopback' | 'elsewhere';
  /** Undefined where the system does not tell, as it is with another user's. */
  readonly pid?: number;
}

/** All on this machine, without their pids: that is cheap. */
export async function openSockets(): Promise<readonly Listener[]> {
  if (process.platform === 'linux') return socketsOfProc('/proc/net');
  return parseNetstat((await outputOf('netstat', [process.platform === 'win32' ? '-ano' : '-an'])) ?? '');
}

/** Those on any of these ports, with their pids as far as the system tells: several where a socket was inherited. */
export async function listenersOn(ports: Iterable<number>): Promise<readonly Listener[]> {
  const wanted = new Set(ports);
  if (wanted.size === 0) return [];
  if (process.platform === 'linux') {
    const sockets = (await socketsOfProc('/proc/net')).filter(({ port }) => wanted.has(port));
    return sockets.length === 0 ? [] : withPids(sockets);
  }
  if (process.platform === 'win32') return (await openSockets()).filter(({ port }) => wanted.has(port));
  const list = [...wanted].join(',');
  return parseLsof((await outputOf('lsof', ['-nP', `-iTCP:${list}`, '-sTCP:LISTEN', `-iUDP:${list}`, '-FpPn'])) ?? '');
}

/** The TCP ports on which one process listens; Linux only, elsewhere none. */
export async function portsOfProcess(pid: number): Promise<readonly number[]> {
  if (process.platform !== 'linux') return [];
  const inodes = new Set(await socketInodes(pid));
  return (await socketsOfProc(`/proc/${pid}/net`)).flatMap(({ port, protocol, inode }) => (protocol === 'tcp' && inodes.has(inode) ? [port] : []));
}

interface Socket extends Listener {
  readonly inode: string;
}

const LISTEN = '0A';
const UNCONNECTED = '07';

async function socketsOfProc(folder: string): Promise<readonly Socket[]> {
  const tables = await Promise.all((['tcp', 'tcp6', 'udp', 'udp6'] as const).map(async (name) => parseSockets(name.startsWith('tcp') ? 'tcp' : 'udp', await readFile(`${folder}/${name}`, 'utf8').catch(() => ''))));
  return tables.flat();
}

/** Those that listen or are bound, in one of the tables of /proc/net. */
export const parseSockets = (protocol: 'tcp' | 'udp', table: string): readonly Socket[] => table.split('\n').slice(1).flatMap((row) => {
  const [, local = '', , state = '', , , , , , inode = ''] = row.trim().split(/\s+/);
  if (local === '' || state !== (protocol === 'tcp' ? LISTEN : UNCONNECTED)) return [];
  const [address = '', port = ''] = local.split(':');
  return [{ port: Number.parseInt(port, 16), protocol, scope: LOCAL.test(address) ? 'loopback' : 'elsewhere', inode }];
});

/** In hexadecimal, each four bytes as this machine has numbers: any address, 127.*, ::1, ::ffff:127.* */
const LOCAL = /^(?:0{8}|0{32}|[0-9A-F]{6}7F|0{24}01000000|0{16}FFFF0000[0-9A-F]{6}7F)$/;

async function withPids(sockets: readonly Socket[]): Promise<readonly Listener[]> {
  const owners = new Map<string, number[]>(sockets.map(({ inode }) => [inode, []]));
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  await Promise.all(pids.map(async (pid) => {
    for (const inode of new Set(await socketInodes(pid))) owners.get(inode)?.push(pid);
  }));
  return sockets.flatMap(({ inode, ...socket }) => {
    const found = owners.get(inode) ?? [];
    return found.length === 0 ? [socket] : found.map((pid) => ({ ...socket, pid }));
  });
}

async function socketInodes(pid: number): Promise<readonly string[]> {
  const fds = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const targets = await Promise.all(fds.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')));
  return targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []);
}

/** What `lsof -FpPn` tells: `p` begins a process, `P` a protocol, `n` an address; one with `->` is a connection. */
export function parseLsof(text: string): readonly Listener[] {
  const found: Listener[] = [];
  let pid: number | undefined;
  let protocol: Listener['protocol'] = 'tcp';
  for (const line of text.split('\n')) {
    const value = line.slice(1);
    if (line.startsWith('p')) pid = Number(value);
    else if (line.startsWith('P')) protocol = value === 'UDP' ? 'udp' : 'tcp';
    else if (line.startsWith('n') && !value.includes('->')) {
      const port = /:(\d+)$/.exec(value)?.[1];
      if (port !== undefined && pid !== undefined) found.push({ port: Number(port), protocol, scope: scopeOf(value.slice(0, -port.length - 1)), pid });
    }
  }
  return found;
}

/**
 * What `netstat -an` tells, on Windows (`-ano`) with the pid last. The name of a state is in the user's language there, so who
 * listens is known by the foreign address, which has no port.
 */
export function parseNetstat(text: string): readonly Listener[] {
  return text.split('\n').flatMap((line) => {
    const [name = '', ...fields] = line.trim().split(/\s+/);
    const protocol = /^tcp/i.test(name) ? 'tcp' : /^udp/i.test(name) ? 'udp' : undefined;
    // Where Unix counts what is queued first, Windows does not.
    const [local = '', foreign = '', ...rest] = fields.filter((field, place) => place > 1 || !/^\d+$/.test(field));
    const port = /[.:](\d+)$/.exec(local)?.[1];
    if (protocol === undefined || port === undefined || !/^(?:\*[.:]\*|.*:0|0\.0\.0\.0:0)$/.test(foreign)) return [];
    const last = rest.at(-1) ?? '';
    const pid = /^\d+$/.test(last) ? { pid: Number(last) } : {};
    return [{ port: Number(port), protocol, scope: scopeOf(local.slice(0, -port.length - 1)), ...pid }];
  });
}

const scopeOf = (address: string): Listener['scope'] => (/^(?:\*|0\.0\.0\.0|127\..*|\[?::1?\]?|localhost)$/.test(address) ? 'loopback' : 'elsewhere');
