import type { SourceRef } from '../events';
import type { Draft, LoadedExperiment, LoadOptions, ServiceDraft, TestCasePlan } from './experiment';
import { formatPath, parsePath } from './path';
import { CaseIds, folderName } from './read/case-names';
import { readExperiment } from './read/read-experiment';
import type { DraftData, PlaceData, Reading } from './read/reading';

/** Turns row numbers back into places. */
class Places {
  constructor(private readonly file: string, private readonly ranges: Int32Array) {}

  ref({ row, path }: PlaceData): SourceRef {
    const at = (column: number): number => this.ranges[row * 4 + column] ?? 1;
    return { file: this.file, path, range: { start: { line: at(0), column: at(1) }, end: { line: at(2), column: at(3) } } };
  }
}

class PlacedDraft implements Draft {
  readonly value: unknown;
  private parts: ReadonlyMap<string, PlaceData> | undefined;

  constructor(protected readonly data: DraftData, protected readonly places: Places) {
    this.value = data.value;
  }

  get source(): SourceRef {
    return this.places.ref(this.data.place);
  }

  sourceOf(path: string): SourceRef {
    this.parts ??= new Map(this.data.parts.map(([relative, row, absolute]) => [relative, { row, path: absolute }]));
    for (let parts = parsePath(path); parts.length > 0; parts = parts.slice(0, -1)) {
      const found = this.parts.get(formatPath(parts));
      if (found) return this.places.ref(found);
    }
    return this.source;
  }
}

class PlacedService extends PlacedDraft implements ServiceDraft {
  constructor(readonly name: string, readonly dependsOn: ServiceDraft['dependsOn'], data: DraftData, places: Places) {
    super(data, places);
  }

  dependingOn(dependsOn: ServiceDraft['dependsOn'] | undefined): PlacedService {
    return dependsOn ? new PlacedService(this.name, dependsOn, this.data, this.places) : this;
  }
}

/** Gives a reading its places and its test cases. */
export const experimentOf = (reading: Reading, text: string): LoadedExperiment => {
  const { place, tests, ranges, ...head } = reading;
  const places = new Places(reading.file, ranges);
  const ids = new CaseIds();
  const plans = tests.flatMap((test): TestCasePlan[] => {
    const { base, network, env, iterations, artifacts } = test;
    const source = places.ref(test.place);
    const services = test.services.map(({ name, dependsOn, ...data }) => new PlacedService(name, dependsOn, data, places));
    const steps = test.steps.map((data) => new PlacedDraft(data, places));
    const assertions = test.assertions.map((data) => new PlacedDraft(data, places));
    const errors = test.errors.flatMap((index) => reading.problems[index] ?? []);
    return test.combinations.flatMap(({ id: combination, name, matrix, tags, skip, timeoutMs, dependsOn, errors: own }) => {
      const ownServices = dependsOn ? services.map((service) => service.dependingOn(dependsOn[service.name])) : services;
      return Array.from({ length: iterations }, (_, index): TestCasePlan => {
        const id = ids.next(combination, index + 1, iterations);
        return {
          id, name, base, matrix, iteration: index + 1, tags, ...(skip === undefined ? {} : { skip }), dir: folderName(name, id), source,
          ...(timeoutMs === undefined ? {} : { timeoutMs }), network, env, services: ownServices, steps, assertions, artifacts,
          errors: own.length > 0 ? [...errors, ...own] : errors,
        };
      });
    });
  });
  return { ...head, text, source: places.ref(place), tests: plans };
};

/** Reads an experiment file's text or bytes; never throws, however broken it is. */
export const loadExperiment = (file: string, input: string | Uint8Array, options: LoadOptions = {}): LoadedExperiment => {
  const { text, ...reading } = readExperiment(file, input, options);
  return experimentOf(reading, text);
};
