import type { LoadedExperiment, LoadOptions, TestCasePlan } from './experiment';
import { Places } from './places';
import { readExperiment } from './read/read-experiment';
import type { Reading } from './read/reading';
import { readerFailed } from './refused';
import { TestCases } from './test-cases';
import { atOnce, type Work } from './work';

/** Gives a reading its places and its test cases. */
export function* experimentOf(reading: Reading, text: string): Work<LoadedExperiment> {
  const { place, tests, plugins, ranges, words, ...head } = reading;
  const places = new Places(reading.file, text, ranges, words);
  const cases = new TestCases(places, reading.problems, reading.warmup);
  const plans: TestCasePlan[] = [];
  let waitMs: number | undefined;
  for (const test of tests) {
    for (const some of cases.of(test)) {
      for (const plan of some) {
        plans.push(plan);
        if (plan.waitMs !== undefined) waitMs = (waitMs ?? 0) + plan.waitMs;
      }
      yield;
    }
  }
  return {
    ...head, text, source: places.ref(place), tests: plans, ...(waitMs === undefined ? {} : { waitMs }),
    plugins: plugins.map(({ place: at, ...request }) => ({ ...request, source: places.ref(at) })),
  };
}

/** Reads an experiment in steps. @throws only where the reader itself has a fault */
export function* readingExperiment(file: string, input: string | Uint8Array, options: LoadOptions = {}): Work<LoadedExperiment> {
  const { text, ...reading } = yield* readExperiment(file, input, options);
  return yield* experimentOf(reading, text);
}

/** Reads an experiment file's text or bytes; never throws, however broken it is. */
export const loadExperiment = (file: string, input: string | Uint8Array, options: LoadOptions = {}): LoadedExperiment => {
  try {
    return atOnce(readingExperiment(file, input, options));
  } catch (error) {
    return readerFailed(file, input, error);
  }
};
