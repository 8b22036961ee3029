import type { ExperimentEvent } from './catalogue';
import { DeliveryClock, LONG_MS } from './delivery-clock';
import type { DeliveryList } from './delivery-list';
import type { ObserverReports } from './observer-reports';
import type { Entry, Registration } from './registration';

/** One call of one observer, as told while tracing. */
export interface TracedDelivery {
  readonly observer: string;
  /** Of its registration, as in `observers()`. */
  readonly id: number;
  /** Called within the delivery; put into the queue of an asynchronous observer; or handled by that one later. */
  readonly how: 'called' | 'queued' | 'handled';
  readonly event: ExperimentEvent;
  readonly duration_ms: number;
  readonly error?: string;
}

/** After a delivery of over 1 ms so many more of the same type are timed call by call. */
const LOOKED_INTO = 16;

/** Calls the observers of a list one after another; whatever they throw or reject stops none of the others. */
export class ObserverCaller {
  readonly #clock = new DeliveryClock();
  /** How many deliveries go by before the next is timed. */
  #untimed = 0;
  #toldMs = 0;
  readonly #tracers = new Set<(delivery: TracedDelivery) => void>();

  /**
   * @param thrown an observer has thrown.
   * @param rejected a promise that an observer returned has been rejected.
   */
  constructor(
    private readonly reports: ObserverReports,
    private readonly thrown: (entry: Entry, event: ExperimentEvent, error: unknown) => void,
    private readonly rejected: (entry: Entry, event: ExperimentEvent, error: unknown) => void,
  ) {}

  trace(listener: (delivery: TracedDelivery) => void): Registration {
    // Wrapped, so that one function given twice is two tracers.
    const tracer = (delivery: TracedDelivery): void => listener(delivery);
    this.#tracers.add(tracer);
    this.#clock.tracing = true;
    this.#untimed = 0;
    return {
      dispose: () => {
        this.#tracers.delete(tracer);
        this.#clock.tracing = this.#tracers.size > 0;
      },
    };
  }

  /** An asynchronous observer has handled an event of its queue. */
  handled(entry: Entry, event: ExperimentEvent, ms: number, error?: string): void {
    this.#tell(entry, event, 'handled', ms, error);
  }

  /** The time is known anyhow, in whole milliseconds: when it has gone on, the next delivery is timed. */
  tellTime(ms: number): void {
    if (Math.abs(ms - this.#toldMs) <= 1) return;
    this.#toldMs = ms;
    this.#untimed = 0;
  }

  call(event: ExperimentEvent, list: DeliveryList): void {
    if (this.#untimed === 0) {
      this.#callTimed(event, list);
      return;
    }
    this.#untimed -= 1;
    const { only } = list;
    if (only === undefined) {
      this.callAll(event, list);
      return;
    }
    try {
      const result = only(event);
      if (result !== undefined) this.#mayBePromise(list, 0, event, result);
    } catch (error) {
      this.#failed(list, 0, event, error);
    }
  }

  /** One `try` around the loop, which goes on behind the one that threw: one around each call costs more. */
  callAll(event: ExperimentEvent, list: DeliveryList): void {
    const { calls } = list;
    const end = calls.length;
    let index = 0;
    while (index < end) {
      try {
        for (; index < end; index += 1) {
          const call = calls[index];
          if (call === undefined) return;
          const result = call(event);
          if (result !== undefined) this.#mayBePromise(list, index, event, result);
        }
      } catch (error) {
        this.#failed(list, index, event, error);
        index += 1;
      }
    }
  }

  #callTimed(event: ExperimentEvent, list: DeliveryList): void {
    const began = performance.now();
    if (list.singly > 0 || this.#tracers.size > 0) {
      this.#callSingly(event, list, began);
      if (list.singly > 0) list.singly -= 1;
    } else {
      this.callAll(event, list);
    }
    const ended = performance.now();
    if (ended - began > LONG_MS) list.singly = LOOKED_INTO;
    this.#untimed = this.#clock.timed(began, ended);
  }

  #callSingly(event: ExperimentEvent, list: DeliveryList, start: number): void {
    let began = start;
    for (let index = 0; index < list.calls.length; index += 1) {
      const [entry, call] = [list.entries[index], list.calls[index]];
      if (entry === undefined || call === undefined) return;
      const { active } = entry;
      let failure: string | undefined;
      try {
        const result = call(event);
        if (result !== undefined) this.#mayBePromise(list, index, event, result);
      } catch (error) {
        this.#failed(list, index, event, error);
        failure = entry.lastError;
      }
      const ended = performance.now();
      if (active) this.#timed(entry, event, ended - began, failure);
      began = ended;
    }
  }

  #timed(entry: Entry, event: ExperimentEvent, duration: number, error: string | undefined): void {
    // What an asynchronous observer costs is timed when it handles the event.
    if (entry.queue === undefined) this.reports.sampled(entry, event.type, duration);
    this.#tell(entry, event, entry.queue === undefined ? 'called' : 'queued', duration, error);
  }

  #tell(entry: Entry, event: ExperimentEvent, how: TracedDelivery['how'], duration: number, error: string | undefined): void {
    for (const tracer of this.#tracers) {
      try {
        tracer({ observer: entry.name, id: entry.id, how, event, duration_ms: duration, ...(error === undefined ? {} : { error }) });
      } catch { /* A tracer's own fault concerns nobody. */ }
    }
  }

  #mayBePromise(list: DeliveryList, index: number, event: ExperimentEvent, result: unknown): void {
    const entry = list.entries[index];
    if (entry === undefined || typeof result !== 'object' || result === null || typeof Reflect.get(result, 'then') !== 'function') return;
    this.reports.pending(entry);
    // An observer that happens to be asynchronous must not end in an unhandled rejection.
    Promise.resolve(result).then(
      () => this.reports.fulfilled(entry),
      (error: unknown) => {
        this.reports.settled(entry);
        this.rejected(entry, event, error);
      },
    );
  }

  #failed(list: DeliveryList, index: number, event: ExperimentEvent, error: unknown): void {
    const entry = list.entries[index];
    if (entry !== undefined) this.thrown(entry, event, error);
  }
}
