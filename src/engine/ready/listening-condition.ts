import type { Clock } from '../step-context';
import { pollUntil, type Condition } from './condition';
import { openPorts } from './listening-ports';

/** Somebody has the port, for TCP or UDP; looked up without connecting, as a connection is a client to some servers. */
export function listeningCondition(port: number, intervalMs: number, clock: Clock): Condition {
  return {
    hold: (signal) => pollUntil(async () => (await openPorts()).has(port), { clock, intervalMs, cost: 'low', signal }),
    missing: async () => `nobody listens on port ${port}`,
  };
}
