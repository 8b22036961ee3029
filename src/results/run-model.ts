import { EventEmitter } from 'eventemitter3';
import type { ExperimentEvent } from '../events';
import { COPY, IN_PLACE } from './change';
import { reduceEvent } from './reduce';
import { EMPTY_HEAD, type RunHead } from './run-events';
import type { RunState, TestState } from './run-state';

/** One version of the test cases; knows what the next version replaced, so that it can be rebuilt on demand. */
interface Version {
  next?: { readonly version: Version; readonly replaced?: TestState };
  tests?: { readonly [id: string]: TestState };
}

/**
 * The reduction of a run's events, kept up to date: one event costs the same for ten test cases and for ten thousand.
 * `changed` names the test cases that an event changed.
 */
export class RunModel extends EventEmitter<{ changed: [event: ExperimentEvent, dirty: readonly string[]] }> {
  /** Its `seq` may lag behind. */
  #head: RunHead = EMPTY_HEAD;
  #seq = 0;
  #tests = new Map<string, TestState>();
  #version: Version = {};
  #state: RunState | undefined;
  /** Since the plan was announced nobody has got a state to see, nor was told of a change: test cases can be changed in place. */
  #unseen = true;
  /** Ids of those that somebody got to see one by one: what he has must stay as it is. */
  readonly #shown = new Set<string>();
  readonly #find = (id: string): TestState | undefined => this.#tests.get(id);

  apply(event: ExperimentEvent): void {
    const alone = this.#unseen && this.listenerCount('changed') === 0;
    const inPlace = alone && (event.test === undefined || !this.#shown.has(event.test));
    const { head, planned, test } = reduceEvent(this.#head, this.#find, event, inPlace ? IN_PLACE : COPY);
    this.#head = head;
    this.#seq = event.seq;
    this.#state = undefined;
    if (alone && planned === undefined) {
      if (test !== undefined) this.#tests.set(test.id, test);
      return;
    }
    this.#unseen = alone;
    if (planned !== undefined) {
      // What older states show is about to be replaced as a whole.
      this.#materialise(this.#version);
      this.#tests = new Map(planned.map((item) => [item.id, item]));
      this.#version = {};
      this.#shown.clear();
      this.#unseen = this.listenerCount('changed') === 0;
      this.emit('changed', event, planned.map((item) => item.id));
    } else if (test !== undefined) {
      const version: Version = {};
      const replaced = this.#tests.get(test.id);
      this.#version.next = replaced === undefined ? { version } : { version, replaced };
      this.#version = version;
      this.#tests.set(test.id, test);
      this.emit('changed', event, [test.id]);
    } else {
      this.emit('changed', event, []);
    }
  }

  /** The head alone: cheap at any time. */
  head(): RunHead {
    if (this.#head.seq !== this.#seq) this.#head = { ...this.#head, seq: this.#seq };
    return this.#head;
  }

  test(id: string): TestState | undefined {
    if (this.#unseen) this.#shown.add(id);
    return this.#tests.get(id);
  }

  /** An immutable state; its `tests` are put together when they are first read. */
  state(): RunState {
    this.#unseen = false;
    if (this.#state !== undefined) return this.#state;
    const version = this.#version;
    const materialise = () => this.#materialise(version);
    this.#state = { ...this.head(), get tests() { return materialise(); } };
    return this.#state;
  }

  #materialise(version: Version): { readonly [id: string]: TestState } {
    if (version.tests !== undefined) return version.tests;
    const replaced = new Map<string, TestState>();
    let last = version;
    for (; last.next !== undefined && last.tests === undefined; last = last.next.version) {
      const old = last.next.replaced;
      if (old !== undefined && !replaced.has(old.id)) replaced.set(old.id, old);
    }
    const base = last.tests ?? Object.fromEntries(this.#tests);
    version.tests = replaced.size === 0 ? base : { ...base, ...Object.fromEntries(replaced) };
    return version.tests;
  }
}

/** The state that a list of events leads to. */
export function reduceEvents(events: Iterable<ExperimentEvent>): RunState {
  const model = new RunModel();
  for (const event of events) model.apply(event);
  const { tests, ...head } = model.state();
  return { ...head, tests };
}
