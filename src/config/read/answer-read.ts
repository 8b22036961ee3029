import { readExperiment } from './read-experiment';
import type { ReadAnswer, ReadRequest } from './thread-protocol';

/** Answers in the thread; the ranges are meant to be transferred. */
export const answerRead = ({ id, file, input, options }: ReadRequest): ReadAnswer => {
  const { text, ranges, ...rest } = readExperiment(file, input, options);
  return { id, text, ranges, json: JSON.stringify(rest) };
};
