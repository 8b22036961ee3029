import type { LoadedExperiment, Problem } from '../../config';
import type { Values } from './value-text';

/** A file as it reads with other values. */
export interface Trial {
  readonly loaded: LoadedExperiment;
  /** What these values break; undefined: nothing. */
  readonly problem?: Problem;
}

/** Reads a file with other values of its variables, as `--set` gives them, and tells what they break that was sound before. */
export class Trials {
  readonly #before: ReadonlySet<string>;

  constructor(readonly asWritten: LoadedExperiment, private readonly read: (values: Values) => Promise<LoadedExperiment>) {
    this.#before = new Set(asWritten.problems.map(keyOf));
  }

  async of(values: Values): Promise<Trial> {
    if (Object.keys(values).length === 0) return { loaded: this.asWritten };
    const loaded = await this.read(values);
    const problem = loaded.problems.find((one) => one.severity === 'error' && !this.#before.has(keyOf(one)));
    return { loaded, ...(problem === undefined ? {} : { problem }) };
  }
}

const keyOf = ({ code, message, range: { start } }: Problem): string => `${start.line}:${start.column} ${code} ${message}`;
