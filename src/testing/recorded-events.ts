import { AssertionError } from 'node:assert';
import { compilePattern, isEventOf, type BuiltInEvent, type BuiltInType, type EventOf, type ExperimentEvent } from '../events';
import { conditionText, eventText, meets, type EventCondition } from './event-conditions';
import { checkJournal, JOURNAL_RULES, type CheckJournalOptions } from './journal/check-journal';
import { violationsText } from './rule';

/** How often things began and how they ended. */
export interface EventStatistics {
  readonly test_cases: Counted & { readonly skipped: number; readonly cancelled: number; readonly interrupted: number };
  readonly steps: Counted & { readonly skipped: number };
  readonly services: { readonly started: number; readonly stopped: number };
  readonly assertions: { readonly passed: number; readonly failed: number };
}

interface Counted {
  readonly started: number;
  readonly finished: number;
  readonly passed: number;
  readonly failed: number;
  readonly error: number;
}

type Partially<T> = { readonly [K in keyof T]?: T[K] extends number ? T[K] : Partially<T[K]> };

/** Events of a run in their order, with assertions that say what is different. Each returns the same events, for the next one. */
export class RecordedEvents implements Iterable<ExperimentEvent> {
  constructor(readonly all: readonly ExperimentEvent[]) {}

  [Symbol.iterator](): Iterator<ExperimentEvent> {
    return this.all[Symbol.iterator]();
  }

  of<T extends BuiltInType>(type: T): readonly (EventOf<T> & BuiltInEvent)[] {
    return this.all.filter((event) => isEventOf(event, type));
  }

  /** Only those of the patterns; @throws TypeError when one is malformed. */
  matching(...patterns: readonly string[]): RecordedEvents {
    const matchers = patterns.map(compilePattern);
    return new RecordedEvents(this.all.filter(({ type }) => matchers.some((matches) => matches(type))));
  }

  /** Only those of a test case, by its id. */
  test(id: string): RecordedEvents {
    return new RecordedEvents(this.all.filter(({ test }) => test === id));
  }

  statistics(): EventStatistics {
    const count = (condition: EventCondition): number => this.all.filter((event) => meets(event, condition)).length;
    const ends = (type: 'test_case' | 'step') => {
      const ended = (outcome: string): number => count({ type: `${type}.finished`, outcome });
      return { started: count(`${type}.started`), finished: count(`${type}.finished`), passed: ended('passed'), failed: ended('failed'), error: ended('error'), cancelled: ended('cancelled'), skipped: count(`${type}.skipped`) };
    };
    return {
      test_cases: { ...ends('test_case'), interrupted: count({ type: 'test_case.finished', outcome: 'interrupted' }) }, steps: ends('step'),
      services: { started: count('service.starting'), stopped: count('service.stopped') },
      assertions: { passed: count('assertion.passed'), failed: count('assertion.failed') },
    };
  }

  /** Compares the figures that are given. @throws AssertionError */
  assertStatistics(expected: Partially<EventStatistics>): this {
    const found = this.statistics();
    const wrong = Object.entries(expected).flatMap(([group, figures]) => Object.entries(figures ?? {}).flatMap(([name, figure]) => {
      const there: unknown = Reflect.get(Reflect.get(found, group) as object, name);
      return there === figure ? [] : [`${group}.${name}: expected ${String(figure)}, found ${String(there)}`];
    }));
    if (wrong.length > 0) throw failed('The statistics differ', wrong, expected, found);
    return this;
  }

  /** As many events as conditions, each meeting its own, in this order. @throws AssertionError */
  assertEventsMatchExactly(...conditions: readonly EventCondition[]): this {
    const { all } = this;
    if (all.length === conditions.length && all.every((event, index) => meetsAt(event, conditions[index]))) return this;
    throw failed(`Expected exactly ${conditions.length} events, found ${all.length}`, alignment(all, conditions), conditions.map(conditionText), all.map((event) => eventText(event)));
  }

  /** For each condition there is an event; in any order, and others may be there. @throws AssertionError */
  assertEventsMatchLoosely(...conditions: readonly EventCondition[]): this {
    const missing = conditions.filter((condition) => !this.all.some((event) => meets(event, condition)));
    if (missing.length === 0) return this;
    throw failed('Some events are missing', [...missing.map((condition) => `- ${conditionText(condition)}`), ...this.all.map((event) => `  ${eventText(event)}`)], missing.map(conditionText), []);
  }

  /** The conditions are met one after another; others may come before, between and after. @throws AssertionError */
  assertEventsMatchLooselyInOrder(...conditions: readonly EventCondition[]): this {
    const lines: string[] = [];
    let met = 0;
    for (const event of this.all) {
      const wanted = conditions[met];
      const meant = wanted !== undefined && meets(event, wanted);
      lines.push(`${meant ? '✓' : ' '} ${eventText(event, wanted)}`);
      if (meant) met += 1;
    }
    const rest = conditions.slice(met);
    if (rest.length === 0) return this;
    throw failed(`${met} of ${conditions.length} conditions were met in order`, [...lines, ...rest.map((condition) => `- ${conditionText(condition)}`)], conditions.map(conditionText), []);
  }

  /** The laws of the journal hold. @throws AssertionError */
  assertSound(options: CheckJournalOptions = {}): this {
    const violations = checkJournal(this.all, options);
    if (violations.length === 0) return this;
    throw failed('The events break laws of the journal', [violationsText(violations, JOURNAL_RULES)], [], violations);
  }
}

const meetsAt = (event: ExperimentEvent, condition: EventCondition | undefined): boolean => condition !== undefined && meets(event, condition);

/** Events and conditions side by side, by the longest sequence that they have in common: `-` is missing, `+` was not expected. */
function alignment(events: readonly ExperimentEvent[], conditions: readonly EventCondition[]): readonly string[] {
  const width = conditions.length + 1;
  const common = new Uint32Array((events.length + 1) * width);
  for (let row = events.length - 1; row >= 0; row -= 1) {
    for (let column = conditions.length - 1; column >= 0; column -= 1) {
      const event = events[row];
      const here = event !== undefined && meetsAt(event, conditions[column]);
      common[row * width + column] = here ? (common[(row + 1) * width + column + 1] ?? 0) + 1 : Math.max(common[(row + 1) * width + column] ?? 0, common[row * width + column + 1] ?? 0);
    }
  }
  const lines: string[] = [];
  for (let row = 0, column = 0; row < events.length || column < conditions.length;) {
    const event = events[row];
    const condition = conditions[column];
    if (event !== undefined && meetsAt(event, condition)) {
      lines.push(`  ${eventText(event, condition)}`);
      row += 1;
      column += 1;
    } else if (event !== undefined && (condition === undefined || (common[(row + 1) * width + column] ?? 0) >= (common[row * width + column + 1] ?? 0))) {
      lines.push(`+ ${eventText(event, condition)}`);
      row += 1;
    } else if (condition !== undefined) {
      lines.push(`- ${conditionText(condition)}`);
      column += 1;
    }
  }
  return lines;
}

const failed = (what: string, lines: readonly string[], expected: unknown, actual: unknown): AssertionError =>
  new AssertionError({ message: `${what}:\n${lines.join('\n')}`, expected, actual, operator: 'match' });
