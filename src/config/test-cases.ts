import { assertionForm } from './assertion-form';
import type { CaseSettings, ServiceDraft, TestCasePlan } from './experiment';
import { countSteps } from './nested-steps';
import { PlacedDraft, PlacedService } from './placed-draft';
import type { Places } from './places';
import type { Problem } from './problem';
import { CaseIds, folderName } from './read/case-names';
import type { CombinationData, DraftData, TestData } from './read/reading';
import { belongsTo, hasCondition } from './when';

type Matrix = TestCasePlan['matrix'];

/** Of one combination; all combinations of a test share them where nothing asks for the matrix. */
interface Parts {
  readonly services: readonly PlacedService[];
  readonly steps: readonly PlacedDraft[];
  readonly assertions: readonly PlacedDraft[];
  /** Evaluated once, over all iterations. */
  readonly overIterations: readonly PlacedDraft[];
}

/** Makes the test cases of a file, test by test in its order. */
export class TestCases {
  private readonly ids = new CaseIds();
  private form: { readonly shared: TestCasePlan; readonly keys: string; readonly plan: TestCasePlan } | undefined;

  constructor(private readonly places: Places, private readonly problems: readonly Problem[], private readonly warmup = 0) {}

  /** The test cases of one test, combination by combination. */
  *of(test: TestData): Generator<readonly TestCasePlan[]> {
    const { places } = this;
    const services = test.services.map(({ name, dependsOn, ...data }) => new PlacedService(name, dependsOn, data, places));
    const steps = numbered(test.steps).map(([data, index]) => new PlacedDraft(data, places, index));
    const assertions = test.assertions.map((data, index) => new PlacedDraft(data, places, index));
    const errors = test.errors.flatMap((index) => this.problems[index] ?? []);
    const all = partsOf(services, steps, assertions);
    const differ = [...services, ...steps, ...assertions].some(({ value }) => hasCondition(value));
    // Fields in one order, so that all of them have one shape: with many spreads each case would be a dictionary.
    const shared: TestCasePlan = {
      id: '', name: '', base: test.base, matrix: {}, iteration: 1, tags: [], dir: '', source: places.ref(test.place), network: test.network,
      environments: test.environments.map((data) => new PlacedDraft(data, places)), env: test.env, services: all.services, steps: all.steps, assertions: all.assertions,
      artifacts: test.artifacts, errors,
      ...(test.pluginConfig === undefined ? {} : { pluginConfig: new PlacedDraft(test.pluginConfig, places) }),
      ...(test.recordPackets === undefined ? {} : { recordPackets: new PlacedDraft(test.recordPackets, places) }), ...(test.waitMs === undefined ? {} : { waitMs: test.waitMs }),
    };
    for (const combination of test.combinations) {
      const { matrix, dependsOn } = combination;
      const own = differ ? partsOf(services.filter(({ value }) => belongsTo(value, matrix)), belonging(steps, matrix), belonging(assertions, matrix)) : all;
      const parts = differ || dependsOn !== undefined ? { ...own, services: connected(own.services, services, dependsOn ?? {}) } : own;
      yield this.ofCombination(test, combination, shared, parts);
    }
  }

  private ofCombination({ iterations }: TestData, combination: CombinationData, shared: TestCasePlan, parts: Parts): readonly TestCasePlan[] {
    const { id: wanted, name, matrix, tags, dependsOn: _, network = shared.network, errors: own, ...settings } = combination;
    const errors = own.length > 0 ? [...shared.errors, ...own] : shared.errors;
    const form = this.formOf(shared, settings);
    const cases = Array.from({ length: iterations }, (_each, index): TestCasePlan => {
      const id = this.ids.next(wanted, index + 1, iterations);
      const { services, steps, assertions } = parts;
      // Mostly they are equal: one text for both.
      const one = Object.assign({ ...form, id, name: name === id ? id : name, matrix, iteration: index + 1, tags, dir: folderName(name, id), network, services, steps, assertions, errors }, settings);
      return index < this.warmup ? Object.assign(one, { warmup: true as const }) : one;
    });
    const [first] = parts.overIterations;
    if (first === undefined) return cases;
    const id = this.ids.overIterations(wanted);
    const { skip, failFast } = settings;
    return [...cases, {
      name, base: shared.base, matrix, tags, env: shared.env, errors, id, iteration: 0, ...(skip === undefined ? {} : { skip }), ...(failFast === undefined ? {} : { failFast }),
      dir: folderName(name, id), source: first.source, network: 'localhost', environments: [], services: [], steps: [], assertions: parts.overIterations, artifacts: [],
      over: cases.filter(({ warmup }) => warmup !== true).map((one) => one.id),
    }];
  }

  /** With all keys that a case has, so that none is added to each. */
  private formOf(shared: TestCasePlan, settings: CaseSettings): TestCasePlan {
    const keys = Object.keys(settings).join();
    if (this.form?.shared !== shared || this.form.keys !== keys) this.form = { shared, keys, plan: { ...shared, ...settings } };
    return this.form.plan;
  }
}

const partsOf = (services: readonly PlacedService[], steps: readonly PlacedDraft[], assertions: readonly PlacedDraft[]): Parts => ({
  services, steps, assertions: assertions.filter(({ value }) => !looksOverIterations(value)), overIterations: assertions.filter(({ value }) => looksOverIterations(value)),
});

const belonging = (drafts: readonly PlacedDraft[], matrix: Matrix): readonly PlacedDraft[] => drafts.filter(({ value }) => belongsTo(value, matrix));

/** A `metric` with `of` is evaluated once, over all iterations. */
const looksOverIterations = (value: unknown): boolean => {
  const own = assertionForm(value)?.value;
  return typeof own === 'object' && own !== null && 'of' in own;
};

/** The services of a combination; a dependency on one that it does not have is none. */
const connected = (own: readonly PlacedService[], all: readonly PlacedService[], dynamic: { readonly [service: string]: ServiceDraft['dependsOn'] }): readonly PlacedService[] => {
  const names = new Set(own.map(({ name }) => name));
  const missing = new Set(all.flatMap(({ name }) => (names.has(name) ? [] : [name])));
  return own.map((service) => {
    const { name, dependsOn } = service;
    const wanted = (Object.hasOwn(dynamic, name) ? dynamic[name] : undefined) ?? dependsOn;
    const there = wanted.filter((dependency) => !missing.has(dependency.service));
    return there.length === dependsOn.length && wanted === dependsOn ? service : service.dependingOn(there);
  });
};

/** Steps with their numbers; those below a step count, too. */
const numbered = (steps: readonly DraftData[]): readonly (readonly [DraftData, number])[] => {
  let next = 0;
  return steps.map((data) => {
    const index = next;
    next += countSteps(data.value);
    return [data, index] as const;
  });
};
