import type { KnownProcess } from './process-row';
import { findProcess } from './process-table';

/** How often within the limit the host says that it is alive, and is looked for. */
export const BEATS = 4;

interface Needs {
  readonly host: KnownProcess;
  /** How long it may be silent, in milliseconds. */
  readonly limitMs: number;
  silent(): void;
}

/**
 * Notices a host whose event loop stands still: an observer that never returns, say. Counted are the looks without a word,
 * so that a machine that slept is not taken for a silent host; one that was stopped (Ctrl-Z) may be silent.
 */
export class HostWatch {
  #silence = 0;
  readonly #timer: NodeJS.Timeout;

  constructor(private readonly needs: Needs) {
    this.#timer = setInterval(() => void this.#look(), needs.limitMs / BEATS);
    this.#timer.unref();
  }

  /** The host has said something. */
  heard(): void {
    this.#silence = 0;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    this.#silence += 1;
    if (this.#silence <= BEATS) return;
    const row = await findProcess(this.needs.host.pid);
    if (row?.stopped === true) {
      this.#silence = 0;
      return;
    }
    this.close();
    this.needs.silent();
  }
}
