import { distributionOf, type Distribution } from './distribution';

/** Up to so many values percentiles are exact. */
const EXACT = 4096;
/** Beyond, values share a bucket with those within one per cent. */
const GROWTH = 1.02;
const LOG = Math.log(GROWTH);

/** Upper bounds of the buckets that are exported, in milliseconds. */
export const BOUNDS_MS = [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000, 600_000] as const;

/** Durations in milliseconds, as many as there may be, in a memory that does not grow with them. */
export class Histogram {
  readonly #bounded = new Array<number>(BOUNDS_MS.length).fill(0);
  #exact: number[] | undefined = [];
  readonly #buckets = new Map<number, number>();
  #count = 0;
  #total = 0;
  #squares = 0;
  #min = Infinity;
  #max = -Infinity;

  add(value: number): void {
    this.#count += 1;
    this.#total += value;
    this.#squares += value * value;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
    const bound = BOUNDS_MS.findIndex((upper) => value <= upper);
    if (bound >= 0) this.#bounded[bound] = (this.#bounded[bound] ?? 0) + 1;
    if (this.#exact === undefined) this.#put(value);
    else if (this.#exact.push(value) > EXACT) {
      for (const each of this.#exact) this.#put(each);
      this.#exact = undefined;
    }
  }

  get count(): number {
    return this.#count;
  }

  /** How many values are at most each of `BOUNDS_MS`. */
  cumulative(): readonly number[] {
    let sum = 0;
    return this.#bounded.map((count) => (sum += count));
  }

  /** Undefined before the first value. Percentiles of more than 4,096 values are right to one per cent. */
  distribution(): Distribution | undefined {
    if (this.#count === 0) return undefined;
    if (this.#exact !== undefined) return distributionOf(this.#exact);
    const mean = this.#total / this.#count;
    const stddev = Math.sqrt(Math.max(0, this.#squares - this.#count * mean * mean) / (this.#count - 1));
    const buckets = [...this.#buckets].sort(([a], [b]) => a - b);
    const at = (share: number): number => this.#quantile(buckets, share);
    return { count: this.#count, total: this.#total, min: this.#min, max: this.#max, mean, stddev, p50: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99) };
  }

  #put(value: number): void {
    const bucket = value <= 0 ? -Infinity : Math.round(Math.log(value) / LOG);
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + 1);
  }

  #quantile(buckets: readonly (readonly [bucket: number, count: number])[], share: number): number {
    let left = share * (this.#count - 1) + 1;
    for (const [bucket, count] of buckets) {
      left -= count;
      if (left <= 0) return Math.min(this.#max, Math.max(this.#min, bucket === -Infinity ? 0 : Math.exp(bucket * LOG)));
    }
    return this.#max;
  }
}
