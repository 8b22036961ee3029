/**
 * Lists that grow by one text at a time and have none twice; of each that grew here it is remembered what is in it, so that
 * ten thousand artifacts are not compared with each other.
 */
export class Distinct {
  /** What is in the last list that grew out of this one: in this very one if there are as many. */
  readonly #known = new WeakMap<readonly string[], Set<string>>();

  /** A new list, or this one if it has the text; what was given stays as it is. */
  with(list: readonly string[], text: string): readonly string[] {
    const known = this.#of(list);
    return known.has(text) ? list : this.#grown(list.concat(text), known.add(text));
  }

  /** The same; a list that grew here grows in place. */
  added(list: readonly string[], text: string): readonly string[] {
    const known = this.#known.get(list);
    if (known?.size !== list.length) return this.with(list, text);
    if (known.has(text)) return list;
    known.add(text);
    (list as string[]).push(text);
    return list;
  }

  #of(list: readonly string[]): Set<string> {
    const known = this.#known.get(list);
    return known?.size === list.length ? known : new Set(list);
  }

  #grown(list: readonly string[], known: Set<string>): readonly string[] {
    this.#known.set(list, known);
    return list;
  }
}
