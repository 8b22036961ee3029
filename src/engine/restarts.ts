import type { ServiceSpec } from '../config';
import type { ExitStatus } from '../supervisor';

/** How often a service may still be restarted, and after which time: twice as long each time. */
export class Restarts {
  #left: number;
  #delayMs: number;

  constructor(policy: ServiceSpec['restart']) {
    this.#left = policy?.max ?? 0;
    this.#delayMs = policy?.backoffMs ?? 0;
  }

  /** Milliseconds to wait before the next start; undefined when this end calls for none, or none is left. */
  after({ code }: ExitStatus): number | undefined {
    if (code === 0 || this.#left === 0) return undefined;
    this.#left -= 1;
    const delay = this.#delayMs;
    this.#delayMs *= 2;
    return delay;
  }
}
