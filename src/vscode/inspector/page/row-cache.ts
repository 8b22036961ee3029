import type { Row } from '../protocol';

/** Rows that are asked for together. */
const BLOCK = 100;
/** More are not kept. */
const MOST = 3000;

/** The rows of the filtered list that the page has, and which it still has to ask for. */
export class RowCache {
  readonly #rows = new Map<number, Row>();
  #generation = -1;
  #asked: number | undefined;

  get generation(): number {
    return this.#generation;
  }

  /** Another filter is another list. */
  begin(generation: number): void {
    if (generation === this.#generation) return;
    this.#generation = generation;
    this.#rows.clear();
    this.#asked = undefined;
  }

  at(index: number): Row | undefined {
    return this.#rows.get(index);
  }

  /** What to ask for so that these rows come; undefined while an answer is awaited, or all are there. */
  ask(first: number, count: number, total: number): { readonly from: number; readonly count: number } | undefined {
    if (this.#asked !== undefined) return undefined;
    for (let index = first; index < Math.min(total, first + count); index += 1) {
      if (this.#rows.has(index)) continue;
      this.#asked = index;
      return { from: index, count: Math.min(BLOCK, total - index) };
    }
    return undefined;
  }

  /** Takes an answer; one of an older list is left out. */
  take(generation: number, from: number, rows: readonly Row[]): boolean {
    if (generation !== this.#generation) return false;
    this.#asked = undefined;
    if (this.#rows.size > MOST) this.#rows.clear();
    rows.forEach((row, at) => this.#rows.set(from + at, row));
    return true;
  }
}
