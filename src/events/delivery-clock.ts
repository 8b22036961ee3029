/** A delivery beyond this is looked into, observer by observer. Milliseconds. */
export const LONG_MS = 1;
const STREAK = 256;
const STREAK_MS = 1;
const BLOCK = 256;

/**
 * Decides which deliveries are timed. Reading the clock costs more than a delivery. So once 256 of them in a row
 * took together less than 1 ms, only every 256th reads it: less than 1 ms since the last reading proves that none of the
 * 255 between took longer. After one longer block each delivery is timed again.
 */
export class DeliveryClock {
  /** Whether every call must be timed singly, so that no delivery may go by. */
  tracing = false;
  #streak = 0;
  #since = 0;

  /** Called after each timed delivery, with its start and end. Returns how many deliveries go by before the next is timed: 0 but in a flood. */
  timed(began: number, ended: number): number {
    if (this.tracing || (this.#streak >= STREAK && ended - this.#since > LONG_MS)) {
      this.#streak = 0;
      return 0;
    }
    if (this.#streak < STREAK) {
      if (this.#streak === 0) this.#since = began;
      this.#streak += 1;
      if (this.#streak < STREAK) return 0;
      if (ended - this.#since >= STREAK_MS) {
        this.#streak = 0;
        return 0;
      }
    }
    this.#since = ended;
    return BLOCK - 1;
  }
}
