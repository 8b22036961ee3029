import { portNames } from '../config';
import type { Network, NetworkEnvironment, NetworkRequest } from '../engine';
import { PortsOnDemand, type PortSupply } from './port-supply';
import { PortReservations } from './port-reservations';

/** Services are processes on this machine; ports given as `auto` are free ones, reserved until the teardown. */
export class LocalhostNetwork implements NetworkEnvironment {
  readonly type = 'localhost';

  constructor(private readonly supply: PortSupply = new PortsOnDemand(new PortReservations())) {}

  async setUp({ services, signal }: NetworkRequest): Promise<Network> {
    const reserved: number[] = [];
    const release = async () => {
      await Promise.all(reserved.splice(0).map((port) => this.supply.giveBack(port)));
    };
    try {
      const placed: [string, Network['services'][string]][] = [];
      for (const { name, ports } of services) {
        const numbers: [string, number][] = [];
        for (const [key, wanted] of Object.entries(ports)) {
          signal.throwIfAborted();
          if (typeof wanted === 'number') {
            numbers.push([key, wanted]);
            continue;
          }
          const row = await this.supply.take(wanted === 'auto' ? 1 : wanted.inARow);
          reserved.push(...row);
          portNames(key, row.length).forEach((one, index) => numbers.push([one, row[index] ?? 0]));
        }
        placed.push([name, { host: '127.0.0.1', ports: Object.fromEntries(numbers) }]);
      }
      return { services: Object.fromEntries(placed), tearDown: release };
    } catch (error) {
      await release();
      throw error;
    }
  }
}
