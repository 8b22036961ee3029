import type { ExperimentEvent, Failure, SourceRef } from '../../events';
import type { Experiment, ShownTest } from './experiment';
import { failedCount } from './counts-text';
import { currentSource } from './current-source';

/** A failing place in a file. */
export interface FailurePlace {
  readonly experiment: Experiment;
  readonly test: ShownTest;
  readonly failure: Failure;
  readonly source: SourceRef;
}

/** Whether a person should look at this outcome. */
export const needsAttention = (outcome: string | undefined): boolean =>
  outcome === 'failed' || outcome === 'error' || outcome === 'interrupted';

/** Whether the event ends a test case that did not succeed. */
export const isFailedEnd = (event: ExperimentEvent | undefined): boolean => event?.type === 'test_case.finished' && 'success' in event && event.success === false;

/** The failing test cases of the latest runs of an experiment. */
export const failingTests = (experiment: Experiment): readonly ShownTest[] =>
  experiment.tests().filter((test) => needsAttention(test.state?.outcome));

/** How many there are; of a single run its own count says it. */
export function failingCount(experiment: Experiment): number {
  const { newest, runs } = experiment;
  return newest === undefined ? 0 : runs.length === 1 ? failedCount(newest.state().counts) : failingTests(experiment).length;
}

/** All failing places, by file and line. */
export function failurePlaces(experiments: readonly Experiment[]): readonly FailurePlace[] {
  const places = experiments.flatMap((experiment) => failingTests(experiment).flatMap((test) => (test.state?.failures ?? []).map((failure) =>
    ({ experiment, test, failure, source: currentSource(experiment, test, failure.source ?? test.state?.source) }))));
  return places.filter((place): place is FailurePlace => place.source !== undefined).sort((a, b) => compareSources(a.source, b.source));
}

export interface TextPlace {
  readonly file: string;
  readonly range: { readonly start: { readonly line: number; readonly column: number } };
}

export function compareSources(a: TextPlace, b: TextPlace): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.range.start.line - b.range.start.line || a.range.start.column - b.range.start.column;
}

/** The next place in the direction of `step`, around the end; places at the same spot count as one. */
export function neighbour<T extends { readonly source: TextPlace }>(places: readonly T[], from: TextPlace | undefined, step: 1 | -1): T | undefined {
  if (from === undefined) return step === 1 ? places[0] : places.at(-1);
  const beyond = (place: T) => Math.sign(compareSources(place.source, from)) === step;
  return step === 1 ? (places.find(beyond) ?? places[0]) : (places.findLast(beyond) ?? places.at(-1));
}
