const CHUNK_BITS = 16;
const CHUNK = 1 << CHUNK_BITS;

type Numbers = Uint32Array | Float64Array;

/** A list of numbers that grows without being copied; a million take 4 or 8 MB. */
export class Column {
  readonly #chunks: Numbers[] = [];
  #length = 0;

  /** @param chunkOf `Float64Array` where 32 bits without a sign are not enough. */
  constructor(private readonly chunkOf: new (length: number) => Numbers = Uint32Array) {}

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    const at = this.#length & (CHUNK - 1);
    if (at === 0) this.#chunks.push(new this.chunkOf(CHUNK));
    const chunk = this.#chunks.at(-1);
    if (chunk !== undefined) chunk[at] = value;
    this.#length += 1;
  }

  /** 0 where there is none. */
  at(index: number): number {
    return this.#chunks[index >>> CHUNK_BITS]?.[index & (CHUNK - 1)] ?? 0;
  }
}
