/** A delivery beyond this is looked into, observer by observer. Milliseconds. */
export const LONG_MS = 1;
const STREAK = 1024;
const STREAK_MS = 2;
const BLOCK = 64;

/**
 * Decides which deliveries are timed. Reading the clock costs more than a delivery. So once a thousand of them in a row
 * took together less than 2 ms, only every 64th reads it: less than 1 ms since the last reading proves that none of the
 * 63 between took longer. After one longer block each delivery is timed again.
 */
export class DeliveryClock {
  /** How many deliveries go by before the next is timed: 0 in all runs but those with a flood of events. */
  untimed = 0;
  /** Whether every call must be timed singly, so that no delivery may go by. */
  #tracing = false;
  #streak = 0;
  #since = 0;

  set tracing(on: boolean) {
    this.#tracing = on;
    this.#again();
  }

  /** Called after each timed delivery, with its end. */
  timed(began: number, ended: number): void {
    if (this.#tracing) return;
    if (this.#streak >= STREAK) {
      if (ended - this.#since > LONG_MS) this.#again();
      else this.#coarse(ended);
      return;
    }
    if (this.#streak === 0) this.#since = began;
    this.#streak += 1;
    if (this.#streak < STREAK) return;
    if (ended - this.#since < STREAK_MS) this.#coarse(ended);
    else this.#streak = 0;
  }

  #coarse(now: number): void {
    this.#since = now;
    this.untimed = BLOCK - 1;
  }

  #again(): void {
    this.#streak = 0;
    this.untimed = 0;
  }
}
