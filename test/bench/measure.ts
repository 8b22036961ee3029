/** One figure: how long the same work took, in nanoseconds for each item. */
export interface Contender {
  readonly name: string;
  /** Does `items` pieces of work and returns what it did, so that results can be compared. */
  run(items: number): number | Promise<number>;
}

export interface Row {
  readonly group: string;
  readonly name: string;
  readonly ns_per_item: number;
  /** Speed as a multiple of the group's first contender. */
  readonly ratio: number;
  /** What else was measured, for people. */
  readonly note?: string;
}

const ROUNDS = 15;
const WARM_UP = 3;

/** Runs the contenders in turn, several rounds, and gives medians: the machine's drift hits all alike. */
export async function compare(group: string, items: number, contenders: readonly Contender[]): Promise<Row[]> {
  const times = contenders.map((): number[] => []);
  const results = new Set<number>();
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    for (const [index, contender] of contenders.entries()) {
      const start = process.hrtime.bigint();
      results.add(await contender.run(items));
      const elapsed = Number(process.hrtime.bigint() - start);
      if (round >= 0) times[index]?.push(elapsed / items);
    }
  }
  if (results.size !== 1) throw new Error(`${group}: the contenders did not do the same work: ${[...results].join(', ')}`);
  const medians = times.map((list) => [...list].sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? NaN);
  return contenders.map(({ name }, index) => ({
    group, name, ns_per_item: medians[index] ?? NaN, ratio: (medians[0] ?? NaN) / (medians[index] ?? NaN),
  }));
}
