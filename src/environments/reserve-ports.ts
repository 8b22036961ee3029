import { isFreePort } from '../supervisor';
import type { PortReservations } from './port-reservations';

/** Below the ports that systems give to outgoing connections, so that none of those takes it meanwhile. */
const FIRST = 20_000;
const LAST = 29_999;
const MOST_TRIES = 500;

/** Ports in a row that nobody uses or has reserved, neither for TCP nor for UDP; reserved until they are released. @throws Error when there are none. */
export async function reserveFreePorts(reservations: PortReservations, count = 1, random: () => number = Math.random): Promise<readonly number[]> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const first = FIRST + Math.floor(random() * (LAST - count + 2 - FIRST));
    const row = await reserveRow(reservations, Array.from({ length: count }, (_, index) => first + index));
    if (row !== undefined) return row;
  }
  throw new Error(count === 1 ? `No free port was found between ${FIRST} and ${LAST}` : `No ${count} free ports in a row were found between ${FIRST} and ${LAST}`);
}

/** All of them, or none. */
async function reserveRow(reservations: PortReservations, row: readonly number[]): Promise<readonly number[] | undefined> {
  const taken: number[] = [];
  for (const port of row) {
    const ours = await reservations.take(port);
    if (ours) taken.push(port);
    if (ours && (await isFreePort(port))) continue;
    await Promise.all(taken.map((one) => reservations.release(one)));
    return undefined;
  }
  return row;
}
