import type { Path } from '../path';
import type { Tree } from './tree';

/** As many nodes as aliases may stand for. */
export const MAX_ALIASED = 10_000;

interface Anchor {
  /** Undefined while it is being read: an alias in it would be a part of itself. */
  tree?: Tree;
  /** In all, those that aliases in it stand for included. */
  nodes: number;
}

/** The anchors of a text that is read from its start to its end. */
export class Anchors {
  /** Nodes that have been read so far, those that aliases stand for included. */
  nodes = 0;
  private aliased = 0;
  private readonly last = new Map<string, Anchor>();

  /** Reads what an anchor stands before. */
  name(name: string, read: () => Tree): Tree {
    const anchor: Anchor = { nodes: 0 };
    const before = this.nodes;
    this.last.set(name, anchor);
    const tree = read();
    anchor.tree = tree;
    anchor.nodes = this.nodes - before;
    return tree;
  }

  /** What an alias stands for, at its own place; undefined: nothing that it may. */
  follow(name: string, path: Path, deepest: number): Tree | undefined {
    const anchor = this.last.get(name);
    if (anchor?.tree === undefined) return undefined;
    this.aliased += anchor.nodes;
    this.nodes += anchor.nodes + 1;
    return this.aliased > MAX_ALIASED ? undefined : moved(anchor.tree, anchor.tree.path.length, path, deepest);
  }
}

/** A copy at another path, of as many words as `depth` in its place; undefined: it would be too deep. */
const moved = (tree: Tree, depth: number, path: Path, deepest: number): Tree | undefined => {
  let tooDeep = false;
  const at = (inner: Tree): Tree => {
    const own = [...path, ...inner.path.slice(depth)];
    tooDeep ||= own.length > deepest;
    const { from, start, end } = inner;
    switch (inner.kind) {
      case 'scalar': return { ...inner, path: own };
      case 'list': return { kind: 'list', items: inner.items.map(at), from, start, end, path: own };
      case 'map': {
        const entries = new Map<string, Tree>();
        for (const [key, value] of inner.entries) entries.set(key, at(value));
        return { kind: 'map', entries, from, start, end, path: own };
      }
    }
  };
  const copy = at(tree);
  return tooDeep ? undefined : copy;
};
