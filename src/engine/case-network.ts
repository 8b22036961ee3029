import { messageOf, type SourceRef } from '../events';
import type { CaseEvents } from './case-events';
import { DEFAULT_LIMITS, NEVER, withLimit } from './limits';
import type { Network, NetworkEnvironment, NetworkRequest } from './network-environment';
import type { Clock } from './step-context';

interface Needs {
  readonly environment: NetworkEnvironment;
  readonly events: CaseEvents;
  readonly clock: Clock;
  readonly source: SourceRef;
}

/** The network of one test case from set-up to teardown, each under its time limit and told. */
export class CaseNetwork {
  #network: Promise<Network> | undefined;

  constructor(private readonly needs: Needs) {}

  /** @throws what the environment throws, LimitExceeded, or the signal's reason. */
  async setUp(request: Omit<NetworkRequest, 'signal'>, signal: AbortSignal): Promise<Network> {
    const { environment, events, clock, source } = this.needs;
    const network = environment.type;
    const began = clock.now();
    events.publish({ type: 'network.setup_started', network });
    try {
      const limit = { what: `Setting up the network ${network}`, ms: DEFAULT_LIMITS.networkSetUpMs, clock, signal };
      const made = await withLimit(limit, (inner) => {
        this.#network = Promise.resolve().then(() => environment.setUp({ ...request, signal: inner }));
        return this.#network;
      });
      events.publish({ type: 'network.ready', network, duration_ms: clock.now() - began });
      return made;
    } catch (error) {
      if (!signal.aborted) events.publish({ type: 'network.error', network, message: messageOf(error), source });
      throw error;
    }
  }

  /** Undoes what was set up, also what a set-up that was given up makes late. @throws LimitExceeded or what the environment throws. */
  async tearDown(): Promise<void> {
    if (this.#network === undefined) return;
    const { environment, events, clock, source } = this.needs;
    const network = environment.type;
    const began = clock.now();
    const made = this.#network.catch(() => undefined);
    events.publish({ type: 'network.teardown_started', network });
    try {
      const limit = { what: `Tearing down the network ${network}`, ms: DEFAULT_LIMITS.tearDownMs, clock, signal: NEVER };
      await withLimit(limit, async (inner) => (await made)?.tearDown(inner));
    } catch (error) {
      events.publish({ type: 'network.error', network, message: messageOf(error), source });
      throw error;
    } finally {
      events.publish({ type: 'network.teardown_complete', network, duration_ms: clock.now() - began });
    }
  }
}
