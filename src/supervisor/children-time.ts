import { ProcFile } from './proc-file';
import { processExists } from './process-exists';
import { parseTimes } from './process-usage';

interface Child {
  readonly pid: number;
  readonly hasExited: boolean;
}

/** How much CPU time children have used that have ended: the system tells exactly what no sample could. */
export class ChildrenTime {
  readonly #self = new ProcFile('/proc/self/stat');
  #before: number | undefined;
  /** Their end was collected together with another's, so that nobody can tell whose time was whose. */
  readonly #together = new WeakSet<Child>();

  /** To be called before a child is measured while no other is: of those that have ended until now nobody asks. */
  begin(): void {
    this.#before = this.#read();
  }

  /**
   * Milliseconds that this child and those it waited for have used; undefined where that is not known. Synchronous, to be
   * called of each child in the turn in which its end is told.
   */
  of(child: Child, all: Iterable<Child>): number | undefined {
    const now = this.#read();
    const spent = now === undefined || this.#before === undefined ? undefined : now - this.#before;
    this.#before = now;
    let alone = !this.#together.has(child);
    for (const other of all) {
      if (other === child || other.hasExited || processExists(other.pid)) continue;
      this.#together.add(other);
      alone = false;
    }
    return alone ? spent : undefined;
  }

  #read(): number | undefined {
    if (process.platform !== 'linux') return undefined;
    const text = this.#self.read();
    return text === undefined ? undefined : parseTimes(text)?.waited;
  }
}
