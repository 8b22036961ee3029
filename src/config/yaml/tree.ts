import type { Path } from '../path';
import { setOwn } from '../set-own';

interface Place {
  /** Offsets of the value; `from` is where the key (of an entry) or the item starts. */
  readonly from: number;
  readonly start: number;
  readonly end: number;
  readonly path: Path;
}
export interface MapTree extends Place { readonly kind: 'map'; readonly entries: ReadonlyMap<string, Tree> }
export interface ListTree extends Place { readonly kind: 'list'; readonly items: readonly Tree[] }
export interface ScalarTree extends Place {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As written, for a plain scalar. */
  readonly text: string;
  /** What stands there could not be built, which has been told. */
  readonly broken?: true;
}
/** A YAML value with its places; merged trees keep the places their parts came from. */
export type Tree = MapTree | ListTree | ScalarTree;

const NONE: ReadonlySet<string> = new Set();

const textOf = (tree: Tree): unknown => {
  switch (tree.kind) {
    case 'scalar': return tree.value === null ? null : tree.text;
    case 'list': return tree.items.map((item) => (item.kind === 'scalar' && item.text !== '' ? item.text : textOf(item)));
    case 'map': return mapOf(tree, textOf);
  }
};

const mapOf = (tree: MapTree, convert: (value: Tree, key: string) => unknown): { [key: string]: unknown } => {
  const result: { [key: string]: unknown } = {};
  for (const [key, value] of tree.entries) setOwn(result, key, convert(value, key));
  return result;
};

/**
 * The plain value; what stands below one of the `textual` keys keeps its source text, as `1.10` does in a command.
 * A key further down is named with those above it, as in `ready.exec`; steps within steps count as steps.
 */
export const plain = (tree: Tree, textual: ReadonlySet<string> = NONE, above = ''): unknown => {
  switch (tree.kind) {
    case 'scalar': return tree.value;
    case 'list': return tree.items.map((item) => plain(item, textual, above));
    case 'map': return mapOf(tree, (value, key) => {
      const name = `${above}${key}`;
      if (textual.has(name)) return textOf(value);
      return textual.size === 0 ? plain(value) : plain(value, textual, STEPS.has(name) ? '' : `${name}.`);
    });
  }
};

const STEPS: ReadonlySet<string> = new Set(['parallel', 'steps']);

export const child = (tree: Tree | undefined, key: string | number): Tree | undefined => {
  if (tree?.kind === 'map') return tree.entries.get(String(key));
  if (tree?.kind === 'list') return tree.items[Number(key)];
  return undefined;
};

/** The tree at a path; undefined: there is none. */
export const treeAt = (tree: Tree, path: Path): Tree | undefined => path.reduce<Tree | undefined>((found, part) => child(found, part), tree);

/** The tree at a path, or its nearest parent. */
export const nearest = (tree: Tree, path: Path): Tree => {
  let found = tree;
  for (const part of path) {
    const next = child(found, part);
    if (!next) break;
    found = next;
  }
  return found;
};

/** Maps deeply, lists and scalars replaced. */
export const mergeTrees = (base: Tree | undefined, over: Tree | undefined): Tree | undefined => {
  if (!base || !over) return over ?? base;
  if (base.kind !== 'map' || over.kind !== 'map') return over;
  const entries = new Map(base.entries);
  for (const [key, value] of over.entries) {
    const merged = mergeTrees(base.entries.get(key), value);
    if (merged) entries.set(key, merged);
  }
  return { ...over, entries };
};

export function* scalars(tree: Tree): Generator<ScalarTree> {
  if (tree.kind === 'scalar') yield tree;
  else if (tree.kind === 'list') for (const item of tree.items) yield* scalars(item);
  else for (const value of tree.entries.values()) yield* scalars(value);
}
