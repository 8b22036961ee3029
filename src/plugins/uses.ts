import type { Registration } from '../events';

/** Counts the runs that use something, and tells when none does any more. */
export class Uses {
  #count = 0;
  #ended: (() => void)[] = [];

  get any(): boolean {
    return this.#count > 0;
  }

  /** Until it is disposed, there is one use more. */
  begin(): Registration {
    let going = true;
    this.#count += 1;
    return {
      dispose: () => {
        if (!going) return;
        going = false;
        this.#count -= 1;
        if (!this.any) for (const tell of this.#ended.splice(0)) tell();
      },
    };
  }

  /** Calls it once, when the last use has ended. */
  onceEnded(listener: () => void): void {
    if (this.any) this.#ended.push(listener);
    else listener();
  }
}
