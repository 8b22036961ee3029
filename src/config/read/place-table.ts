import { formatPath, type Path } from '../path';
import type { Tree } from '../yaml/tree';
import { ROW, type DraftData, type PlaceData } from './reading';

/** Collects places as rows of numbers: texts would be most of what a reading makes. */
export class PlaceTable {
  readonly words: string[] = [];
  private readonly numbers: number[] = [];
  private readonly known = new Map<string, number>();

  place(tree: Pick<Tree, 'from' | 'end' | 'path'>): PlaceData {
    return { row: this.row(tree, -1, 0, -1), path: formatPath(tree.path) };
  }

  draft(tree: Tree, value: unknown): DraftData {
    const place = this.place(tree);
    this.below(tree, place.row);
    return { value, place, parts: this.numbers.length / ROW - place.row - 1 };
  }

  toArray(): Int32Array {
    return Int32Array.from(this.numbers);
  }

  private below(tree: Tree, row: number): void {
    if (tree.kind === 'map') for (const [key, inner] of tree.entries) this.part(inner, tree, row, key);
    else if (tree.kind === 'list') for (const [index, inner] of tree.items.entries()) this.part(inner, tree, row, index);
  }

  private part(tree: Tree, above: Tree, aboveRow: number, key: string | number): void {
    const path = isBelow(tree.path, above.path, key) ? -1 : this.word(formatPath(tree.path));
    this.below(tree, this.row(tree, aboveRow, typeof key === 'number' ? -1 - key : this.word(key), path));
  }

  private row({ from, end }: Pick<Tree, 'from' | 'end'>, above: number, key: number, path: number): number {
    return this.numbers.push(from, end, above, key, path) / ROW - 1;
  }

  private word(text: string): number {
    const known = this.known.get(text);
    if (known !== undefined) return known;
    const index = this.words.push(text) - 1;
    this.known.set(text, index);
    return index;
  }
}

/** What was merged in from elsewhere keeps the path it has there. */
const isBelow = (path: Path, above: Path, key: string | number): boolean => {
  const depth = above.length;
  if (path.length !== depth + 1 || path[depth] !== key) return false;
  for (let at = 0; at < depth; at++) if (path[at] !== above[at]) return false;
  return true;
};
