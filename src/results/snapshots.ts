import { messageOf, type ExperimentEvent } from '../events';
import { reduceEvent } from './reduce';
import { EMPTY_HEAD, type RunHead } from './run-events';
import type { RunState, TestState } from './run-state';

/** Test cases a chunk: what one changed test case costs the next snapshot. */
const CHUNK = 64;

type Chunk = readonly TestState[];

/** The state of a run at one moment; later snapshots share what did not change. */
export interface Snapshot {
  readonly head: RunHead;
  /** Id to position. */
  readonly places: ReadonlyMap<string, number>;
  readonly chunks: readonly Chunk[];
}

/** The reduction of a run's events that can be kept at any moment for a cost that does not grow with the run. */
export class SharingReducer {
  /** Its `seq` may lag behind. */
  #head: RunHead;
  #seq: number;
  #places: ReadonlyMap<string, number>;
  #chunks: Chunk[];
  /** Those that no snapshot holds and that may be written to. */
  readonly #own = new Map<number, TestState[]>();

  constructor(from: Snapshot = { head: EMPTY_HEAD, places: new Map(), chunks: [] }) {
    this.#head = from.head;
    this.#seq = from.head.seq;
    this.#places = from.places;
    this.#chunks = [...from.chunks];
  }

  /** `seq` of the last event applied. */
  get seq(): number {
    return this.#seq;
  }

  /** The state without its test cases: cheap at any time. */
  get head(): RunHead {
    return this.#head;
  }

  /** @returns why the event could not be applied; then it has changed nothing but `seq`. */
  apply(event: ExperimentEvent): string | undefined {
    this.#seq = event.seq;
    try {
      const { head, planned, test } = reduceEvent(this.#head, (id) => this.#find(id), event);
      this.#head = head;
      if (planned !== undefined) this.#plan(planned);
      else if (test !== undefined) this.#put(test);
      return undefined;
    } catch (error) {
      return `${event.type} cannot be understood: ${messageOf(error)}`;
    }
  }

  snapshot(): Snapshot {
    this.#own.clear();
    this.#head = { ...this.#head, seq: this.#seq };
    return { head: this.#head, places: this.#places, chunks: [...this.#chunks] };
  }

  /** An immutable state; its `tests` are put together when they are first read. */
  state(): RunState {
    const { head, chunks } = this.snapshot();
    let tests: { readonly [id: string]: TestState } | undefined;
    return { ...head, get tests() { return (tests ??= Object.fromEntries(chunks.flatMap((chunk) => chunk.map((test) => [test.id, test])))); } };
  }

  #find(id: string): TestState | undefined {
    const place = this.#places.get(id);
    return place === undefined ? undefined : this.#chunks[Math.floor(place / CHUNK)]?.[place % CHUNK];
  }

  #plan(planned: readonly TestState[]): void {
    const tests = [...new Map(planned.map((test) => [test.id, test])).values()];
    this.#own.clear();
    this.#places = new Map(tests.map(({ id }, place) => [id, place]));
    this.#chunks = Array.from({ length: Math.ceil(tests.length / CHUNK) }, (_, at) => tests.slice(at * CHUNK, (at + 1) * CHUNK));
  }

  #put(test: TestState): void {
    const place = this.#places.get(test.id);
    if (place === undefined) return;
    const at = Math.floor(place / CHUNK);
    let chunk = this.#own.get(at);
    if (chunk === undefined) {
      chunk = [...(this.#chunks[at] ?? [])];
      this.#own.set(at, chunk);
      this.#chunks[at] = chunk;
    }
    chunk[place % CHUNK] = test;
  }
}
