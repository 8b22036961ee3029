import type { Writable } from 'node:stream';

/** What a terminal's stream has beyond a stream. */
type MaybeTerminal = Writable & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number };

/** Standard output or error. Its reader may go away at any time (`| head`): what comes after that is dropped. */
export class Output {
  #error: Error | undefined;

  constructor(readonly stream: MaybeTerminal) {
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
    if (this.#error === undefined && text !== '') this.stream.write(text);
  }

  line(text = ''): void {
    this.write(`${text}\n`);
  }

  /** Resolves when everything written has left this process, or never will. */
  async flushed(): Promise<void> {
    if (this.#error !== undefined) return;
    await new Promise<void>((resolve) => {
      this.stream.write('', () => resolve());
    });
  }
}
