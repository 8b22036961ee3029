import { AsyncObserver, Observer, type EventManager, type ExperimentEvent } from '../../../src/events';
import type { CheckObserverOptions, ObserverFactory } from '../../../src/testing';

/** A sound observer: it counts test cases. */
export class Counter extends Observer {
  count = 0;
  override onTestCaseFinished(): void { this.count += 1; }
}
export const result: CheckObserverOptions['result'] = (observer) => Reflect.get(observer, 'count') as unknown;

const functionThat = (does: (event: ExperimentEvent) => unknown): ObserverFactory => () => function specimen(event) { return does(event) as undefined; };
const boom = (): never => { throw new Error('boom'); };
const shared = { count: 0 };

class Anonymous extends Counter { override get name(): string { return ''; } }
class Misspelt extends Counter { onTestCaseFinish(): void { this.count += 1; } }
class Deaf extends Counter { override interests(): readonly string[] { return ['test_cases.finished']; } }
class NeedsStart extends Counter {
  #tests: Set<string> | undefined;
  override onExperimentStarted(): void { this.#tests = new Set(); }
  override onTestCaseQueued(event: { readonly test?: string }): void {
    if (this.#tests === undefined) boom();
    this.#tests?.add(event.test ?? '');
  }
}
class OneRun extends Counter {
  #run: string | undefined;
  override onEvent({ run }: ExperimentEvent): void { if ((this.#run ??= run) !== run) boom(); }
}
class Hanging extends AsyncObserver { override onEventAsync(): Promise<void> { return new Promise(() => undefined); } }
class Ticking extends Observer {
  readonly #timer = setInterval(() => undefined, 60_000);
  override onExperimentFinished(): void { void this.#timer; }
}
class Sharing extends Observer {
  get count(): number { return shared.count; }
  override onTestCaseFinished(): void { shared.count += 1; }
}
class ByIdentity extends Observer {
  readonly #seen = new WeakSet<object>();
  count = 0;
  override onEvent(event: ExperimentEvent): void {
    if (Object.getOwnPropertyDescriptor(event, 'seq')?.writable === true) this.count += 1;
    this.#seen.add(event);
  }
}
const answering = (answer: (events: EventManager, event: ExperimentEvent) => void): ObserverFactory => (events) => function specimen(event) { answer(events, event); };

/** For each rule of observers, one that breaks it. */
export const OBSERVER_SPECIMENS: { readonly [rule: string]: readonly [ObserverFactory, CheckObserverOptions?] } = {
  R45: [() => new Anonymous()],
  R46: [() => new Deaf()],
  R47: [() => new Misspelt()],
  R48: [functionThat(({ type }) => (type === 'leftover.found' ? boom() : undefined))],
  R49: [() => new NeedsStart()],
  R50: [() => new OneRun()],
  R51: [functionThat(({ type }) => (type === 'test_case.of_later' ? boom() : undefined))],
  R52: [functionThat((event) => (event.type === 'artifact.collected' ? Reflect.set(event, 'path', 'mine') : undefined))],
  R53: [(events) => {
    let repeated = false;
    return function repeats(event) {
      if (repeated || event.type !== 'network.ready') return;
      repeated = true;
      events.deliverEvent(event);
    };
  }],
  R54: [answering((events, { type }) => { if (type === 'experiment.finished' || type.startsWith('again.')) events.publishEvent({ type: 'again.said' }); })],
  R55: [functionThat(() => { for (const until = performance.now() + 3; performance.now() < until;); })],
  R56: [() => new Hanging(), { settleMs: 50 }],
  R57: [() => new Ticking()],
  R58: [() => new Sharing(), { result }],
  // It hears through a registration of its own, which has no replay.
  R59: [(events) => {
    const counter = new Counter();
    events.registerObserver('test_case.finished', () => { counter.count += 1; });
    return counter;
  }, { result }],
  R60: [() => new ByIdentity(), { result }],
};
