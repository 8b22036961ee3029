import type { Path } from '../path';
import type { Work } from '../work';
import type { ScalarTree, Tree } from '../yaml/tree';
import { FlowOutliner } from './outline-flow';
import { Anchors, cursorAt, MAX_DEPTH, REST, mergeInto, nothingAt, scalarOf, unquoted, type Cursor, type CursorPlace } from './outline-parts';

export interface Outline {
  readonly tree: Tree;
  readonly cursor?: Cursor;
}

interface Line {
  readonly indent: number;
  readonly from: number;
  readonly to: number;
}

const TAB = 2;
/** YAML's own limit. */
const LONGEST_KEY = 1024;
const BLOCK_SCALAR = /^[|>][-+\d]{0,2}\s*(?:#.*)?$/;
const QUOTED_KEY = /(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*')[^\S\n]*:(?=\s|$)/y;
const NO_PLAIN_KEY = '#[]{},&*!|>%@`';

/** Reads what can be read of any text, line by line and by indentation. */
class Outliner {
  private at = 0;
  private cursor: Cursor | undefined;
  private readonly lines: Line[];
  private readonly flow: FlowOutliner;

  constructor(private readonly text: string, private readonly mark: number, private readonly hides: boolean, private readonly anchors: Anchors) {
    this.lines = linesOf(text, mark);
    this.flow = new FlowOutliner(text, mark, hides, anchors, (cursor) => { this.cursor = cursor; });
  }

  *read(): Work<Outline> {
    const tree = yield* this.block(-1, []);
    return { tree, ...(this.cursor === undefined ? {} : { cursor: this.cursor }) };
  }

  private get line(): Line | undefined {
    return this.lines[this.at];
  }

  /** What begins at the current line. */
  private *block(owner: number, path: Path): Work<Tree> {
    const { line } = this;
    if (!line) return nothingAt(this.text.length, path);
    if (path.length > MAX_DEPTH) return this.blockScalar(line.from, owner, path);
    if (this.isDash(line)) return yield* this.list(line.indent, owner, path);
    return yield* this.isMap(line) ? this.map(line.indent, path) : this.value(line.from, line, owner, path, true);
  }

  /** A word alone is a key where one stands below it. */
  private isMap(line: Line): boolean {
    if (this.keyEnd(line) !== undefined) return true;
    const next = this.lines[this.at + 1];
    return next?.indent === line.indent && this.keyEnd(next) !== undefined && !`${NO_PLAIN_KEY}"'`.includes(this.text[line.from] ?? '');
  }

  private *list(indent: number, owner: number, path: Path): Work<Tree> {
    const from = this.line?.from ?? 0;
    const items: Tree[] = [];
    for (let { line } = this; line && line.indent >= indent; { line } = this) {
      if (items.length % REST === REST - 1) yield;
      const inner = [...path, items.length];
      if (this.isDash(line)) items.push(yield* this.item(line, inner));
      else if (this.holdsMark(line) && indent > owner && this.keyEnd(line) === undefined) {
        this.at++;
        this.set(line, { path: inner, role: 'start', dashless: true, column: line.indent + TAB });
      } else if (line.indent === indent) break;
      else this.at++;
    }
    return { kind: 'list', items, from, start: from, end: this.endBefore(), path };
  }

  private *item(line: Line, path: Path): Work<Tree> {
    const after = this.skipSpace(line.from + 1, line.to);
    if (after >= line.to || this.text[after] === '#') {
      this.at++;
      return yield* this.below(line.indent, line.to, path);
    }
    const inner = { indent: line.indent + after - line.from, from: after, to: line.to };
    this.lines[this.at] = inner;
    return yield* this.isDash(inner) || this.isMap(inner) ? this.block(line.indent, path) : this.value(after, inner, line.indent, path, true);
  }

  private *map(indent: number, path: Path): Work<Tree> {
    const from = this.line?.from ?? 0;
    const entries = new Map<string, Tree>();
    const own = new Set<string>();
    const merged: Tree[] = [];
    for (let { line } = this; line && line.indent >= indent && !(line.indent === indent && this.isDash(line)); { line } = this) {
      if (entries.size % REST === REST - 1) yield;
      const colon = this.keyEnd(line);
      const raw = this.text.slice(line.from, colon === undefined ? this.textEnd(line) : colon - 1).trimEnd();
      const key = unquoted(raw);
      const word = { ...line, to: line.from + raw.length };
      const holds = this.holdsMark(word);
      if (holds) this.set(word, { path, role: 'key', colon: colon !== undefined, column: indent, taken: own });
      else own.add(key);
      const value = colon === undefined ? this.keyAlone(word, [...path, key]) : yield* this.value(colon, line, indent, [...path, key], false);
      if (key === '<<') merged.push(...value.kind === 'list' ? value.items : [value]);
      else if (!holds || !this.hides) entries.set(key, value);
    }
    mergeInto(entries, merged);
    return { kind: 'map', entries, from, start: from, end: this.endBefore(), path };
  }

  private keyAlone({ from, to }: Line, path: Path): Tree {
    this.at++;
    return nothingAt(to, path, from);
  }

  /** What stands from an offset of the current line on, or below it. */
  private *value(offset: number, line: Line, owner: number, path: Path, alone: boolean): Work<Tree> {
    const after = this.skipSpace(offset, line.to);
    const start = this.skipProperties(after, line.to);
    const tree = yield* this.valueAt(start, line, owner, path, alone);
    const anchor = start > after ? /&(\S+)/.exec(this.text.slice(after, start))?.[1] : undefined;
    if (anchor !== undefined) this.anchors.set(anchor, tree);
    return { ...tree, from: line.from };
  }

  private *valueAt(start: number, line: Line, owner: number, path: Path, alone: boolean): Work<Tree> {
    const { text } = this;
    if (start >= line.to || text[start] === '#') {
      this.at++;
      return yield* this.below(owner, line.to, path);
    }
    const first = text[start] ?? '';
    if ((first === '|' || first === '>') && BLOCK_SCALAR.test(text.slice(start, line.to))) {
      this.at++;
      return this.blockScalar(start, owner, path);
    }
    if (!'[{"\''.includes(first)) return this.plain(start, line, owner, path, alone);
    const { tree, end } = yield* this.flow.value(start, this.limit(owner), path);
    do this.at++; while (this.line && this.line.from < end);
    return tree;
  }

  /** The value of a key, or an item, that has nothing on its own line. */
  private *below(owner: number, end: number, path: Path): Work<Tree> {
    const { line } = this;
    const isHere = line && (line.indent > owner || line.indent === owner && this.isDash(line) && typeof path.at(-1) === 'string');
    return isHere ? yield* this.block(owner, path) : nothingAt(end, path);
  }

  private blockScalar(start: number, owner: number, path: Path): ScalarTree {
    const from = this.line?.from ?? start;
    this.textBelow(owner, path);
    const end = Math.max(from, this.endBefore());
    const value = this.text.slice(from, end);
    return { kind: 'scalar', value, text: value, from: start, start, end, path };
  }

  private plain(start: number, line: Line, owner: number, path: Path, alone: boolean): Tree {
    const end = this.textEnd({ ...line, from: start });
    const word = { ...line, from: start, to: end };
    this.at++;
    if (this.holdsMark(word)) this.set(word, { path, role: alone ? 'start' : 'value', column: alone ? line.indent + start - line.from : owner + TAB });
    const alias = /^\*([^\s,[\]{}]+)$/.exec(this.text.slice(start, end))?.[1];
    if (alias !== undefined) return this.flow.aliased(alias, start, end, path);
    // What looks like keys or items below a text is only indented wrongly.
    const last = this.textBelow(owner, path, (below) => !this.isDash(below) && this.keyEnd(below) === undefined) ? this.endBefore() : end;
    return scalarOf(this.text.slice(start, last), start, path);
  }

  /** Passes the lines of a text. */
  private textBelow(owner: number, path: Path, belongs: (line: Line) => boolean = () => true): boolean {
    const first = this.at;
    for (let { line } = this; line && line.indent > owner && belongs(line); { line } = this) {
      if (this.holdsMark(line)) this.set(line, { path, role: 'text' });
      this.at++;
    }
    return this.at > first;
  }

  private set({ from, to }: Line, place: Omit<CursorPlace, 'from' | 'to'>): void {
    const quoted = '"\''.includes(this.text[from] ?? ' ') && place.role !== 'text';
    this.cursor = cursorAt({ ...quoted ? { from: from + 1, to: to - from > 1 && this.text[to - 1] === this.text[from] ? to - 1 : to } : { from, to }, quoted, ...place });
  }

  private holdsMark({ from, to }: Line): boolean {
    return this.mark >= from && this.mark <= to;
  }

  private isDash({ from, to }: Line): boolean {
    return this.text[from] === '-' && (from + 1 >= to || /\s/.test(this.text[from + 1] ?? ''));
  }

  /** The offset after the colon of a key that the line begins with. */
  private keyEnd({ from, to }: Line): number | undefined {
    const { text } = this;
    const first = text[from] ?? '';
    if (first === '"' || first === "'") {
      QUOTED_KEY.lastIndex = from;
      return QUOTED_KEY.test(text) && QUOTED_KEY.lastIndex <= to ? QUOTED_KEY.lastIndex : undefined;
    }
    if (NO_PLAIN_KEY.includes(first)) return undefined;
    for (let at = from; at < to && at < from + LONGEST_KEY; at++) {
      const letter = text.charCodeAt(at);
      if (letter === 58 && (at + 1 >= to || text.charCodeAt(at + 1) <= 32)) return at + 1;
      if (letter === 35 && text.charCodeAt(at - 1) <= 32) return undefined;
    }
    return undefined;
  }

  /** Where the text of a line ends, and its comment begins. */
  private textEnd({ from, to }: Line): number {
    const line = this.text.slice(from, to);
    const comment = line.search(/\s#/);
    return comment < 0 ? to : from + line.slice(0, comment).trimEnd().length;
  }

  /** How far what begins at the current line can reach. */
  private limit(owner: number): number {
    let last = this.at;
    while ((this.lines[last + 1]?.indent ?? -1) > owner) last++;
    return this.lines[last]?.to ?? this.text.length;
  }

  private skipSpace(offset: number, to: number): number {
    let at = offset;
    while (at < to && this.text.charCodeAt(at) <= 32) at++;
    return at;
  }

  /** Past anchors and tags. */
  private skipProperties(offset: number, to: number): number {
    let at = offset;
    while (at < to && '&!'.includes(this.text[at] ?? '')) {
      while (at < to && this.text.charCodeAt(at) > 32) at++;
      at = this.skipSpace(at, to);
    }
    return at;
  }

  private endBefore(): number {
    return this.lines[this.at - 1]?.to ?? 0;
  }
}

/** All that have something on them, besides a comment. */
const linesOf = (text: string, mark: number): Line[] => {
  const lines: Line[] = [];
  for (let at = 0; at < text.length;) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    let indent = 0;
    let from = at;
    for (; from < end; from++) {
      const letter = text.charCodeAt(from);
      if (letter === 32) indent++;
      else if (letter === 9) indent += TAB;
      else break;
    }
    let to = end;
    while (to > from && text.charCodeAt(to - 1) <= 32) to--;
    const isComment = text.charCodeAt(from) === 35 && !(mark >= from && mark <= to);
    const isDocument = indent === 0 && to - from === 3 && (text.startsWith('---', from) || text.startsWith('...', from));
    if (to > from && !isComment && !isDocument) lines.push({ indent, from, to });
    at = end + 1;
  }
  return lines;
};

/**
 * Reads a text that need not be whole, by its indentation: never fails.
 * @param mark offset of the cursor, where some letter stands for what is being written; -1: nowhere
 * @param hides the key at the cursor is only being written: no part of its map yet
 */
export const outline = (text: string, mark: number, hides: boolean, anchors = new Anchors()): Work<Outline> => new Outliner(text, mark, hides, anchors).read();
