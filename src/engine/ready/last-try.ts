import { formatMs } from '../limits';
import type { Clock } from '../step-context';

/** What came of the tries so far, for the message when the time is over: also of the one that goes on then. */
export class LastTry {
  #began: number | undefined;
  #ended: { readonly cameTo: string; readonly tookMs: number } | undefined;

  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  begin(): void {
    this.#began = this.clock.now();
  }

  end(cameTo: string): void {
    this.#ended = { cameTo, tookMs: this.#lasts() ?? 0 };
    this.#began = undefined;
  }

  /** @param never said when there was no try, as in `it was not run yet` @param open of one that goes on, as in `it had not ended` */
  told(never: string, open: string): string {
    const lasts = this.#lasts();
    const ended = this.#ended;
    if (lasts === undefined) return ended?.cameTo ?? never;
    const goesOn = `${open} after ${formatMs(lasts)}`;
    if (ended === undefined) return goesOn;
    // One that had only just begun says nothing.
    return lasts > ended.tookMs ? `${ended.cameTo}; tried again, ${goesOn}` : ended.cameTo;
  }

  #lasts(): number | undefined {
    return this.#began === undefined ? undefined : this.clock.now() - this.#began;
  }
}
