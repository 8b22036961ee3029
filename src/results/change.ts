import { Distinct } from './distinct';
import type { AssertionState, StepState, TestState } from './run-state';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
type Named = Pick<TestState, 'metrics' | 'services'>;
interface Listed { readonly steps: StepState; readonly assertions: AssertionState }

/** What a test case has nothing of yet; shared by all, as most of ten thousand have nothing of most. */
export const NO_ITEMS: readonly never[] = Object.freeze([]);
export const NO_NAMES: { readonly [name: string]: never } = Object.freeze({});

const distinct = new Distinct();

/** How a test case comes by new values. */
export interface Change {
  fields(test: TestState, values: Partial<TestState>): TestState;
  /** One metric or service. */
  named<Key extends keyof Named>(test: TestState, key: Key, name: string, value: Named[Key][string]): TestState;
  /** One more artifact, unless it is known. */
  artifact(test: TestState, path: string): TestState;
  /** Replaces the step or assertion of the same index, or puts it where its index belongs. */
  listed<Key extends keyof Listed>(test: TestState, key: Key, item: Listed[Key]): TestState;
}

/** As a new object: earlier states stay as they were. */
export const COPY: Change = {
  fields: (test, values) => ({ ...test, ...values }),
  named: (test, key, name, value) => ({ ...test, [key]: { ...test[key], [name]: value } }),
  artifact: (test, path) => {
    const artifacts = distinct.with(test.artifacts, path);
    return artifacts === test.artifacts ? test : { ...test, artifacts };
  },
  listed: (test, key, item) => ({ ...test, [key]: placed<Listed[typeof key]>(test[key] as readonly Listed[typeof key][], item) }),
};

/** In place: for test cases that nobody can have seen yet, and a million events. */
export const IN_PLACE: Change = {
  fields: (test, values) => Object.assign(test as Writable<TestState>, values),
  named: (test, key, name, value) => {
    // As an assignment this one name would be no entry.
    if (name === '__proto__') return COPY.named(test, key, name, value);
    if (test[key] === NO_NAMES) (test as { -readonly [Each in keyof Named]: Named[Each] })[key] = {};
    (test[key] as { [name: string]: typeof value })[name] = value;
    return test;
  },
  artifact: (test, path) => Object.assign(test as Writable<TestState>, { artifacts: distinct.added(test.artifacts, path) }),
  listed: (test, key, item) => {
    if (test[key] === NO_ITEMS) (test as { -readonly [Each in keyof Listed]: readonly Listed[Each][] })[key] = [];
    const items = test[key] as Listed[typeof key][];
    const last = items.at(-1);
    if (last === undefined || last.index < item.index) items.push(item);
    else if (last.index === item.index) items[items.length - 1] = item;
    else return COPY.listed(test, key, item);
    return test;
  },
};

function placed<T extends { readonly index: number }>(items: readonly T[], item: T): readonly T[] {
  const last = items.at(-1);
  if (last === undefined || last.index < item.index) return [...items, item];
  if (last.index === item.index) return items.with(-1, item);
  const next = items.filter((other) => other.index !== item.index);
  const after = next.findIndex((other) => other.index > item.index);
  next.splice(after < 0 ? next.length : after, 0, item);
  return next;
}
