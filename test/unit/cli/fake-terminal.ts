import { Writable } from 'node:stream';
import { Output } from '../../../src/cli/output';

/** A terminal that obeys the few sequences a live view may use, and fails on any other. */
export class FakeTerminal extends Writable {
  readonly isTTY = true;
  columns: number;
  rows: number;
  cursorHidden = false;
  readonly chunks: string[] = [];
  #lines: string[] = [''];
  #row = 0;

  constructor(columns = 80, rows = 24) {
    super({ decodeStrings: false });
    this.columns = columns;
    this.rows = rows;
  }

  /** What the person sees, with what has scrolled away above it. */
  get screen(): string {
    return this.#lines.join('\n');
  }

  output(): Output {
    return new Output(this);
  }

  override _write(chunk: string | Buffer, _encoding: string, done: () => void): void {
    this.chunks.push(String(chunk));
    this.#obey(String(chunk));
    done();
  }

  #obey(text: string): void {
     
    for (const [token, up] of text.matchAll(/\u001b\[(\d+)A|\u001b\[0J|\u001b\[\?25[lh]|\r|\n|[^\u001b\r\n]+|\u001b/g)) {
      if (up !== undefined) this.#up(Number(up));
      else if (token === '\u001b[0J') this.#lines = [...this.#lines.slice(0, this.#row), ''];
      else if (token.startsWith('\u001b[?25')) this.cursorHidden = token.endsWith('l');
      else if (token === '\n') this.#down();
      else if (token.startsWith('\u001b')) throw new Error(`unknown sequence in ${JSON.stringify(text)}`);
      else if (token !== '\r') this.#lines[this.#row] = (this.#lines[this.#row] ?? '') + token;
    }
  }

  #up(count: number): void {
    if (count >= this.rows) throw new Error(`moved up ${count} rows of ${this.rows}: the top has scrolled away`);
    this.#row = Math.max(0, this.#row - count);
  }

  #down(): void {
    this.#row += 1;
    this.#lines[this.#row] ??= '';
  }
}
