import type { Path } from '../path';
import { MAX_ALIASED } from '../yaml/anchors';
import { plainValue } from '../yaml/plain-value';
import type { MapTree, ScalarTree, Tree } from '../yaml/tree';

/** Where the cursor stands in a text that need not be whole. */
export interface Cursor {
  /** Of the map whose key it is, or of the value. */
  readonly path: Path;
  /** `start`: alone on its line, it may become a key, an item or a value; `text`: further on in a text of several lines. */
  readonly role: 'key' | 'value' | 'start' | 'text';
  /** Offsets of the word at the cursor. */
  readonly from: number;
  readonly to: number;
  /** The other keys of the map. */
  readonly taken: ReadonlySet<string>;
  readonly flow: boolean;
  readonly quoted: boolean;
  /** A colon follows. */
  readonly colon: boolean;
  /** An item of a list begins here whose dash is missing. */
  readonly dashless: boolean;
  /** Column of the keys of a block map that is here, or begins here. */
  readonly column: number;
}
export type CursorPlace = Pick<Cursor, 'path' | 'role' | 'from' | 'to'> & Partial<Cursor>;

export const cursorAt = (place: CursorPlace): Cursor => ({ taken: new Set(), flow: false, quoted: false, colon: false, dashless: false, column: 0, ...place });

export const MAX_DEPTH = 64;
/** So many keys or items are read without a rest. */
export const REST = 50;

/** What was given a name, to be repeated. */
export class Anchors {
  readonly own = new Map<string, Tree>();
  /** Something was repeated that is named elsewhere. */
  used = false;
  private room = MAX_ALIASED;

  /** @param earlier those of the text before */
  constructor(private readonly earlier: ReadonlyMap<string, Tree> = new Map()) {}

  set(name: string, tree: Tree): void {
    this.own.set(name, tree);
  }

  /** Undefined: there is none, or too much has been repeated already. */
  get(name: string): Tree | undefined {
    const own = this.own.get(name);
    this.used ||= own === undefined;
    const tree = own ?? this.earlier.get(name);
    if (tree === undefined) return undefined;
    this.room -= size(tree, this.room);
    return this.room > 0 ? tree : undefined;
  }
}

/** Counts up to a limit: what is made of aliases may be larger than all memory. */
const size = (tree: Tree, most: number): number => {
  let count = 0;
  const open = [tree];
  for (let one = open.pop(); one && count < most; one = open.pop()) {
    count++;
    if (one.kind === 'list') open.push(...one.items.slice(0, most));
    else if (one.kind === 'map') for (const inner of one.entries.values()) open.push(inner);
  }
  return count;
};

export const nothingAt = (at: number, path: Path, from = at): ScalarTree => ({ kind: 'scalar', value: null, text: '', from, start: at, end: at, path });

/** What has no quotes, by its form. */
export const scalarOf = (text: string, start: number, path: Path): ScalarTree => {
  const value = plainValue(text);
  return { kind: 'scalar', value: value === undefined ? (text === '~' || /^null$/i.test(text) ? null : Number(text)) : value, text, from: start, start, end: start + text.length, path };
};

/** What a text in quotes says; without them it is that itself. */
export const unquoted = (raw: string): string => {
  const quote = raw[0];
  if (quote !== '"' && quote !== "'") return raw;
  const inner = raw.length > 1 && raw.endsWith(quote) ? raw.slice(1, -1) : raw.slice(1);
  if (quote === "'") return inner.replaceAll("''", "'");
  try {
    return String(JSON.parse(`"${inner}"`));
  } catch {
    return inner;
  }
};

/** What the map has itself counts. */
export const mergeInto = (entries: Map<string, Tree>, merged: readonly Tree[]): void => {
  for (const map of merged.filter((tree): tree is MapTree => tree.kind === 'map')) {
    for (const [key, value] of map.entries) if (!entries.has(key)) entries.set(key, value);
  }
};
