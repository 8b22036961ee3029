/** `over`: it looks at iterations together. */
interface Iteration { readonly id: string; readonly iteration: number; readonly over?: unknown }
interface Named extends Iteration { readonly name: string }

/**
 * How a report calls what the iterations of a test case have in common: by its name, or, where others of another combination share that
 * name, by its id without the iteration.
 */
export class CombinationNames {
  /** Names that stand for more than one combination. */
  readonly #shared: ReadonlySet<string>;

  constructor(tests: readonly Named[]) {
    const first = new Map<string, string>();
    const shared = new Set<string>();
    for (const test of tests) {
      const combination = combinationOf(test);
      if ((first.get(test.name) ?? combination) !== combination) shared.add(test.name);
      first.set(test.name, combination);
    }
    this.#shared = shared;
  }

  of(test: Named): string {
    return this.#shared.has(test.name) ? combinationOf(test) : test.name;
  }
}

/** Its id, without what tells its iterations apart: the same however often it runs. */
export function combinationOf({ id, iteration, over }: Iteration): string {
  const suffix = over === undefined ? ` [${iteration}]` : ' [all]';
  return id.endsWith(suffix) ? id.slice(0, -suffix.length) : id;
}
