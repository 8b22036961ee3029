import type { Writable } from 'node:stream';

/** What a terminal's stream has beyond a stream. */
type MaybeTerminal = Writable & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number };

/** What is written within so many milliseconds leaves together: each write wakes whoever reads, a thousand times in a run of a thousand test cases. */
const TOGETHER_MS = 10;

/** Standard output or error. Its reader may go away at any time (`| head`): what comes after that is dropped. */
export class Output {
  #error: Error | undefined;
  #held: NodeJS.Timeout | undefined;

  /** @param before what was written to it must not come later, where both end up in one place. */
  constructor(readonly stream: MaybeTerminal, private readonly before?: Output) {
    stream.on('error', (error) => (this.#error ??= error));
  }

  get isTerminal(): boolean {
    return this.stream.isTTY === true;
  }

  get columns(): number {
    return this.stream.columns || 80;
  }

  get rows(): number {
    return this.stream.rows || 24;
  }

  /** Why what was written did not arrive, unless its reader just did not want more. */
  get failure(): Error | undefined {
    const code = this.#error !== undefined && 'code' in this.#error ? this.#error.code : undefined;
    return code === 'EPIPE' || code === 'EIO' ? undefined : this.#error;
  }

  write(text: string): void {
    if (this.#error !== undefined || text === '') return;
    this.before?.release();
    if (!this.isTerminal && this.before === undefined) this.#hold();
    this.stream.write(text);
  }

  line(text = ''): void {
    this.write(`${text}\n`);
  }

  /** What is held leaves now. */
  release(): void {
    if (this.#held === undefined) return;
    clearTimeout(this.#held);
    this.#held = undefined;
    this.stream.uncork();
  }

  #hold(): void {
    if (this.#held !== undefined) return;
    this.stream.cork();
    this.#held = setTimeout(() => this.release(), TOGETHER_MS).unref();
  }

  /** Resolves when everything written has left this process, or never will. */
  async flushed(): Promise<void> {
    this.release();
    if (this.#error !== undefined) return;
    await new Promise<void>((resolve) => {
      this.stream.write('', () => resolve());
    });
  }
}
