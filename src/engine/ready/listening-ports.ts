import { openSockets, portsOfProcess } from '../../supervisor';
import { NEVER } from '../limits';
import type { Clock, ServiceControl } from '../step-context';
import { accepts } from './tcp-condition';

/** The TCP ports on which a service listens: those declared that accept, and on Linux any of its main process. */
export async function listeningPorts(service: Pick<ServiceControl, 'host' | 'ports' | 'pid'>, clock: Clock): Promise<readonly number[]> {
  const declared = await Promise.all(
    Object.values(service.ports).map(async (port) => ((await accepts({ host: service.host, port }, clock, NEVER)) ? [port] : [])),
  );
  const own = service.pid === undefined ? [] : await portsOfProcess(service.pid);
  return [...new Set([...declared.flat(), ...own])].sort((a, b) => a - b);
}

/** The ports of this machine on which somebody listens for TCP connections or has bound UDP. */
export const openPorts = async (): Promise<ReadonlySet<number>> => new Set((await openSockets()).map(({ port }) => port));
