import { reserveFreePorts } from './reserve-ports';
import type { PortReservations } from './port-reservations';

/** Where ports come from that nobody uses or has reserved. */
export interface PortSupply {
  /** So many in a row, reserved until they are given back. @throws Error when there are none */
  take(count: number): Promise<readonly number[]>;
  giveBack(port: number): Promise<void>;
}

/** Reserves them when they are asked for. */
export class PortsOnDemand implements PortSupply {
  constructor(private readonly reservations: PortReservations) {}

  take(count: number): Promise<readonly number[]> {
    return reserveFreePorts(this.reservations, count);
  }

  giveBack(port: number): Promise<void> {
    return this.reservations.release(port);
  }
}
