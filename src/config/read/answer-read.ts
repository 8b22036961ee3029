import { atOnce } from '../work';
import { readExperiment } from './read-experiment';
import type { CombinationPiece, ReadAnswer, ReadRequest } from './thread-protocol';

/** So many combinations are parsed in about a millisecond. */
const PIECE = 500;

/** Answers in the thread; the ranges are meant to be transferred. */
export const answerRead = ({ id, file, input, options }: ReadRequest): ReadAnswer => {
  const { text, ranges, ...reading } = atOnce(readExperiment(file, input, options));
  const combinations = reading.tests.flatMap(({ combinations: all }, test) =>
    Array.from({ length: Math.ceil(all.length / PIECE) }, (_, piece) => JSON.stringify([test, all.slice(piece * PIECE, (piece + 1) * PIECE)] satisfies CombinationPiece)));
  return { id, text, ranges, json: JSON.stringify({ ...reading, tests: reading.tests.map((test) => ({ ...test, combinations: [] })) }), combinations };
};
