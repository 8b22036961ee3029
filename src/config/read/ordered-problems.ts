import type { Problem } from '../problem';

/** Problems without repetition: what several tests share is told once. */
export class OrderedProblems {
  private readonly known = new Map<string, number>();
  private readonly list: Problem[] = [];
  private order: readonly number[] | undefined;

  add(problem: Problem): number {
    const { start, end } = problem.range;
    const key = `${start.line}:${start.column}:${end.line}:${end.column}:${problem.code}:${problem.message}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    this.known.set(key, this.list.length);
    return this.list.push(problem) - 1;
  }

  sorted(): readonly Problem[] {
    const ranks = this.list.map((_, index) => index).sort((a, b) => before(this.list[a], this.list[b]) || a - b);
    const order: number[] = [];
    ranks.forEach((index, rank) => { order[index] = rank; });
    this.order = order;
    return ranks.flatMap((index) => this.list[index] ?? []);
  }

  position(index: number): number {
    return this.order?.[index] ?? index;
  }
}

const before = (a: Problem | undefined, b: Problem | undefined): number =>
  a && b ? a.range.start.line - b.range.start.line || a.range.start.column - b.range.start.column : 0;
