import { messageOf, type SourceRef } from '../events';
import type { CaseEvents } from './case-events';
import { DEFAULT_LIMITS, preparedOrUndone, undo, withLimit } from './limits';
import type { Network, NetworkEnvironment, NetworkRequest } from './network-environment';
import type { Clock } from './step-context';

interface Needs {
  readonly environment: NetworkEnvironment;
  readonly events: CaseEvents;
  readonly clock: Clock;
  readonly source: SourceRef;
  /** Aborted when nothing gets any grace any more. */
  readonly kill: AbortSignal;
}

/** The network of one test case from set-up to teardown, each under its time limit and told. */
export class CaseNetwork {
  #network: Promise<Network> | undefined;
  /** Once it is ready. */
  #made: Network | undefined;

  constructor(private readonly needs: Needs) {}

  /** @throws what the environment throws, LimitExceeded, or the signal's reason. */
  async setUp(request: Omit<NetworkRequest, 'signal'>, signal: AbortSignal): Promise<Network> {
    const { environment, events, clock, source } = this.needs;
    const network = environment.type;
    const began = clock.now();
    events.publish({ type: 'network.setup_started', network });
    try {
      const limit = { what: `Setting up the network ${network}`, ms: DEFAULT_LIMITS.networkSetUpMs, clock, signal };
      this.#made = await withLimit(limit, (inner) => {
        this.#network = Promise.resolve().then(() => environment.setUp({ ...request, signal: inner }));
        return this.#network;
      });
      events.publish({ type: 'network.ready', network, duration_ms: clock.now() - began });
      return this.#made;
    } catch (error) {
      if (!signal.aborted) events.publish({ type: 'network.error', network, message: messageOf(error), source });
      throw error;
    }
  }

  /** Undoes what was set up, also what a set-up that was given up makes late. @throws LimitExceeded, what the environment throws, or the reason of `kill`. */
  async tearDown(): Promise<void> {
    if (this.#network === undefined) return;
    const { environment, events, clock, source, kill } = this.needs;
    const network = environment.type;
    const began = clock.now();
    events.publish({ type: 'network.teardown_started', network });
    try {
      const made = this.#made ?? await preparedOrUndone(this.#network, { clock, kill, late: (one) => one.tearDown(kill) });
      await undo({ what: `Tearing down the network ${network}`, ms: DEFAULT_LIMITS.tearDownMs, clock, kill }, async (inner) => made?.tearDown(inner));
    } catch (error) {
      if (!kill.aborted) events.publish({ type: 'network.error', network, message: messageOf(error), source });
      throw error;
    } finally {
      events.publish({ type: 'network.teardown_complete', network, duration_ms: clock.now() - began });
    }
  }
}
