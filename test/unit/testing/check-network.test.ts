import assert from 'node:assert/strict';
import type { Network, NetworkEnvironment, NetworkRequest } from '../../../src/engine';
import { LocalhostNetwork } from '../../../src/environments';
import { checkNetworkEnvironment, FakeNetwork, NETWORK_RULES, violationsText } from '../../../src/testing';

/** A fake that does one thing otherwise; ports are free ones, as each has a range of its own. */
class Odd extends FakeNetwork {
  constructor(private readonly otherwise: { readonly type?: string; readonly request?: (request: NetworkRequest) => void | Promise<void>; readonly network?: (network: Network) => Network }) {
    super(otherwise.type);
  }

  override async setUp(request: NetworkRequest): Promise<Network> {
    await this.otherwise.request?.(request);
    const network = await super.setUp(request);
    return this.otherwise.network?.(network) ?? network;
  }
}
const placed = (change: (ports: { readonly [name: string]: number }) => { readonly [name: string]: number }) => (network: Network): Network => ({
  ...network, services: Object.fromEntries(Object.entries(network.services).map(([name, { host, ports }]) => [name, { host, ports: change(ports) }])),
});
const tearingDownOnce = (network: Network): Network => {
  let down = false;
  return { ...network, tearDown: async (signal) => {
    if (down) throw new Error('it is down already');
    down = true;
    await network.tearDown(signal);
  } };
};
const held = new Set<number>();
const holding = async ({ services }: NetworkRequest): Promise<void> => {
  for (const port of services.flatMap(({ ports }) => Object.values(ports))) {
    if (typeof port !== 'number') continue;
    if (held.has(port)) throw new Error(`port ${port} is taken`);
    held.add(port);
  }
};

const SPECIMENS: { readonly [rule: string]: () => NetworkEnvironment } = {
  R61: () => new Odd({ type: 'my network' }),
  R62: () => new Odd({ network: ({ tearDown, services: { client: _, ...services } }) => ({ services, tearDown }) }),
  R63: () => new Odd({ network: placed((ports) => ({ ...ports, ...('fixed' in ports ? { fixed: 1 } : {}) })) }),
  R64: () => new Odd({ network: placed((ports) => Object.fromEntries(Object.keys(ports).map((name) => [name, 40_000]))) }),
  R65: () => new FakeNetwork(),
  R66: () => new Odd({ request: ({ services }) => { Object.assign(services[0] ?? {}, { name: 'mine' }); } }),
  R67: () => new Odd({ request: ({ services }) => { if (services.length === 0) throw new Error('nothing to do'); } }),
  R68: () => new Odd({ network: tearingDownOnce }),
  R69: () => new Odd({ request: ({ signal }) => { if (signal.aborted) throw new Error('something else'); } }),
  R70: () => new Odd({ request: holding }),
};

describe('the rules of network environments', () => {
  it('are kept by localhost', async () => assert.equal(violationsText(await checkNetworkEnvironment(() => new LocalhostNetwork()), NETWORK_RULES), ''));
  it('have a specimen each', () => assert.deepEqual(Object.keys(SPECIMENS), NETWORK_RULES.map(({ id }) => id)));

  for (const { id, says } of NETWORK_RULES) {
    it(`${id}: ${says}`, async () => {
      const violations = await checkNetworkEnvironment(SPECIMENS[id] ?? (() => new FakeNetwork()), { limitMs: 1000 });
      assert.ok(violations.some(({ rule }) => rule === id), 'the specimen is not caught');
    });
  }
});
