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

async function portsOfProcess(pid: number): Promise<readonly number[]> {
  const fds = await readdir(`/proc/${pid}/fd`);
  const targets = await Promise.all(fds.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')));
  const inodes = new Set(targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []));
  const tables = await Promise.all(['tcp', 'tcp6'].map((table) => readFile(`/proc/${pid}/net/${table}`, 'utf8').catch(() => '')));
  return tables.flatMap((table) => table.split('\n').slice(1).flatMap((row) => {
    const [, local = '', , state, , , , , , inode = ''] = row.trim().split(/\s+/);
    return state === LISTEN && inodes.has(inode) ? [Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16)] : [];
  }));
}
