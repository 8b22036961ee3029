import { extendPath, formatPath } from '../path';
import type { TextFile } from '../yaml/text-file';
import type { Tree } from '../yaml/tree';
import type { DraftData, PlaceData } from './reading';

/** More than a file has letters. */
const WIDTH = 2 ** 26;

/** Collects places as rows of numbers. */
export class RangeTable {
  private readonly numbers: number[] = [];
  private readonly rows = new Map<number, number>();

  constructor(private readonly file: TextFile) {}

  place(tree: Pick<Tree, 'from' | 'end' | 'path'>): PlaceData {
    return { row: this.row(tree.from, tree.end), path: formatPath(tree.path) };
  }

  draft(tree: Tree, value: unknown): DraftData {
    const parts: [string, number, string][] = [];
    const visit = (part: Tree, relative: string): void => {
      if (part !== tree) parts.push([relative, this.row(part.from, part.end), formatPath(part.path)]);
      if (part.kind === 'map') for (const [key, inner] of part.entries) visit(inner, extendPath(relative, key));
      else if (part.kind === 'list') part.items.forEach((inner, index) => visit(inner, extendPath(relative, index)));
    };
    visit(tree, '');
    return { value, place: this.place(tree), parts };
  }

  toArray(): Int32Array {
    return Int32Array.from(this.numbers);
  }

  private row(from: number, to: number): number {
    const key = from * WIDTH + to;
    const known = this.rows.get(key);
    if (known !== undefined) return known;
    const row = this.numbers.length / 4;
    const { start, end } = this.file.range(from, to);
    this.numbers.push(start.line, start.column, end.line, end.column);
    this.rows.set(key, row);
    return row;
  }
}
