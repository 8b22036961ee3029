import type { Path } from '../path';
import type { Work } from '../work';
import type { ScalarTree, Tree } from '../yaml/tree';
import { type Anchors, cursorAt, MAX_DEPTH, REST, mergeInto, nothingAt, scalarOf, unquoted, type Cursor, type CursorPlace } from './outline-parts';

/** Letters that nothing can begin or end with. */
const PLAIN = /[\w./%+"' -]+(?=[\w./%+-])/y;

interface Token {
  readonly from: number;
  readonly to: number;
  readonly quoted: boolean;
}

/** Reads what stands in braces, brackets and quotes, closed or not. */
export class FlowOutliner {
  private limit = 0;
  private at = 0;

  constructor(
    private readonly text: string, private readonly mark: number, private readonly hides: boolean,
    private readonly anchors: Anchors, private readonly found: (cursor: Cursor) => void,
  ) {}

  /** @param limit as far as it can reach */
  *value(start: number, limit: number, path: Path): Work<{ readonly tree: Tree; readonly end: number }> {
    this.at = start;
    this.limit = limit;
    const outermost = this.text[start];
    const tree = outermost === '{' || outermost === '[' ? yield* this.any(path) : this.scalar(this.quotedToken(), path);
    return { tree, end: this.at };
  }

  private *any(path: Path): Work<Tree> {
    this.skipSpace();
    const anchor = this.properties();
    const letter = this.letter;
    const tree = path.length > MAX_DEPTH ? this.skipped(path) : letter === '{' ? yield* this.map(path) : letter === '[' ? yield* this.list(path) : this.scalar(this.token(), path);
    if (anchor !== undefined) this.anchors.set(anchor, tree);
    return tree;
  }

  private *map(path: Path): Work<Tree> {
    const from = this.at++;
    const entries = new Map<string, Tree>();
    const own = new Set<string>();
    const merged: Tree[] = [];
    while (this.more('}')) {
      if (entries.size % REST === REST - 1) yield;
      const token = this.token();
      const key = unquoted(this.text.slice(token.from, token.to));
      const holds = this.holdsMark(token);
      this.skipSpace();
      const colon = this.letter === ':';
      if (token.to === token.from && !colon) {
        // Neither a key nor the end.
        if (this.letter !== ',') yield* this.any([...path, '']);
        if (this.letter === ',' || this.at === token.from) this.at++;
        continue;
      }
      if (holds) this.found(this.placed(token, { path, role: 'key', taken: own, colon }));
      if (colon) this.at++;
      const value = colon ? yield* this.afterColon([...path, key], token.from) : nothingAt(token.to, [...path, key], token.from);
      if (key === '<<') merged.push(...value.kind === 'list' ? value.items : [value]);
      else if (!holds || !this.hides) entries.set(key, value);
      if (!holds) own.add(key);
    }
    mergeInto(entries, merged);
    return { kind: 'map', entries, from, start: from, end: this.at, path };
  }

  private *afterColon(path: Path, from: number): Work<Tree> {
    this.skipSpace();
    return ',}]'.includes(this.letter) ? nothingAt(this.at, path, from) : { ...yield* this.any(path), from };
  }

  private *list(path: Path): Work<Tree> {
    const from = this.at++;
    const items: Tree[] = [];
    while (this.more(']')) {
      if (items.length % REST === REST - 1) yield;
      if (this.letter === ',') {
        this.at++;
        continue;
      }
      const before = this.at;
      items.push(yield* this.any([...path, items.length]));
      this.skipSpace();
      if (this.letter === ':' || this.at === before) this.at++;
    }
    return { kind: 'list', items, from, start: from, end: this.at, path };
  }

  /** Whether there is more before the end, which is passed. */
  private more(close: string): boolean {
    this.skipSpace();
    if (this.at >= this.limit) return false;
    // Of two that do not match the inner one was left open.
    if (this.letter !== '}' && this.letter !== ']') return true;
    if (this.letter === close) this.at++;
    return false;
  }

  private scalar(token: Token, path: Path): Tree {
    if (this.holdsMark(token)) this.found(this.placed(token, { path, role: 'value' }));
    const raw = this.text.slice(token.from, token.to);
    if (token.quoted) return { kind: 'scalar', value: unquoted(raw), text: unquoted(raw), from: token.from, start: token.from, end: token.to, path };
    const alias = /^\*(\S+)$/.exec(raw)?.[1];
    return alias === undefined ? scalarOf(raw, token.from, path) : this.aliased(alias, token.from, token.to, path);
  }

  /** What was named before, as if it stood here. */
  aliased(name: string, start: number, end: number, path: Path): Tree {
    const tree = this.anchors.get(name);
    return tree === undefined ? nothingAt(end, path, start) : { ...tree, from: start };
  }

  private token(): Token {
    if (this.letter === '"' || this.letter === "'") return this.quotedToken();
    const from = this.at;
    while (this.at < this.limit && !this.endsToken()) {
      this.at = this.text.startsWith('${{', this.at) ? this.endOfExpression() : this.at + 1;
      PLAIN.lastIndex = this.at;
      if (PLAIN.test(this.text)) this.at = Math.min(PLAIN.lastIndex, this.limit);
    }
    return { from, to: from + this.text.slice(from, this.at).trimEnd().length, quoted: false };
  }

  private endsToken(): boolean {
    const letter = this.letter;
    if (',[]{}\n'.includes(letter)) return true;
    if (letter === ':') return /[\s,[\]{}]/.test(this.text[this.at + 1] ?? ' ');
    return letter === '#' && /\s/.test(this.text[this.at - 1] ?? '');
  }

  /** Without quotes its braces would be taken for those of a map. */
  private endOfExpression(): number {
    const close = this.text.indexOf('}}', this.at);
    const line = this.text.indexOf('\n', this.at);
    return close >= 0 && close < this.limit && (line < 0 || close < line) ? close + 2 : this.at + 3;
  }

  private quotedToken(): Token {
    const from = this.at;
    const quote = this.letter;
    for (let at = from + 1; at < this.limit; at++) {
      if (quote === '"' && this.text[at] === '\\') at++;
      else if (this.text[at] === quote) {
        if (quote === "'" && this.text[at + 1] === quote) at++;
        else return this.quotedTo(from, at + 1);
      }
    }
    const line = this.text.indexOf('\n', from);
    return this.quotedTo(from, line < 0 || line > this.limit ? this.limit : line);
  }

  private quotedTo(from: number, to: number): Token {
    this.at = to;
    return { from, to, quoted: true };
  }

  private properties(): string | undefined {
    let anchor: string | undefined;
    for (let match = PROPERTY(this.text, this.at); match; match = PROPERTY(this.text, this.at)) {
      if (match[1] === '&') anchor = match[2];
      this.at = Math.min(this.at + match[0].length, this.limit);
      this.skipSpace();
    }
    return anchor;
  }

  private skipped(path: Path): ScalarTree {
    const from = this.at;
    this.at = this.limit;
    return nothingAt(from, path);
  }

  private skipSpace(): void {
    for (; this.at < this.limit; this.at++) {
      if (this.letter === '#' && /\s/.test(this.text[this.at - 1] ?? ' ')) {
        const line = this.text.indexOf('\n', this.at);
        this.at = line < 0 || line > this.limit ? this.limit - 1 : line;
      } else if (!/\s/.test(this.letter)) return;
    }
  }

  private get letter(): string {
    return this.at < this.limit ? this.text[this.at] ?? '' : '';
  }

  private holdsMark({ from, to }: Token): boolean {
    return this.mark >= from && this.mark <= to;
  }

  /** In quotes the word is what stands between them. */
  private placed({ from, to, quoted }: Token, place: Pick<Cursor, 'path' | 'role'> & Partial<Cursor>): Cursor {
    if (!quoted) return cursorAt({ from, to, flow: true, ...place } satisfies CursorPlace);
    const closed = to - from > 1 && this.text[to - 1] === this.text[from];
    return cursorAt({ from: from + 1, to: closed ? to - 1 : to, flow: true, quoted, ...place });
  }
}

const PROPERTY = (text: string, at: number): RegExpExecArray | null => {
  const pattern = /([&!])([^\s,[\]{}]*)/y;
  pattern.lastIndex = at;
  return pattern.exec(text);
};
