import type { ExperimentEvent } from '../events';
import { Column } from './column';

/** Words that many events share, each known by its number; 0 stands for none. */
export class Names {
  readonly #numbers = new Map<string, number>();
  readonly #names: string[] = [];

  /** In the order of their first use. */
  get all(): readonly string[] {
    return this.#names;
  }

  numberOf(name: string | undefined): number {
    if (name === undefined) return 0;
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.#names.push(name);
    this.#numbers.set(name, number);
    return number;
  }

  /** The number of a name that was used before. */
  find(name: string): number | undefined {
    return this.#numbers.get(name);
  }

  name(number: number): string | undefined {
    return this.#names[number - 1];
  }
}

/** How a test case ended, and at which position. */
export interface EndedTest {
  readonly position: number;
  readonly bad: boolean;
}

/**
 * What has to be known of every event of a journal to find it again, some 40 bytes each; the events themselves stay on
 * disk. A position counts the events that could be read, from 0.
 */
export class EventIndex {
  readonly types = new Names();
  readonly tests = new Names();
  readonly services = new Names();
  readonly ends: EndedTest[] = [];
  readonly #seq = new Column();
  readonly #time = new Column(Float64Array);
  readonly #end = new Column(Float64Array);
  readonly #type = new Column();
  readonly #test = new Column();
  readonly #service = new Column();
  readonly #cause = new Column();

  get length(): number {
    return this.#seq.length;
  }

  /** @param end byte of the journal after the event's line. */
  add(event: ExperimentEvent, end: number): void {
    if (event.type === 'test_case.finished') this.ends.push({ position: this.length, bad: 'success' in event && event.success === false && isBad(event) });
    this.#seq.push(event.seq);
    this.#time.push(Date.parse(event.time) || 0);
    this.#end.push(end);
    this.#type.push(this.types.numberOf(event.type));
    this.#test.push(this.tests.numberOf(event.test));
    this.#service.push(this.services.numberOf(event.service));
    this.#cause.push(event.cause ?? 0);
  }

  seq(position: number): number {
    return this.#seq.at(position);
  }

  /** Milliseconds since 1970; 0 where the journal's time makes no sense. */
  time(position: number): number {
    return this.#time.at(position);
  }

  /** `seq` of the event that this one answers; 0: of none. */
  cause(position: number): number {
    return this.#cause.at(position);
  }

  type(position: number): string {
    return this.types.name(this.#type.at(position)) ?? '';
  }

  test(position: number): string | undefined {
    return this.tests.name(this.#test.at(position));
  }

  service(position: number): string | undefined {
    return this.services.name(this.#service.at(position));
  }

  /** The numbers in `types`, `tests` and `services`, for whoever looks at many. */
  typeNumber(position: number): number {
    return this.#type.at(position);
  }

  testNumber(position: number): number {
    return this.#test.at(position);
  }

  serviceNumber(position: number): number {
    return this.#service.at(position);
  }

  /** The bytes in which the event is the last line. */
  bytes(position: number): { readonly from: number; readonly to: number } {
    return { from: position === 0 ? 0 : this.#end.at(position - 1), to: this.#end.at(position) };
  }

  /** The position of the last event whose `seq` is not above the given one; -1: there is none. */
  lastNotAfter(seq: number): number {
    let low = -1;
    let high = this.length - 1;
    while (low < high) {
      const middle = low + ((high - low + 1) >> 1);
      if (this.seq(middle) <= seq) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The position of the event with exactly this `seq`. */
  find(seq: number): number | undefined {
    const position = this.lastNotAfter(seq);
    return position >= 0 && this.seq(position) === seq ? position : undefined;
  }
}

const isBad = (event: object): boolean =>
  'outcome' in event && (event.outcome === 'failed' || event.outcome === 'error' || event.outcome === 'interrupted');
