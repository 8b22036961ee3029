import type { SourceRef } from '../events';
import { assertionForm } from './assertion-form';
import type { Draft, LoadedExperiment, LoadOptions, ServiceDraft, TestCasePlan } from './experiment';
import { formatPath, parsePath } from './path';
import { Places } from './places';
import { countSteps } from './nested-steps';
import { belongsTo } from './when';
import { CaseIds, folderName } from './read/case-names';
import { readExperiment } from './read/read-experiment';
import type { DraftData, PlaceData, Reading } from './read/reading';

class PlacedDraft implements Draft {
  readonly value: unknown;
  private parts: ReadonlyMap<string, PlaceData> | undefined;

  constructor(protected readonly data: DraftData, protected readonly places: Places, readonly index?: number) {
    this.value = data.value;
  }

  get source(): SourceRef {
    return this.places.ref(this.data.place);
  }

  sourceOf(path: string): SourceRef {
    this.parts ??= this.places.parts(this.data.place, this.data.parts);
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

  dependingOn(dependsOn: ServiceDraft['dependsOn']): PlacedService {
    return new PlacedService(this.name, dependsOn, this.data, this.places);
  }
}

/** Steps with their numbers; those below a step count, too. */
const numbered = (steps: readonly DraftData[]): readonly (readonly [DraftData, number])[] => {
  let next = 0;
  return steps.map((data) => {
    const index = next;
    next += countSteps(data.value);
    return [data, index] as const;
  });
};

const partition = <T>(items: readonly T[], belongs: (item: T) => boolean): readonly [readonly T[], readonly T[]] =>
  [items.filter(belongs), items.filter((item) => !belongs(item))];

/** A `metric` with `of` is evaluated once, over all iterations. */
const looksOverIterations = (value: unknown): boolean => {
  const own = assertionForm(value)?.value;
  return typeof own === 'object' && own !== null && 'of' in own;
};

/** The services of a combination; a dependency on one that it does not have is none. */
const servicesOf = (all: readonly PlacedService[], matrix: TestCasePlan['matrix'], dynamic: { readonly [service: string]: ServiceDraft['dependsOn'] }): readonly PlacedService[] => {
  const own = all.filter(({ value }) => belongsTo(value, matrix));
  const names = new Set(own.map(({ name }) => name));
  const missing = new Set(all.flatMap(({ name }) => (names.has(name) ? [] : [name])));
  return own.map((service) => {
    const { name, dependsOn } = service;
    const wanted = (Object.hasOwn(dynamic, name) ? dynamic[name] : undefined) ?? dependsOn;
    const there = wanted.filter((dependency) => !missing.has(dependency.service));
    return there.length === dependsOn.length && wanted === dependsOn ? service : service.dependingOn(there);
  });
};

/** Gives a reading its places and its test cases. */
export const experimentOf = (reading: Reading, text: string): LoadedExperiment => {
  const { place, tests, plugins, ranges, words, ...head } = reading;
  const places = new Places(reading.file, text, ranges, words);
  const ids = new CaseIds();
  const plans = tests.flatMap((test): TestCasePlan[] => {
    const { base, env, iterations, artifacts, waitMs } = test;
    const pluginConfig = test.pluginConfig === undefined ? {} : { pluginConfig: new PlacedDraft(test.pluginConfig, places) };
    const recordPackets = test.recordPackets === undefined ? {} : { recordPackets: new PlacedDraft(test.recordPackets, places) };
    const source = places.ref(test.place);
    const services = test.services.map(({ name, dependsOn, ...data }) => new PlacedService(name, dependsOn, data, places));
    const environments = test.environments.map((data) => new PlacedDraft(data, places));
    const steps = numbered(test.steps).map(([data, index]) => new PlacedDraft(data, places, index));
    const assertions = test.assertions.map((data, index) => new PlacedDraft(data, places, index));
    const errors = test.errors.flatMap((index) => reading.problems[index] ?? []);
    return test.combinations.flatMap(({ id: combination, name, matrix, tags, dependsOn, network = test.network, errors: own, ...settings }) => {
      const ownServices = servicesOf(services, matrix, dependsOn ?? {});
      const parts = { services: ownServices, steps: steps.filter(({ value }) => belongsTo(value, matrix)), assertions: assertions.filter(({ value }) => belongsTo(value, matrix)) };
      const [overIterations, each] = partition(parts.assertions, ({ value }) => looksOverIterations(value));
      const common = { name, base, matrix, tags, network, env, errors: own.length > 0 ? [...errors, ...own] : errors };
      const cases = Array.from({ length: iterations }, (_, index): TestCasePlan => {
        const id = ids.next(combination, index + 1, iterations);
        return {
          ...common, id, iteration: index + 1, ...settings, ...(index < (reading.warmup ?? 0) ? { warmup: true } : {}), dir: folderName(name, id), source,
          ...parts, environments, assertions: each, artifacts, ...pluginConfig, ...recordPackets, ...(waitMs === undefined ? {} : { waitMs }),
        };
      });
      const [first] = overIterations;
      if (first === undefined) return cases;
      const id = ids.overIterations(combination);
      const { skip, failFast } = settings;
      return [...cases, {
        ...common, id, iteration: 0, ...(skip === undefined ? {} : { skip }), ...(failFast === undefined ? {} : { failFast }), dir: folderName(name, id), source: first.source,
        network: 'localhost', environments: [], services: [], steps: [], assertions: overIterations, artifacts: [], over: cases.filter(({ warmup }) => warmup !== true).map((one) => one.id),
      }];
    });
  });
  const waits = plans.flatMap(({ waitMs }) => waitMs ?? []);
  return {
    ...head, text, source: places.ref(place), tests: plans, ...(waits.length === 0 ? {} : { waitMs: waits.reduce((sum, wait) => sum + wait) }),
    plugins: plugins.map(({ place: at, ...request }) => ({ ...request, source: places.ref(at) })),
  };
};

/** Reads an experiment file's text or bytes; never throws, however broken it is. */
export const loadExperiment = (file: string, input: string | Uint8Array, options: LoadOptions = {}): LoadedExperiment => {
  const { text, ...reading } = readExperiment(file, input, options);
  return experimentOf(reading, text);
};
