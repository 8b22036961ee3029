import type { ProcessInTurn, SupervisedProcess } from './processes';

/** How a process that waits with the supervisor is reached. */
export interface TurnControl {
  go(): void;
  drop(): void;
  /** From now on it counts among those that live. */
  claimed(): void;
}

/** The host's view of a process that waits for its start with the supervisor. */
export class RemoteTurn implements ProcessInTurn {
  #hasBegun = false;

  constructor(readonly started: Promise<SupervisedProcess>, private readonly control: TurnControl) {
    // Who drops it hears of nothing.
    started.catch(() => undefined);
  }

  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** The supervisor is starting it. */
  begin(): void {
    this.#hasBegun = true;
  }

  go(): void {
    this.control.claimed();
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    this.control.go();
  }

  async drop(): Promise<void> {
    this.control.claimed();
    if (!this.#hasBegun) this.control.drop();
    // It may have begun before that is heard.
    const process = await this.started.catch(() => undefined);
    await process?.stop({ signal: 'SIGKILL', graceMs: 0 });
  }
}
