import { setOwn } from '../set-own';
import { includes, stableJson } from './stable-json';

export type Combination = { readonly [key: string]: unknown };
export interface Matrix {
  /** Each key's values; first key slowest. */
  readonly keys: ReadonlyMap<string, readonly unknown[]>;
  readonly exclude: readonly Combination[];
  readonly include: readonly Combination[];
  /** Before anything is excluded or included; at least as many as there will be. */
  readonly count: number;
}

/**
 * All combinations that are not excluded, first key slowest; then what is included, as GitHub Actions does it: an entry
 * extends each of them whose own values it does not contradict, and is a combination of its own where there is none.
 */
export const combinations = (matrix: Matrix): readonly Combination[] => {
  const grid = new Grid(matrix);
  const excluded = excludedPlaces(matrix, grid);
  const extended = Array.from({ length: grid.size }, (_, place) => (excluded.has(place) ? undefined : grid.at(place)));
  const added: Combination[] = [];
  for (const entry of matrix.include) {
    const extendable = grid.placesOf(entry).map((place) => extended[place]).filter((one) => one !== undefined);
    // What an earlier entry added may be replaced, what the matrix itself gives may not.
    const more = Object.entries(entry).filter(([key]) => !matrix.keys.has(key));
    for (const combination of extendable) for (const [key, value] of more) setOwn(combination, key, value);
    if (extendable.length === 0) added.push(entry);
  }
  return [...extended.filter((one) => one !== undefined), ...added];
};

/** How many combinations the lists of values make; none where everything is included. */
export const product = (keys: Matrix['keys'], include: Matrix['include']): number =>
  (keys.size === 0 && include.length > 0 ? 0 : [...keys.values()].reduce((times, values) => times * values.length, 1));

function excludedPlaces({ keys, exclude }: Matrix, grid: Grid): ReadonlySet<number> {
  const places = new Set<number>();
  const different = new Map(exclude.map((entry) => [stableJson(entry), entry]));
  for (const entry of different.values()) {
    if (Object.keys(entry).every((key) => keys.has(key))) for (const place of grid.placesOf(entry)) places.add(place);
  }
  return places;
}

interface Axis {
  readonly key: string;
  readonly values: readonly unknown[];
  /** How many combinations share a value of this key before its next one. */
  readonly stride: number;
}

/** All combinations of the values, each at its place, so that those of some values are found without a look at all others. */
class Grid {
  readonly size: number;
  readonly #axes: readonly Axis[];
  readonly #fitting = new Map<string, readonly number[]>();

  constructor({ keys, include }: Matrix) {
    this.size = product(keys, include);
    const lists = [...keys];
    this.#axes = lists.map(([key, values], index) => ({ key, values, stride: lists.slice(index + 1).reduce((times, [, later]) => times * later.length, 1) }));
  }

  at(place: number): { [key: string]: unknown } {
    // Not by spreads with a computed key: each of ten thousand objects would get a hidden class of its own.
    return Object.fromEntries(this.#axes.map(({ key, values, stride }) => [key, values[Math.floor(place / stride) % values.length]]));
  }

  /** Of those that have what the entry says of these keys; what else it says does not count. */
  placesOf(entry: Combination): readonly number[] {
    if (this.size === 0) return [];
    return this.#axes.reduce<readonly number[]>((places, axis) => {
      const fitting = Object.hasOwn(entry, axis.key) ? this.#valuesWith(axis, entry[axis.key]) : [...axis.values.keys()];
      return places.flatMap((place) => fitting.map((value) => place + value * axis.stride));
    }, [0]);
  }

  #valuesWith({ key, values }: Axis, part: unknown): readonly number[] {
    const asked = stableJson([key, part]);
    const fitting = this.#fitting.get(asked) ?? values.flatMap((value, index) => (includes(value, part) ? [index] : []));
    this.#fitting.set(asked, fitting);
    return fitting;
  }
}
