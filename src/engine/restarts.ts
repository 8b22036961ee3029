import type { ServiceSpec } from '../config';
import type { ExitStatus } from '../supervisor';

/** How often a service may still be restarted, and after which time: twice as long each time. */
export class Restarts {
  readonly #most: number;
  #made = 0;
  #delayMs: number;

  constructor(policy: ServiceSpec['restart']) {
    this.#most = policy?.max ?? 0;
    this.#delayMs = policy?.backoffMs ?? 0;
  }

  /** Milliseconds to wait before the next start; undefined when this end calls for none, or none is left. */
  after({ code }: ExitStatus): number | undefined {
    if (code === 0 || this.#made >= this.#most) return undefined;
    this.#made += 1;
    const delay = this.#delayMs;
    this.#delayMs *= 2;
    return delay;
  }

  /** Said of an end when none is left; empty where none was allowed, or some are. */
  get usedUp(): string {
    return this.#most === 0 || this.#made < this.#most ? '' : `, after ${this.#made} of ${this.#most} restart${this.#most === 1 ? '' : 's'}`;
  }
}
