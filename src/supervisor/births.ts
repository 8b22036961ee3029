import { performance } from 'node:perf_hooks';
import { lastPid, roundMs } from './pid-count';
import { processExists } from './process-exists';

/** Looking at more of them one by one is no cheaper than a list of all. */
const MOST = 256;

/**
 * Linux hands out pids in a row, and tells the last one: if of all that came since a moment none lives any more, then
 * nothing that was started since can have been left behind, whatever it did to hide. A look costs microseconds, a list
 * of all processes milliseconds.
 */
export class Births {
  #mark = lastPid();
  #marked = performance.now();
  #known: number[] = [];

  /** A child of ours was born: what the system counts must agree. */
  saw(pid: number): void {
    this.#known.push(pid);
  }

  /** Surely nothing born since the last `forget` lives; false also where that cannot be told. Synchronous, a moment in time. */
  noneLives(): boolean {
    const mark = this.#mark;
    const last = lastPid();
    if (performance.now() - this.#marked > roundMs) return false;
    if (mark === undefined || last === undefined || last < mark || last - mark > MOST) return false;
    // In some containers the count is another's, or an old one.
    if (this.#known.some((pid) => pid <= mark || pid > last)) return false;
    for (let pid = mark + 1; pid <= last; pid += 1) if (processExists(pid)) return false;
    return lastPid() === last;
  }

  /** All that was born until now has been looked after. */
  forget(): void {
    this.#mark = lastPid();
    this.#marked = performance.now();
    this.#known = [];
  }
}
