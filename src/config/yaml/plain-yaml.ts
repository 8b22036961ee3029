import { CST } from 'yaml';
import type { Path } from '../path';
import { Anchors } from './anchors';
import { TAB, NEWLINE, RETURN, SPACE, DOUBLE, HASH, AMPERSAND, ASTERISK, SINGLE, COMMA, DASH, COLON, FOLD, OPEN_LIST, BACKSLASH, CLOSE_LIST, OPEN_MAP, PIPE, CLOSE_MAP, Cursor, leave, NotPlain } from './cursor';
import { plainValue } from './plain-value';
import type { ListTree, MapTree, ScalarTree, Tree } from './tree';

/** White space of other kinds than tabs, line ends of other kinds, and the marks and directives of documents. */
const UNUSUAL = /[^\S \n\r\t]|\r(?!\n)|^(?:---|\.\.\.|%)/gm;
/** Where the one document may begin. */
const BEGIN = /(?:[ ]*(?:#[^\n]*)?\r?\n)*---[ ]*(?=\r?\n)/y;
/** Of an anchor. */
const NAME = /[\w-]+/y;
const MAX_DEPTH = 60;
const MAX_KEY = 500;

/** No text without quotes starts with these. */
const INDICATORS: ReadonlySet<number> = new Set([...'?:,[]{}#&*!|>\'"%@`'].map((letter) => letter.charCodeAt(0)));

const MERGE = '<<';

/** What a merge key brings in; what stands in the map itself wins. */
const merge = (entries: Map<string, Tree>, tree: Tree): void => {
  if (tree.kind === 'map') {
    for (const [key, value] of tree.entries) if (!entries.has(key)) entries.set(key, value);
  } else if (tree.kind === 'list') for (const item of tree.items) merge(entries, item);
  else leave();
};

/** Reads what is sure and leaves everything else to the full parser: it has no errors of its own. */
class PlainReader extends Cursor {
  private readonly anchors = new Anchors();
  /** How many are open. */
  private brackets = 0;

  /** @param from where the document begins */
  read(from: number): Tree {
    this.toContent(from);
    if (this.column < 0) leave();
    const tree = this.block(this.column, -1, []);
    if (this.column >= 0) leave();
    return tree;
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
    if (code !== OPEN_LIST && code !== OPEN_MAP && code !== PIPE && code !== FOLD && code !== ASTERISK) {
      const key = this.key();
      if (key !== undefined) return this.blockMap(start, key, column, path, from);
      this.at = start;
    }
    return this.inLine(outer, path, from);
  }

  private blockList(column: number, path: Path, from?: number): ListTree {
    const start = this.at;
    const items: Tree[] = [];
    this.anchors.nodes++;
    do {
      const dash = this.at++;
      const own = [...path, items.length];
      if (this.lineIsOver()) {
        const { at } = this;
        this.nextLine();
        items.push(this.column <= column ? this.nothing(at, own) : this.block(this.column, column, own));
      } else if (this.code(this.at) === AMPERSAND) items.push(this.anchored(column, own));
      else items.push(this.block(column + this.at - dash, column, own));
    } while (this.column === column && this.isItem());
    if (this.column > column) leave();
    return { kind: 'list', items, from: from ?? start, start, end: items.at(-1)?.end ?? start, path };
  }

  /** @param first its first key, which has been read already. */
  private blockMap(start: number, first: string, column: number, path: Path, from?: number): MapTree {
    const entries = new Map<string, Tree>();
    const merged: Tree[] = [];
    this.anchors.nodes++;
    let at = start;
    let end = start;
    for (let key: string | undefined = first; ; key = this.key()) {
      if (key === undefined || entries.has(key)) return leave();
      const value = this.blockValue(column, [...path, key], at);
      if (key === MERGE) merged.push(value);
      else entries.set(key, value);
      end = value.end;
      if (this.column !== column || this.isItem()) break;
      at = this.at;
    }
    if (this.column > column) leave();
    for (const tree of merged) merge(entries, tree);
    return { kind: 'map', entries, from: from ?? start, start, end, path };
  }

  private blockValue(column: number, path: Path, from: number): Tree {
    if (!this.lineIsOver()) {
      if (this.code(this.at) === AMPERSAND) return this.anchored(column, path, from);
      return this.isItem() ? leave() : this.inLine(column, path, from);
    }
    const { at } = this;
    this.nextLine();
    if (this.column < column || this.column === column && !this.isItem()) return this.nothing(at, path, from);
    return this.block(this.column, column, path, from);
  }

  /** A key or an item without a value. */
  private nothing(at: number, path: Path, from = at): ScalarTree {
    this.anchors.nodes++;
    return { kind: 'scalar', value: null, text: '', from, start: at, end: at, path };
  }

  /** The name of an anchor or an alias, which white space, or in brackets a sign, ends. */
  private nameAt(inFlow: boolean): string {
    NAME.lastIndex = this.at + 1;
    const [name] = NAME.exec(this.text) ?? leave();
    this.at += 1 + name.length;
    if (!this.isGap(this.at) && !(inFlow && this.isFlowSign(this.at))) leave();
    return name;
  }

  /** What stands after an anchor, on its line or below it. */
  private anchored(outer: number, path: Path, from?: number): Tree {
    const name = this.nameAt(false);
    return this.anchors.name(name, () => {
      if (!this.lineIsOver()) return this.code(this.at) === ASTERISK ? leave() : this.inLine(outer, path, from);
      this.nextLine();
      if (this.column <= outer || this.code(this.at) === ASTERISK) leave();
      return this.block(this.column, outer, path, from);
    });
  }

  private alias(inFlow: boolean, path: Path, from?: number): Tree {
    const start = this.at;
    const tree = this.anchors.follow(this.nameAt(inFlow), path, MAX_DEPTH) ?? leave();
    return { ...tree, from: from ?? start, start, end: this.at };
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
    // As JSON has it, a quote may be enough.
    if (this.code(this.at) !== COLON || !this.isGap(this.at + 1) && !(inFlow && (code === DOUBLE || code === SINGLE))) return undefined;
    if (this.at - start > MAX_KEY) leave();
    this.at++;
    return name;
  }

  /** A value without maps and lists of several lines, and the line's end after it. */
  private inLine(outer: number, path: Path, from?: number): Tree {
    const code = this.code(this.at);
    if (code === PIPE || code === FOLD) return this.blockText(outer, path, from);
    const value = code === OPEN_LIST || code === OPEN_MAP ? this.flow(outer, path, from) : code === ASTERISK ? this.alias(false, path, from) : this.scalar(false, path, from);
    this.endLine();
    // What is further in would go on with it.
    if (this.column > outer) leave();
    return value;
  }

  private scalar(inFlow: boolean, path: Path, from?: number): ScalarTree {
    const start = this.at;
    const code = this.code(start);
    this.anchors.nodes++;
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
      if (code === TAB) leave();
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
    this.anchors.nodes++;
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
      const column = this.at - line;
      // The bracket that ends it all may stand below the start of what they are in.
      if (column < outer || column === outer && !(this.brackets === 1 && (code === CLOSE_LIST || code === CLOSE_MAP))) leave();
      if (code === HASH) this.skipLine();
    }
  }

  private flow(outer: number, path: Path, from?: number): Tree {
    if (path.length > MAX_DEPTH) leave();
    this.brackets++;
    const tree = this.code(this.at) === OPEN_LIST ? this.flowList(outer, path, from) : this.flowMap(outer, path, from);
    this.brackets--;
    return tree;
  }

  private flowValue(outer: number, path: Path, from?: number): Tree {
    const code = this.code(this.at);
    if (code === ASTERISK) return this.alias(true, path, from);
    if (code === AMPERSAND) return this.anchors.name(this.nameAt(false), () => {
      if (this.lineIsOver() || this.code(this.at) === ASTERISK) leave();
      return this.flowValue(outer, path, from);
    });
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
    this.anchors.nodes++;
    this.flowGap(outer);
    if (this.code(this.at) === CLOSE_LIST) this.at++;
    else do items.push(this.flowValue(outer, [...path, items.length])); while (!this.flowEnd(CLOSE_LIST, outer));
    return { kind: 'list', items, from: from ?? start, start, end: this.at, path };
  }

  private flowMap(outer: number, path: Path, from?: number): MapTree {
    const start = this.at++;
    const entries = new Map<string, Tree>();
    const merged: Tree[] = [];
    this.anchors.nodes++;
    this.flowGap(outer);
    if (this.code(this.at) === CLOSE_MAP) this.at++;
    else do {
      const at = this.at;
      const key = this.key(true);
      if (key === undefined || entries.has(key) || this.lineIsOver()) return leave();
      const value = this.flowValue(outer, [...path, key], at);
      if (key === MERGE) merged.push(value);
      else entries.set(key, value);
    } while (!this.flowEnd(CLOSE_MAP, outer));
    for (const tree of merged) merge(entries, tree);
    return { kind: 'map', entries, from: from ?? start, start, end: this.at, path };
  }
}

/** The tree of a text that is written as nearly all YAML is. Without one only the full parser knows what it is, from about where it was left. */
export const plainYaml = (text: string): { readonly tree?: Tree; readonly left: number } => {
  BEGIN.lastIndex = 0;
  const begin = BEGIN.test(text) ? BEGIN.lastIndex : 0;
  UNUSUAL.lastIndex = begin;
  const unusual = UNUSUAL.exec(text);
  if (unusual) return { left: unusual.index };
  const reader = new PlainReader(text);
  try {
    return { tree: reader.read(begin), left: text.length };
  } catch (error) {
    if (error instanceof NotPlain) return { left: reader.at };
    throw error;
  }
};
