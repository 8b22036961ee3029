import { BEATS } from './host-watch';

interface Needs {
  /** How long the supervisor may be silent, in milliseconds. */
  readonly limitMs: number;
  /** Asks it for a word. */
  ask(): void;
  silent(): void;
}

/** Notices a supervisor that hangs. Counted are questions without a word, so that a machine that slept, or a host that was busy, is not taken for that. */
export class SupervisorWatch {
  #silence = 0;
  readonly #timer: NodeJS.Timeout;

  constructor(private readonly needs: Needs) {
    this.#timer = setInterval(() => this.#look(), needs.limitMs / BEATS);
    this.#timer.unref();
  }

  /** The supervisor has said something. */
  heard(): void {
    this.#silence = 0;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    if (this.#silence < BEATS) {
      this.#silence += 1;
      return this.needs.ask();
    }
    this.close();
    this.needs.silent();
  }
}
