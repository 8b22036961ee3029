import { exit } from './own-exit';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Somebody's wish that the command ends: Ctrl-C, `kill`, a closed terminal. The third one does not wait for anything. */
export class StopRequests {
  #count = 0;
  #reason = '';
  #listener: ((reason: string, count: number) => void) | undefined;
  readonly #onSignal = (signal: NodeJS.Signals): void => {
    this.#count += 1;
    this.#reason = signal === 'SIGINT' ? 'Ctrl-C' : signal;
    // What the run started dies with this process: its supervisor sees to that.
    if (this.#count > 2) exit(130);
    this.#listener?.(this.#reason, this.#count);
  };

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.#onSignal);
  }

  get requested(): boolean {
    return this.#count > 0;
  }

  /** @param listener told also of what was asked before it was there; undefined: nobody listens. */
  listen(listener: ((reason: string, count: number) => void) | undefined): void {
    this.#listener = listener;
    for (let count = 1; count <= this.#count; count += 1) listener?.(this.#reason, count);
  }

  dispose(): void {
    for (const signal of SIGNALS) process.off(signal, this.#onSignal);
  }
}
