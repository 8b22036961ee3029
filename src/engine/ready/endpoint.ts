import { didYouMean } from '../../config';
import type { ServiceControl, StepContext } from '../step-context';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

const LOCALHOST = '127.0.0.1';

/**
 * The address behind a port's name, `service.port`, a number or `host:port`. Of a service whose ports have numbers for
 * names, as a list of ports gives them, a number is such a name.
 * @throws Error when there is no such service or port.
 */
export function endpointOf(text: string | number, service: ServiceControl | undefined, ctx: Pick<StepContext, 'service'>): Endpoint {
  const own = service?.ports[String(text)];
  if (own !== undefined) return { host: service?.host ?? LOCALHOST, port: own };
  if (typeof text === 'number' || /^\d+$/.test(text)) return { host: service?.host ?? LOCALHOST, port: Number(text) };
  const colon = text.lastIndexOf(':');
  if (colon > 0) return { host: text.slice(0, colon).replace(/^\[(.*)\]$/, '$1'), port: Number(text.slice(colon + 1)) };
  const [first = '', second] = text.split('.');
  if (second === undefined) return portOf(first, service);
  const other = ctx.service(first);
  if (other === undefined) throw new Error(`There is no service "${first}"`);
  return portOf(second, other);
}

function portOf(name: string, service: ServiceControl | undefined): Endpoint {
  if (service === undefined) throw new Error(`"${name}" does not say of which service: write service.${name}`);
  const port = service.ports[name];
  if (port === undefined) throw new Error(`The service "${service.name}" has no port "${name}".${didYouMean(name, Object.keys(service.ports))}`);
  return { host: service.host, port };
}

/**
 * A URL as it is; a path on the service's port `http`, else on its first one.
 * @throws Error when the service has no port.
 */
export function urlOf(text: string, service: ServiceControl | undefined): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return text;
  const port = service?.ports['http'] ?? Object.values(service?.ports ?? {})[0];
  if (service === undefined || port === undefined) throw new Error(`"${text}" is no URL, and there is no port to ask`);
  return `http://${service.host}:${port}${text.startsWith('/') ? '' : '/'}${text}`;
}
