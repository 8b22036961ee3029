import type { SourceRef } from '../events';
import { extendPath } from './path';
import { ROW, type PlaceData } from './read/reading';
import { TextFile } from './yaml/text-file';

/** Turns the rows of a reading back into places. */
export class Places {
  private file: TextFile | undefined;

  constructor(private readonly name: string, private readonly text: string, private readonly rows: Int32Array, private readonly words: readonly string[]) {}

  ref({ row, path }: PlaceData): SourceRef {
    this.file ??= TextFile.of(this.name, this.text);
    return { file: this.name, path, range: this.file.range(this.cell(row, 0), this.cell(row, 1)) };
  }

  /** The parts below a place by their relative paths; they are the rows after it. */
  parts({ row, path }: PlaceData, count: number): ReadonlyMap<string, PlaceData> {
    const all = new Map<string, PlaceData>();
    const paths = new Map([[row, { relative: '', path }]]);
    for (let part = row + 1; part <= row + count; part++) {
      const above = paths.get(this.cell(part, 2)) ?? { relative: '', path };
      const number = this.cell(part, 3);
      const key = number < 0 ? -1 - number : this.words[number] ?? '';
      const own = { relative: extendPath(above.relative, key), path: this.words[this.cell(part, 4)] ?? extendPath(above.path, key) };
      paths.set(part, own);
      all.set(own.relative, { row: part, path: own.path });
    }
    return all;
  }

  private cell(row: number, column: number): number {
    return this.rows[row * ROW + column] ?? 0;
  }
}
