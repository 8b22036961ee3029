import { CST } from 'yaml';
import type { Path } from '../path';
import { plainValue } from './plain-value';
import type { ListTree, MapTree, ScalarTree, Tree } from './tree';

/** White space of other kinds, line ends of other kinds, and the marks and directives of documents. */
const UNUSUAL = /[^\S \n\r]|\r(?!\n)|^(?:---|\.\.\.|%)/m;
const MAX_DEPTH = 60;
const MAX_KEY = 500;

const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
const DOUBLE = 34;
const HASH = 35;
const SINGLE = 39;
const COMMA = 44;
const DASH = 45;
const COLON = 58;
const FOLD = 62;
const OPEN_LIST = 91;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const OPEN_MAP = 123;
const PIPE = 124;
const CLOSE_MAP = 125;

/** No text without quotes starts with these. */
const INDICATORS: ReadonlySet<number> = new Set([...'?:,[]{}#&*!|>\'"%@`'].map((letter) => letter.charCodeAt(0)));

/** There is something in the text that only the full parser knows. */
class NotPlain extends Error {}
// One for all: nobody reads its trace.
const NOT_PLAIN = new NotPlain();
const leave = (): never => {
  throw NOT_PLAIN;
};

/** Reads what is sure and leaves everything else to the full parser: it has no errors of its own. */
class PlainReader {
  /** Where it reads. */
  at = 0;
  /** Of the next content, once a line has ended; -1 at the end of the text. */
  private column = -1;

  constructor(private readonly text: string) {}

  read(): Tree {
    this.toContent(0);
    if (this.column !== 0) leave();
    const tree = this.block(0, -1, []);
    if (this.column >= 0) leave();
    return tree;
  }

  private code(at: number): number {
    return at < this.text.length ? this.text.charCodeAt(at) : NEWLINE;
  }

  private isGap(at: number): boolean {
    const code = this.code(at);
    return code === SPACE || code === NEWLINE || code === RETURN;
  }

  private spaces(): void {
    while (this.text.charCodeAt(this.at) === SPACE) this.at++;
  }

  /** Over spaces, and a comment; whether the line is over then. */
  private lineIsOver(): boolean {
    const before = this.at;
    this.spaces();
    const code = this.code(this.at);
    return code === NEWLINE || code === RETURN || code === HASH && this.at > before;
  }

  /** Over the rest of a line with nothing more in it. */
  private endLine(): void {
    if (!this.lineIsOver()) leave();
    this.nextLine();
  }

  private nextLine(): void {
    this.toContent(this.lineAfter(this.at));
  }

  /** Where the line after this place starts. */
  private lineAfter(at: number): number {
    return this.text.indexOf('\n', at) + 1 || this.text.length;
  }

  /** @param line where a line starts. @param comments whether there may be some. */
  private toContent(line: number, comments = true): void {
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

  private isItem(): boolean {
    return this.code(this.at) === DASH && this.isGap(this.at + 1);
  }

  /**
   * What starts a line, or follows the `-` of an item.
   * @param from where the key is that it belongs to; undefined: it starts on its own.
   * @param outer the column of what it is in.
   */
  private block(column: number, outer: number, path: Path, from?: number): Tree {
    if (path.length > MAX_DEPTH) leave();
    if (this.isItem()) return this.blockList(column, path, from);
    const start = this.at;
    const code = this.code(start);
    if (code !== OPEN_LIST && code !== OPEN_MAP && code !== PIPE && code !== FOLD) {
      const key = this.key();
      if (key !== undefined) return this.blockMap(start, key, column, path, from);
      this.at = start;
    }
    return this.inLine(outer, path, from);
  }

  private blockList(column: number, path: Path, from?: number): ListTree {
    const start = this.at;
    const items: Tree[] = [];
    do {
      const dash = this.at++;
      if (this.lineIsOver()) {
        this.nextLine();
        if (this.column <= column) leave();
        items.push(this.block(this.column, column, [...path, items.length]));
      } else items.push(this.block(column + this.at - dash, column, [...path, items.length]));
    } while (this.column === column && this.isItem());
    if (this.column > column) leave();
    return { kind: 'list', items, from: from ?? start, start, end: items.at(-1)?.end ?? start, path };
  }

  /** @param first its first key, which has been read already. */
  private blockMap(start: number, first: string, column: number, path: Path, from?: number): MapTree {
    const entries = new Map<string, Tree>();
    let at = start;
    let end = start;
    for (let key: string | undefined = first; ; key = this.key()) {
      if (key === undefined || entries.has(key)) return leave();
      const value = this.blockValue(column, [...path, key], at);
      entries.set(key, value);
      end = value.end;
      if (this.column !== column || this.isItem()) break;
      at = this.at;
    }
    if (this.column > column) leave();
    return { kind: 'map', entries, from: from ?? start, start, end, path };
  }

  private blockValue(column: number, path: Path, from: number): Tree {
    if (!this.lineIsOver()) return this.isItem() ? leave() : this.inLine(column, path, from);
    this.nextLine();
    if (this.column < column || this.column === column && !this.isItem()) leave();
    return this.block(this.column, column, path, from);
  }

  /** A key and its colon; undefined where there is none. */
  private key(inFlow = false): string | undefined {
    const start = this.at;
    const code = this.code(start);
    let name: string;
    if (code === DOUBLE || code === SINGLE) name = this.quoted(code, []).text;
    else {
      this.at = this.plainEnd(inFlow);
      name = this.text.slice(start, this.at);
    }
    if (this.code(this.at) !== COLON || !this.isGap(this.at + 1)) return undefined;
    if (this.at - start > MAX_KEY || name === '<<') leave();
    this.at++;
    return name;
  }

  /** A value without maps and lists of several lines, and the line's end after it. */
  private inLine(outer: number, path: Path, from?: number): Tree {
    const code = this.code(this.at);
    if (code === PIPE || code === FOLD) return this.blockText(outer, path, from);
    const value = code === OPEN_LIST || code === OPEN_MAP ? this.flow(outer, path, from) : this.scalar(false, path, from);
    this.endLine();
    // What is further in would go on with it.
    if (this.column > outer) leave();
    return value;
  }

  private scalar(inFlow: boolean, path: Path, from?: number): ScalarTree {
    const start = this.at;
    const code = this.code(start);
    if (code === DOUBLE || code === SINGLE) return this.quoted(code, path, from);
    const end = this.plainEnd(inFlow);
    if (end === start || this.code(end) === COLON) leave();
    this.at = end;
    const text = this.text.slice(start, end);
    const value = plainValue(text);
    if (value === undefined) return leave();
    return { kind: 'scalar', value, text, from: from ?? start, start, end, path };
  }

  /** Where a text without quotes ends: at a comment, the end of the line, or what means something after it. */
  private plainEnd(inFlow: boolean): number {
    const start = this.at;
    const first = this.code(start);
    if (INDICATORS.has(first) || first === DASH && (this.isGap(start + 1) || inFlow && this.isFlowSign(start + 1))) return leave();
    let end = start;
    for (let at = start; ; at++) {
      const code = this.code(at);
      if (code === NEWLINE || code === RETURN) break;
      if (code === SPACE) continue;
      if (code === HASH && at > end) break;
      if (code === COLON && (this.isGap(at + 1) || inFlow && this.isFlowSign(at + 1))) {
        if (at > end || inFlow && !this.isGap(at + 1)) leave();
        return at;
      }
      if (inFlow && this.isFlowSign(at)) break;
      end = at + 1;
    }
    return end;
  }

  private isFlowSign(at: number): boolean {
    const code = this.code(at);
    return code === COMMA || code === OPEN_LIST || code === CLOSE_LIST || code === OPEN_MAP || code === CLOSE_MAP;
  }

  private quoted(quote: number, path: Path, from?: number): ScalarTree {
    const start = this.at;
    let known = true;
    for (let at = start + 1; ; at++) {
      const code = this.code(at);
      if (code === NEWLINE) return leave();
      if (code === quote) {
        if (quote === DOUBLE || this.code(at + 1) !== SINGLE) {
          this.at = at + 1;
          break;
        }
        at++;
        known = false;
      } else if (code === BACKSLASH && quote === DOUBLE) {
        // A quote or a backslash; whatever else it is does not matter yet.
        if (this.code(at + 1) === DOUBLE || this.code(at + 1) === BACKSLASH) at++;
        known = false;
      }
    }
    const end = this.at;
    const text = known ? this.text.slice(start + 1, end - 1) : this.unescaped(quote, start, end);
    return { kind: 'scalar', value: text, text, from: from ?? start, start, end, path };
  }

  private unescaped(quote: number, offset: number, end: number): string {
    const source = this.text.slice(offset, end);
    if (quote === SINGLE) return source.slice(1, -1).replaceAll("''", "'");
    return CST.resolveAsScalar({ type: 'double-quoted-scalar', offset, indent: 0, source }, true, leave).value;
  }

  /** Lines below a `|` or `>`. */
  private blockText(outer: number, path: Path, from?: number): ScalarTree {
    const start = this.at;
    const header = /[|>]-?(?=\r?\n)/y;
    header.lastIndex = start;
    const [mark] = header.exec(this.text) ?? leave();
    const line = this.text.indexOf('\n', start) + 1;
    this.toContent(line, false);
    const indent = this.column;
    if (indent <= Math.max(outer, 0)) leave();
    // Up to the first line that is further out.
    let end = line;
    while (end < this.text.length) {
      this.at = end;
      this.spaces();
      const code = this.code(this.at);
      if (code !== NEWLINE && code !== RETURN && this.at - end < indent) break;
      end = this.lineAfter(this.at);
    }
    const source = this.text.slice(line, end);
    const { value } = CST.resolveAsScalar({ type: 'block-scalar', offset: start, indent: Math.max(outer, 0), props: [{ type: 'block-scalar-header', offset: start, indent: 0, source: mark }, { type: 'newline', offset: line - 1, indent: 0, source: '\n' }], source }, true, leave);
    this.toContent(end);
    if (this.column > outer) leave();
    return { kind: 'scalar', value, text: value, from: from ?? start, start, end: line + source.trimEnd().length, path };
  }

  /** Over space, line ends and comments within brackets, whose lines must be further in than what they are in. */
  private flowGap(outer: number): void {
    while (this.lineIsOver()) {
      const line = this.text.indexOf('\n', this.at) + 1;
      if (line === 0) leave();
      this.at = line;
      this.spaces();
      const code = this.code(this.at);
      if (code === NEWLINE || code === RETURN) continue;
      if (this.at - line <= Math.max(outer, 0)) leave();
      if (code === HASH) this.skipLine();
    }
  }

  private skipLine(): void {
    const end = this.text.indexOf('\n', this.at);
    this.at = end < 0 ? this.text.length : end;
  }

  private flow(outer: number, path: Path, from?: number): Tree {
    if (path.length > MAX_DEPTH) leave();
    return this.code(this.at) === OPEN_LIST ? this.flowList(outer, path, from) : this.flowMap(outer, path, from);
  }

  private flowValue(outer: number, path: Path, from?: number): Tree {
    const code = this.code(this.at);
    return code === OPEN_LIST || code === OPEN_MAP ? this.flow(outer, path, from) : this.scalar(true, path, from);
  }

  /** Over the comma, or the end, after a part; whether the end is reached. */
  private flowEnd(close: number, outer: number): boolean {
    this.flowGap(outer);
    const code = this.code(this.at++);
    if (code === close) return true;
    if (code !== COMMA) leave();
    this.flowGap(outer);
    if (this.code(this.at) !== close) return false;
    this.at++;
    return true;
  }

  private flowList(outer: number, path: Path, from?: number): ListTree {
    const start = this.at++;
    const items: Tree[] = [];
    this.flowGap(outer);
    if (this.code(this.at) === CLOSE_LIST) this.at++;
    else do items.push(this.flowValue(outer, [...path, items.length])); while (!this.flowEnd(CLOSE_LIST, outer));
    return { kind: 'list', items, from: from ?? start, start, end: this.at, path };
  }

  private flowMap(outer: number, path: Path, from?: number): MapTree {
    const start = this.at++;
    const entries = new Map<string, Tree>();
    this.flowGap(outer);
    if (this.code(this.at) === CLOSE_MAP) this.at++;
    else do {
      const at = this.at;
      const key = this.key(true);
      if (key === undefined || entries.has(key) || this.lineIsOver()) return leave();
      entries.set(key, this.flowValue(outer, [...path, key], at));
    } while (!this.flowEnd(CLOSE_MAP, outer));
    return { kind: 'map', entries, from: from ?? start, start, end: this.at, path };
  }
}

/** The tree of a text that is written as nearly all YAML is. Without one only the full parser knows what it is, from about where it was left. */
export const plainYaml = (text: string): { readonly tree?: Tree; readonly left: number } => {
  const unusual = UNUSUAL.exec(text);
  if (unusual) return { left: unusual.index };
  const reader = new PlainReader(text);
  try {
    return { tree: reader.read(), left: text.length };
  } catch (error) {
    if (error instanceof NotPlain) return { left: reader.at };
    throw error;
  }
};
