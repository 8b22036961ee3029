import { isDeepStrictEqual } from 'node:util';
import { freezeDeep } from '../../events';
import type { Network, NetworkEnvironment, NetworkRequest } from '../../engine';
import { checkRules, within } from '../check';
import type { Finding, Rule, Violation } from '../rule';

export interface CheckNetworkOptions {
  /** How long a set-up and a teardown may take, in real milliseconds; default 10000. */
  readonly limitMs?: number;
}

export interface NetworkSubject extends CheckNetworkOptions {
  readonly make: () => NetworkEnvironment;
}

const source = { file: '/x/a.experiment.yaml', path: 'tests[0]', range: { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } } };
type Ports = NetworkRequest['services'][number]['ports'];
const requestOf = (services: { readonly [name: string]: Ports }, signal = new AbortController().signal, test = 'a'): NetworkRequest =>
  ({ test, services: Object.entries(services).map(([name, ports]) => ({ name, ports, source })), signal });

const LATE = Symbol('late');
/** @throws Error when it takes too long. */
async function timely<T>({ limitMs = 10_000 }: NetworkSubject, what: string, work: Promise<T>): Promise<T> {
  const settled = await within(limitMs, work, LATE);
  if (settled === LATE) throw new Error(`${what} took longer than ${limitMs} ms`);
  return settled as T;
}
const setUp = (subject: NetworkSubject, environment: NetworkEnvironment, request: NetworkRequest): Promise<Network> => timely(subject, 'the set-up', environment.setUp(request));
const tearDown = (subject: NetworkSubject, network: Network): Promise<void> => timely(subject, 'the teardown', network.tearDown(new AbortController().signal));
const portsOf = ({ services }: Network): readonly number[] => Object.values(services).flatMap(({ ports }) => Object.values(ports));

const inARow = ({ row, 'row[1]': second, 'row[2]': third }: Network['services'][string]['ports']): readonly Finding[] =>
  (row !== undefined && second === row + 1 && third === row + 2 ? [] : [{ message: `three ports in a row were asked for, ${[row, second, third].join(', ')} given` }]);

/** Sets up, looks, and tears down whatever is found. */
async function lookAt(subject: NetworkSubject, services: { readonly [name: string]: Ports }, look: (network: Network) => readonly Finding[]): Promise<readonly Finding[]> {
  const network = await setUp(subject, subject.make(), requestOf(services));
  try {
    return look(network);
  } finally {
    await tearDown(subject, network);
  }
}

const SERVICES = { server: { http: 'auto', admin: 'auto' }, client: {}, other: { http: 'auto' } } as const;

/** What every network environment must keep. */
export const NETWORK_RULES: readonly Rule<NetworkSubject>[] = [
  {
    id: 'R61', area: 'envelope', says: 'a network environment has a type that a file can name',
    check: ({ make }) => (/^[A-Za-z_][\w-]*$/.test(make().type) ? [] : [{ message: `expected a word, found '${make().type}'` }]),
  },
  {
    id: 'R62', area: 'announced means told', says: 'every service of a request gets its place, and its ports their names',
    check: (subject) => lookAt(subject, SERVICES, ({ services }) => Object.entries(SERVICES).flatMap(([name, ports]) => {
      const place = services[name];
      if (place === undefined) return [{ message: `${name} has no place` }];
      const missing = Object.keys(ports).filter((port) => place.ports[port] === undefined).map((port) => ({ message: `${name} has no port ${port}` }));
      return place.host === '' ? [{ message: `${name} has no host` }, ...missing] : missing;
    })),
  },
  {
    id: 'R63', area: 'envelope', says: 'a port is a whole number from 1 to 65535, one that was asked for is that one, and ports in a row follow each other',
    check: (subject) => lookAt(subject, { server: { fixed: 18_443, free: 'auto', row: { inARow: 3 } } }, (network) => [
      ...portsOf(network).filter((port) => !Number.isInteger(port) || port < 1 || port > 65_535).map((port) => ({ message: `${port} is no port` })),
      ...(network.services['server']?.ports['fixed'] === 18_443 ? [] : [{ message: `18443 was asked for, ${network.services['server']?.ports['fixed'] ?? 'nothing'} given` }]),
      ...inARow(network.services['server']?.ports ?? {}),
    ]),
  },
  {
    id: 'R64', area: 'isolation', says: 'no two services of one host share a free port',
    check: (subject) => lookAt(subject, SERVICES, ({ services }) => {
      const taken = Object.values(services).flatMap(({ host, ports }) => Object.values(ports).map((port) => `${host}:${port}`));
      return taken.filter((port, index) => taken.indexOf(port) !== index).map((port) => ({ message: `${port} is given twice` }));
    }),
  },
  {
    id: 'R65', area: 'isolation', says: 'networks that are alive together share no free port, of one environment or of two',
    async check(subject) {
      const [one, two] = [subject.make(), subject.make()];
      const networks = await Promise.all([one, one, two, one, two, two].map((environment, index) => setUp(subject, environment, requestOf(SERVICES, undefined, `t${index}`))));
      const taken = networks.flatMap((network) => Object.values(network.services).flatMap(({ host, ports }) => Object.values(ports).map((port) => `${host}:${port}`)));
      await Promise.all(networks.map((network) => tearDown(subject, network)));
      return [...new Set(taken.filter((port, index) => taken.indexOf(port) !== index))].map((port) => ({ message: `${port} is given twice` }));
    },
  },
  {
    id: 'R66', area: 'isolation', says: 'it changes nothing of the request',
    async check(subject) {
      const request = requestOf(SERVICES);
      freezeDeep(request.services);
      const network = await setUp(subject, subject.make(), request);
      await tearDown(subject, network);
      return isDeepStrictEqual(request.services, requestOf(SERVICES).services) ? [] : [{ message: 'the request is another one now' }];
    },
  },
  { id: 'R67', area: 'delivery', says: 'a test case without services has a network, too', check: (subject) => lookAt(subject, {}, () => []) },
  {
    id: 'R68', area: 'teardown', says: 'a second teardown is harmless, and takes nothing from whoever came after',
    async check(subject) {
      const environment = subject.make();
      const first = await setUp(subject, environment, requestOf(SERVICES));
      await tearDown(subject, first);
      const second = await setUp(subject, environment, requestOf(SERVICES));
      await tearDown(subject, first);
      await tearDown(subject, second);
      return [];
    },
  },
  {
    id: 'R69', area: 'teardown', says: 'a set-up that is given up before it begins ends soon, by the reason or with a network that can be taken down',
    async check(subject) {
      const reason = new Error('given up');
      try {
        await tearDown(subject, await setUp(subject, subject.make(), requestOf(SERVICES, AbortSignal.abort(reason))));
      } catch (error) {
        if (error !== reason) return [{ message: `expected the signal's reason, found ${String(error)}` }];
      }
      return [];
    },
  },
  {
    id: 'R70', area: 'teardown', says: 'a set-up after a teardown works, with the same fixed ports, as often as one likes',
    async check(subject) {
      const environment = subject.make();
      for (let round = 0; round < 5; round += 1) await tearDown(subject, await setUp(subject, environment, requestOf({ server: { fixed: 18_444, free: 'auto' } })));
      return [];
    },
  },
];

/** Puts a network environment through requests; @returns everything that breaks a rule, nothing: it is sound. */
export const checkNetworkEnvironment = (make: () => NetworkEnvironment, options: CheckNetworkOptions = {}): Promise<readonly Violation[]> => checkRules(NETWORK_RULES, { ...options, make });
