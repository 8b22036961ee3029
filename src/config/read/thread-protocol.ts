import type { LoadOptions } from '../experiment';
import type { Work } from '../work';
import type { CombinationData, Reading } from './reading';

/** What a reading thread is asked, and what it answers. */
export interface ReadRequest {
  readonly id: number;
  readonly kind: 'read';
  readonly file: string;
  readonly input: string | Uint8Array;
  readonly options: LoadOptions;
}
export interface ReadAnswer {
  readonly id: number;
  readonly text: string;
  /** A `Reading` but for its ranges and combinations: parsing JSON is several times faster than cloning objects. */
  readonly json: string;
  /** Each a `CombinationPiece`: all at once would hold the event loop. */
  readonly combinations: readonly string[];
  readonly ranges: Int32Array;
}
/** The number of a test, and some of its combinations. */
export type CombinationPiece = readonly [test: number, combinations: readonly CombinationData[]];

export function* readingOf({ json, combinations, ranges }: ReadAnswer): Work<Reading> {
  // Written by `answerRead` of the same build.
  const rest = JSON.parse(json) as Omit<Reading, 'ranges'>;
  yield;
  const all = rest.tests.map((): CombinationData[] => []);
  for (const piece of combinations) {
    const [test, some] = JSON.parse(piece) as CombinationPiece;
    all[test]?.push(...some);
    yield;
  }
  return { ...rest, tests: rest.tests.map((test, index) => ({ ...test, combinations: all[index] ?? [] })), ranges };
}
