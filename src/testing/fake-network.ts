import { portNames } from '../config';
import type { Network, NetworkEnvironment, NetworkRequest } from '../engine';

/** Gives every service 127.0.0.1, and ports that nobody opens, from 50000 on. */
export class FakeNetwork implements NetworkEnvironment {
  readonly setUps: NetworkRequest[] = [];
  tornDown = 0;
  #next = 50_000;

  constructor(readonly type = 'localhost') {}

  async setUp(request: NetworkRequest): Promise<Network> {
    this.setUps.push(request);
    const place = (ports: NetworkRequest['services'][number]['ports']) =>
      Object.fromEntries(Object.entries(ports).flatMap(([name, port]): readonly (readonly [string, number])[] => (
        typeof port === 'number' ? [[name, port]] : portNames(name, port === 'auto' ? 1 : port.inARow).map((one) => [one, this.#next++] as const))));
    return {
      services: Object.fromEntries(request.services.map(({ name, ports }) => [name, { host: '127.0.0.1', ports: place(ports) }])),
      tearDown: async () => { this.tornDown += 1; },
    };
  }
}
