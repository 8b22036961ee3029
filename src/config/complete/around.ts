import type { Work } from '../work';
import type { MapTree, Tree } from '../yaml/tree';
import { fileParts, type FilePart } from './file-parts';
import { outline } from './outline';
import { Anchors, mergeInto, type Cursor } from './outline-parts';

/** What a file says, as far as it matters at one place: of its tests it has only the one that the place is in, as the first. */
export interface Around {
  readonly tree: MapTree;
  /** Undefined: nothing of the file is there, as in a comment. */
  readonly cursor?: Cursor;
}

interface Read {
  readonly tree: Tree;
  readonly anchors: Anchors;
}

/** Reads around places, and remembers what stays as it is while something else is edited. */
export class AroundReader {
  private known = new Map<string, Read>();

  /** @param mark offset of the place; where it is being written at, some letter has to stand there */
  *read(text: string, mark: number, hides: boolean): Work<Around> {
    const used = new Map<string, Read>();
    const entries = new Map<string, Tree>();
    const named = new Map<string, Tree>();
    let cursor: Cursor | undefined;
    for (const part of fileParts(text, mark)) {
      const at = mark - part.shift;
      const isHere = part.aside !== true && at >= part.head && at < part.text.length;
      let read = isHere ? undefined : this.known.get(part.text);
      if (!read) {
        const anchors = new Anchors(named);
        const found = yield* outline(part.text, isHere ? at : -1, hides, anchors);
        read = { tree: found.tree, anchors };
        if (found.cursor) cursor = inFile(found.cursor, part);
        yield;
      }
      for (const [name, tree] of read.anchors.own) named.set(name, tree);
      // What is named elsewhere may have changed.
      if (!isHere && !read.anchors.used) used.set(part.text, read);
      if (part.aside !== true) mergeInto(entries, [read.tree]);
    }
    this.known = used;
    if (cursor?.path.length === 0) cursor = { ...cursor, taken: new Set([...cursor.taken, ...entries.keys()]) };
    return { tree: { kind: 'map', entries, from: 0, start: 0, end: text.length, path: [] }, ...(cursor === undefined ? {} : { cursor }) };
  }
}

const inFile = (cursor: Cursor, { shift }: FilePart): Cursor => ({ ...cursor, from: cursor.from + shift, to: cursor.to + shift });
