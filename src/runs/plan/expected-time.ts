import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TestCasePlan } from '../../config';
import { Scheduler } from '../../engine';

/** Time that passes once nobody has anything left to do. */
class SimulatedTime {
  now = 0;
  readonly #sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => {
      const at = this.now + ms;
      const place = this.#sleepers.findIndex((other) => other.at > at);
      this.#sleepers.splice(place < 0 ? this.#sleepers.length : place, 0, { at, wake });
    });
  }

  /** Lets everything happen until `work` is done. */
  async pass(work: Promise<void>): Promise<void> {
    let done = false;
    void work.finally(() => (done = true));
    await nextTurn();
    while (!done) {
      const next = this.#sleepers.shift();
      if (next !== undefined) {
        this.now = next.at;
        next.wake();
      }
      // The scheduler may give way once before it goes on.
      await nextTurn();
      await nextTurn();
    }
    await work;
  }
}

/** How long test cases take together, in milliseconds, as the engine schedules them: groups and exclusive ones wait. */
export async function expectedTime(tests: readonly TestCasePlan[], parallel: number, expectedMs: (id: string) => number): Promise<number> {
  const time = new SimulatedTime();
  const scheduler = new Scheduler<TestCasePlan>(parallel);
  const work = ({ id }: TestCasePlan): Promise<void> => time.sleep(expectedMs(id));
  await time.pass(scheduler.run(tests.filter(({ over }) => over === undefined), work).then(() => scheduler.run(tests.filter(({ over }) => over !== undefined), work)));
  return time.now;
}
