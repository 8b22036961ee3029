import type { LoadOptions } from '../experiment';
import type { Reading } from './reading';

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
  /** A `Reading` but for its ranges: parsing JSON is several times faster than cloning objects. */
  readonly json: string;
  readonly ranges: Int32Array;
}

export const readingOf = ({ json, ranges }: ReadAnswer): Reading => {
  // Written by `answerRead` of the same build.
  const rest = JSON.parse(json) as Omit<Reading, 'ranges'>;
  return { ...rest, ranges };
};
