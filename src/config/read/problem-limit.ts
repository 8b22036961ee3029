import { MOST_PROBLEMS } from '../most-problems';
import type { Problem } from '../problem';

/** Counts the problems of one file, each once where several tests share it: a file may have hundreds of thousands, of which nobody reads more than some. */
export class ProblemLimit {
  private readonly known = new Set<string>();
  private errors = 0;
  private others = 0;
  /** How many were not told. */
  left = 0;

  /** No further part of the file need be looked at. */
  get reached(): boolean {
    return this.errors >= MOST_PROBLEMS;
  }

  has(problem: Problem): boolean {
    return this.known.has(keyOf(problem));
  }

  /** Whether it is to be told. */
  admits(problem: Problem): boolean {
    const key = keyOf(problem);
    if (this.known.has(key) || problem.code === 'too-many-problems') return true;
    const error = problem.severity === 'error';
    if ((error ? this.errors : this.others) >= MOST_PROBLEMS) {
      this.left++;
      return false;
    }
    this.known.add(key);
    if (error) this.errors++;
    else this.others++;
    return true;
  }
}

const keyOf = ({ code, range: { start } }: Problem): string => `${start.line}:${start.column}:${code}`;
