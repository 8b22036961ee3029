import { createHash } from 'node:crypto';
import { combinationsOf, type TestCasePlan } from '../../config';
import type { EarlierDurations } from '../../results';

/** What of one file is to be divided. */
export interface Divisible {
  /** All test cases of the file. */
  readonly all: readonly TestCasePlan[];
  /** Those of them that run, in any shard. */
  readonly selected: readonly TestCasePlan[];
  readonly durations: EarlierDurations;
}

export interface Division {
  /** For each file, the test cases of each shard, in the order of the file. */
  readonly files: readonly (readonly (readonly TestCasePlan[])[])[];
  /** Different for different divisions. */
  readonly fingerprint: string;
}

/** What runs in one shard, whatever happens. */
interface Unit {
  readonly file: number;
  readonly tests: readonly TestCasePlan[];
  readonly weight: number;
}

/**
 * Divides test cases into shards of about the same duration: the longest first, each to the shard that has least to do.
 * Every test case is in exactly one shard, and the same input gives the same division on every machine. Iterations that
 * are looked at together, or that are warmed up first, stay together.
 * @param of how many shards.
 */
export function divide(files: readonly Divisible[], of: number): Division {
  const weight = weights(files);
  const units = files.flatMap((one, file) => unitsOf(one).map((tests): Unit => ({ file, tests, weight: tests.reduce((sum, test) => sum + weight(file, test), 0) })));
  const shards = Array.from({ length: of }, () => ({ load: 0, tests: 0, units: [] as Unit[] }));
  // Sorting is stable: equal ones keep the order of the files.
  for (const unit of units.toSorted((a, b) => b.weight - a.weight)) {
    const shard = shards.reduce((least, other) => (other.load < least.load || (other.load === least.load && other.tests < least.tests) ? other : least));
    shard.load += unit.weight;
    shard.tests += unit.tests.length;
    shard.units.push(unit);
  }
  const owners = files.map(() => new Map<string, number>());
  for (const [index, shard] of shards.entries()) for (const unit of shard.units) for (const { id } of unit.tests) owners[unit.file]?.set(id, index);
  const divided = files.map(({ selected }, file) => shards.map((_, index) => selected.filter(({ id }) => owners[file]?.get(id) === index)));
  const ids = divided.map((parts) => parts.map((part) => part.map(({ id }) => id)));
  return { files: divided, fingerprint: createHash('sha256').update(JSON.stringify(ids)).digest('hex').slice(0, 8) };
}

function unitsOf({ all, selected }: Divisible): readonly (readonly TestCasePlan[])[] {
  const wanted = new Set(selected.map(({ id }) => id));
  return combinationsOf(all).flatMap((tests) => {
    const here = tests.filter(({ id }) => wanted.has(id));
    const together = tests.some(({ over, warmup }) => over !== undefined || warmup === true);
    return here.length === 0 ? [] : together ? [here] : here.map((test) => [test]);
  });
}

/** What never ran takes as long as others do; without any history all take the same. */
function weights(files: readonly Divisible[]): (file: number, test: TestCasePlan) => number {
  const known = files.flatMap(({ selected, durations }) => selected.flatMap(({ id }) => durations.get(id) ?? [])).sort((a, b) => a - b);
  const usual = known[known.length >> 1] ?? 1;
  return (file, { id, over, skip }) => (over !== undefined || skip !== undefined ? 0 : files[file]?.durations.get(id) ?? usual);
}
