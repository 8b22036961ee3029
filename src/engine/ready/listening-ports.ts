import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { readdir, readFile, readlink } from 'node:fs/promises';
import type { Clock, ServiceControl } from '../step-context';
import { accepts } from './tcp-condition';

/** The TCP ports on which a service listens: those declared that accept, and on Linux any of its main process. */
export async function listeningPorts(service: Pick<ServiceControl, 'host' | 'ports' | 'pid'>, clock: Clock): Promise<readonly number[]> {
  const never = new AbortController().signal;
  const declared = await Promise.all(
    Object.values(service.ports).map(async (port) => ((await accepts({ host: service.host, port }, clock, never)) ? [port] : [])),
  );
  const own = process.platform === 'linux' && service.pid !== undefined ? await portsOfProcess(service.pid).catch(() => []) : [];
  return [...new Set([...declared.flat(), ...own])].sort((a, b) => a - b);
}

const LISTEN = '0A';
const UNCONNECTED = '07';

/** The ports of this machine on which somebody listens for TCP connections or has bound UDP. */
export async function openPorts(): Promise<ReadonlySet<number>> {
  if (process.platform !== 'linux') return portsOfNetstat();
  const tables = await Promise.all(['tcp', 'tcp6', 'udp', 'udp6'].map(async (name) => ({ name, text: await readFile(`/proc/net/${name}`, 'utf8').catch(() => '') })));
  return new Set(tables.flatMap(({ name, text }) => rowsOf(text).flatMap(({ port, state }) => (state === (name.startsWith('tcp') ? LISTEN : UNCONNECTED) ? [port] : []))));
}

async function portsOfNetstat(): Promise<ReadonlySet<number>> {
  const { stdout } = await promisify(execFile)('netstat', ['-an'], { maxBuffer: 16 * 1024 * 1024 });
  return new Set(stdout.split('\n').flatMap((line) => {
    const [protocol = '', ...fields] = line.trim().split(/\s+/);
    if (!/^udp/i.test(protocol) && !(/^tcp/i.test(protocol) && /LISTEN/.test(line))) return [];
    const local = fields.find((field) => /[.:]\d+$/.test(field));
    return local === undefined ? [] : [Number(/\d+$/.exec(local)?.[0])];
  }));
}

interface SocketRow {
  readonly port: number;
  readonly state: string;
  readonly inode: string;
}

/** The sockets in one of the tables of /proc/net. */
const rowsOf = (table: string): readonly SocketRow[] => table.split('\n').slice(1).flatMap((row) => {
  const [, local = '', , state = '', , , , , , inode = ''] = row.trim().split(/\s+/);
  return local === '' ? [] : [{ port: Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16), state, inode }];
});

async function portsOfProcess(pid: number): Promise<readonly number[]> {
  const fds = await readdir(`/proc/${pid}/fd`);
  const targets = await Promise.all(fds.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')));
  const inodes = new Set(targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []));
  const tables = await Promise.all(['tcp', 'tcp6'].map((table) => readFile(`/proc/${pid}/net/${table}`, 'utf8').catch(() => '')));
  return tables.flatMap((table) => rowsOf(table).flatMap(({ port, state, inode }) => (state === LISTEN && inodes.has(inode) ? [port] : [])));
}
