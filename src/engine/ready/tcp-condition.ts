import net from 'node:net';
import { DEFAULT_LIMITS, withLimit } from '../limits';
import type { Clock } from '../step-context';
import { pollUntil, type Condition } from './condition';
import type { Endpoint } from './endpoint';

/** Small servers listen a millisecond after their start, for which no timer is fine enough: so many looks take two. */
const AT_ONCE = 16;

/** Somebody accepts connections at the endpoint. */
export function tcpCondition(endpoint: Endpoint, intervalMs: number, clock: Clock): Condition {
  return {
    hold: (signal) => pollUntil(() => accepts(endpoint, clock, signal), { clock, intervalMs, cost: 'low', atOnce: AT_ONCE, signal }),
    missing: async () => `nothing accepts connections on ${endpoint.host}:${endpoint.port}`,
  };
}

/** Connects and hangs up at once. */
export async function accepts(endpoint: Endpoint, clock: Clock, signal: AbortSignal): Promise<boolean> {
  try {
    return await withLimit({ what: 'The connection', ms: DEFAULT_LIMITS.probeMs, clock, signal }, (inner) => connects(endpoint, inner));
  } catch {
    return false;
  }
}

function connects({ host, port }: Endpoint, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port });
    const end = (connected: boolean) => {
      signal.removeEventListener('abort', abort);
      socket.destroy();
      resolve(connected);
    };
    const abort = () => end(false);
    signal.addEventListener('abort', abort, { once: true });
    socket.once('connect', () => end(true)).on('error', () => end(false));
  });
}
