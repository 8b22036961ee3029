/** Processes that are prepared and wait for their start, in their order. */
export class ProcessesInTurn {
  readonly #waiting = new Map<number, (wanted: boolean) => void>();

  /** The one that is next; undefined: none waits. */
  get first(): number | undefined {
    const [first] = this.#waiting.keys();
    return first;
  }

  /** Resolves with whether it is to be started. */
  wait(seq: number): Promise<boolean> {
    return new Promise((resolve) => this.#waiting.set(seq, resolve));
  }

  go(seq: number): void {
    this.#decide(seq, true);
  }

  drop(seq: number): void {
    this.#decide(seq, false);
  }

  dropAll(): void {
    for (const seq of [...this.#waiting.keys()]) this.drop(seq);
  }

  /** Of one that does not wait nothing is to be decided any more. */
  #decide(seq: number, wanted: boolean): void {
    const decide = this.#waiting.get(seq);
    this.#waiting.delete(seq);
    decide?.(wanted);
  }
}
