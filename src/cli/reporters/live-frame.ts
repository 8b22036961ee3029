import type { Output } from '../output';
import { spansText, spansWidth, type Span } from '../text/spans';

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';

export type Line = readonly Span[];

/** The lines at the bottom of a terminal that are drawn anew in place; what is above them stays. */
export class LiveFrame {
  #drawn: readonly number[] = [];
  #lines: readonly Line[] = [];
  #cursorHidden = false;
  readonly #showCursor = (): void => this.out.write(this.#cursorHidden ? SHOW_CURSOR : '');

  constructor(private readonly out: Output) {}

  /** Adds `above` for good and shows `lines` below it. Everything goes out in one write, so that nothing flickers. */
  draw(above: readonly Line[], lines: readonly Line[]): void {
    const columns = this.out.columns;
    // The last column stays empty: some terminals wrap as soon as it is written.
    const shown = lines.slice(0, Math.max(1, this.out.rows - 1));
    const text = [...above.map((line) => spansText(line)), ...shown.map((line) => spansText(line, columns - 1))].map((line) => `${line}\n`);
    this.out.write(`${this.#hide()}${this.#erase()}${text.join('')}`);
    this.#lines = shown;
    this.#drawn = shown.map((line) => Math.min(columns - 1, spansWidth(line)));
  }

  /** Takes the lines away while others write, then puts them back. */
  aside(write: () => void): void {
    const lines = this.#lines;
    this.clear();
    write();
    if (lines.length > 0) this.draw([], lines);
  }

  clear(): void {
    this.out.write(this.#erase());
    this.#drawn = [];
    this.#lines = [];
    if (!this.#cursorHidden) return;
    this.#showCursor();
    this.#cursorHidden = false;
    process.off('exit', this.#showCursor);
  }

  #hide(): string {
    if (this.#cursorHidden) return '';
    this.#cursorHidden = true;
    process.once('exit', this.#showCursor);
    return HIDE_CURSOR;
  }

  #erase(): string {
    // A window that became narrower has wrapped what was drawn.
    const rows = this.#drawn.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / this.out.columns)), 0);
    return rows === 0 ? '' : `\r\u001b[${rows}A\u001b[0J`;
  }
}
