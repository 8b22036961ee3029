export const TAB = 9;
export const NEWLINE = 10;
export const RETURN = 13;
export const SPACE = 32;
export const DOUBLE = 34;
export const HASH = 35;
export const AMPERSAND = 38;
export const ASTERISK = 42;
export const SINGLE = 39;
export const COMMA = 44;
export const DASH = 45;
export const COLON = 58;
export const FOLD = 62;
export const OPEN_LIST = 91;
export const BACKSLASH = 92;
export const CLOSE_LIST = 93;
export const OPEN_MAP = 123;
export const PIPE = 124;
export const CLOSE_MAP = 125;

/** There is something in the text that only the full parser knows. */
export class NotPlain extends Error {}
// One for all: nobody reads its trace.
const NOT_PLAIN = new NotPlain();
export const leave = (): never => {
  throw NOT_PLAIN;
};

/** Goes through a text letter by letter and line by line. */
export class Cursor {
  /** Where it reads. */
  at = 0;
  /** Of the next content, once a line has ended; -1 at the end of the text. */
  protected column = -1;

  constructor(protected readonly text: string) {}

  protected code(at: number): number {
    return at < this.text.length ? this.text.charCodeAt(at) : NEWLINE;
  }

  protected isGap(at: number): boolean {
    const code = this.code(at);
    return code === SPACE || code === NEWLINE || code === RETURN;
  }

  protected spaces(): void {
    while (this.text.charCodeAt(this.at) === SPACE) this.at++;
  }

  /** Over spaces, and a comment; whether the line is over then. */
  protected lineIsOver(): boolean {
    const before = this.at;
    this.spaces();
    const code = this.code(this.at);
    return code === NEWLINE || code === RETURN || code === HASH && this.at > before;
  }

  /** Over the rest of a line with nothing more in it. */
  protected endLine(): void {
    if (!this.lineIsOver()) leave();
    this.nextLine();
  }

  protected nextLine(): void {
    this.toContent(this.lineAfter(this.at));
  }

  /** Where the line after this place starts. */
  protected lineAfter(at: number): number {
    return this.text.indexOf('\n', at) + 1 || this.text.length;
  }

  /** @param line where a line starts. @param comments whether there may be some. */
  protected toContent(line: number, comments = true): void {
    let start = line;
    while (start < this.text.length) {
      this.at = start;
      this.spaces();
      const code = this.code(this.at);
      if (code !== NEWLINE && code !== RETURN && !(comments && code === HASH)) {
        this.column = this.at - start;
        return;
      }
      start = this.lineAfter(this.at);
    }
    this.at = this.text.length;
    this.column = -1;
  }

  protected isItem(): boolean {
    return this.code(this.at) === DASH && this.isGap(this.at + 1);
  }

  protected isFlowSign(at: number): boolean {
    const code = this.code(at);
    return code === COMMA || code === OPEN_LIST || code === CLOSE_LIST || code === OPEN_MAP || code === CLOSE_MAP;
  }

  protected skipLine(): void {
    const end = this.text.indexOf('\n', this.at);
    this.at = end < 0 ? this.text.length : end;
  }
}
