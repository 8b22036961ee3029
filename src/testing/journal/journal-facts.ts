import { isBuiltInType, isEventOf, payloadProblem, type BuiltInEvent, type BuiltInType, type EventOf, type ExperimentEvent, type PlannedTest } from '../../events';

/** The events of one attempt of a test case, from its `test_case.started` on. */
export type Attempt = readonly BuiltInEvent[];

/** A journal's events, sorted once for all rules. */
export class JournalFacts {
  /** The built-in ones that have the fields of their type; others are the business of one rule only. */
  readonly built: readonly BuiltInEvent[];
  readonly planned: readonly PlannedTest[];
  /** The built-in events of each test case that any names. */
  readonly cases: ReadonlyMap<string, readonly BuiltInEvent[]>;

  /** @param ended the run has come to its end; otherwise nobody misses one. */
  constructor(readonly events: readonly ExperimentEvent[], readonly ended: boolean) {
    this.built = events.filter((event): event is BuiltInEvent => isBuiltInType(event.type) && payloadProblem(event) === undefined);
    this.planned = this.of('experiment.started').flatMap(({ tests }) => tests);
    const cases = new Map<string, BuiltInEvent[]>(this.planned.map(({ id }) => [id, []]));
    for (const event of this.built) {
      if (event.test === undefined) continue;
      const mine = cases.get(event.test);
      if (mine === undefined) cases.set(event.test, [event]);
      else mine.push(event);
    }
    this.cases = cases;
  }

  of<T extends BuiltInType>(type: T): readonly EventOf<T>[] {
    return this.built.filter((event) => isEventOf(event, type)) as readonly EventOf<T>[];
  }

  /** The attempts of all test cases, each with its test case's id. */
  *attempts(): Generator<readonly [test: string, attempt: Attempt]> {
    for (const [test, events] of this.cases) {
      let attempt: BuiltInEvent[] | undefined;
      for (const event of events) {
        if (event.type === 'test_case.started') {
          if (attempt !== undefined) yield [test, attempt];
          attempt = [];
        }
        attempt?.push(event);
      }
      if (attempt !== undefined) yield [test, attempt];
    }
  }
}
