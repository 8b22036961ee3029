import type { Redactor } from './redactor';

/** Masks a text that comes in pieces: what may be the beginning of a secret waits for the next piece. */
export class RedactingStream {
  #held = '';

  constructor(private readonly redactor: Redactor) {}

  /** What can be told now. */
  push(piece: string): string {
    const text = this.#held + piece;
    const end = this.redactor.safeEnd(text);
    this.#held = text.slice(end);
    return this.redactor.maskPiece(text.slice(0, end));
  }

  /** What still waited. */
  end(): string {
    const rest = this.redactor.maskPiece(this.#held);
    this.#held = '';
    return rest;
  }
}
