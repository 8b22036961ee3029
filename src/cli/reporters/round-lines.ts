import type { Round } from '../../runs';
import type { Output } from '../output';

/** The lines of a round wait until it is known whether they are worth showing: those of a round that passed are not. Without rounds none waits. */
export class RoundLines {
  #round: Round | undefined;
  readonly #held: string[] = [];

  constructor(private readonly out: Output) {}

  get round(): Round | undefined {
    return this.#round;
  }

  begin(round: Round): void {
    this.#round = round;
  }

  line(text: string): void {
    if (this.#round === undefined) this.out.line(text);
    else this.#held.push(text);
  }

  /** @param worth the lines so far are shown; else they are forgotten. */
  end(worth: boolean): void {
    const held = this.#held.splice(0);
    if (worth) held.forEach((line) => this.out.line(line));
  }
}
