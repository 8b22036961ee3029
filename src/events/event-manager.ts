import { maskEvent } from './redaction/mask-event';
import { messageOf } from './message-of';
import { AsyncQueue, type ReadBack } from './async-queue';
import type { AsyncObserver } from './async-observer';
import { BUILT_IN_TYPES, type BuiltInDraft, type Envelope, type ExperimentEvent } from './catalogue';
import { checkDraft } from './check-draft';
import { checkRegisterOptions } from './check-options';
import type { EventDefinition } from './define-event';
import { DeliveryList } from './delivery-list';
import { DeliveryLists } from './delivery-lists';
import { withEnvelope } from './envelope';
import { isoTime } from './event-time';
import { freezeDeep } from './freeze';
import type { EventManagerOptions } from './manager-options';
import type { ObserverLike } from './observer';
import { ObserverCaller, type TracedDelivery } from './observer-caller';
import { ObserverReports, type RequiredFailure } from './observer-reports';
import { explain, statusOf, type Explanation, type ObserverStatus } from './observer-status';
import { PendingEvents } from './pending-events';
import { checkLimits } from './publish-limits';
import { Entry, isAsyncObserver, type ObserverRegistration, type RegisterOptions, type Registration } from './registration';
import { warnOfLateness, warnOfNoMatch } from './registration-warnings';
import { waitUntilSettled, type Unsettled } from './settled';

/** A custom event before it got its envelope. */
export interface CustomDraft extends Partial<Pick<Envelope, 'test' | 'service' | 'plugin' | 'cause'>> {
  readonly type: string & { readonly custom?: never };
  readonly [key: string]: unknown;
}

/** More events than so many do not wait for the next turn: their delivery must not hold it up. */
const MOST_DEFERRED = 64;

/**
 * Delivers the events of one run to its observers, in one total order: an event published while another is being
 * delivered waits until that one has reached all its observers. An observer that throws stops nobody.
 */
export class EventManager {
  readonly #options: EventManagerOptions;
  readonly #run: string | undefined;
  #registrations = 0;
  #seq = 0;
  /** `seq` of the event that is being delivered; -1 when none is. */
  #delivering = -1;
  /** `seq` of the event whose asynchronous handling is being called; -1 when none is. */
  #handling = -1;
  /** How many events, each in answer to another, led to the one being delivered or handled. */
  #generation = 0;
  /** Events published since the last one that was nobody's answer. */
  #answers = 0;
  /** `experiment.finished` has been published. */
  #ended = false;
  /** Whether anything waits for the end of the delivery. */
  #more = false;
  readonly #pending = new PendingEvents();
  readonly #replays: Entry[] = [];
  readonly #definitions = new Map<string, EventDefinition>();
  readonly #lists = new DeliveryLists(() => this.#generation);
  readonly #reports = new ObserverReports((draft) => this.#publish(draft));
  readonly #caller = new ObserverCaller(
    this.#reports, (entry, event, error) => this.#thrown(entry, event, error), (entry, event, error) => this.#fault(entry, event, error),
  );

  constructor(options: EventManagerOptions = {}) {
    this.#options = options;
    this.#run = options.run;
  }

  /**
   * @param pattern one pattern or a list; see `compilePattern`.
   * @throws TypeError when a pattern is malformed, an option is of another type, or the options ask for a history that this manager does not have.
   */
  registerObserver(pattern: string | readonly string[], observer: ObserverLike, options: RegisterOptions = {}): ObserverRegistration {
    checkRegisterOptions(options);
    this.deliverNow();
    const entry = new Entry(this.#registrations += 1, observer, typeof pattern === 'string' ? [pattern] : pattern, options);
    const { history, readBack = history } = this.#options;
    const replay = options.replay === true;
    if (replay && (entry.kind === 'async' ? readBack : history) === undefined) {
      throw new TypeError(`Observer '${entry.name}' asks for a replay, but this EventManager has no history`);
    }
    if (isAsyncObserver(observer)) entry.queue = this.#queueOf(entry, observer, readBack);
    entry.warnings = [
      ...warnOfNoMatch(entry.name, entry.patterns, this.#customTypes()),
      ...(replay ? [] : warnOfLateness(entry.name, entry.patterns, this.#lists.passed())),
    ];
    this.#lists.add(entry);
    if (replay && this.#seq > 0) this.#replaySoon(entry);
    for (const warning of entry.warnings) this.#options.onWarning?.(warning);
    return {
      warnings: entry.warnings,
      get suspended() { return entry.suspended; },
      suspend: () => this.#suspend(entry),
      resume: () => this.#resume(entry),
      dispose: () => this.#remove(entry),
    };
  }

  /** Ends the registrations of this observer that were made with exactly this pattern. */
  unregisterObserver(pattern: string | readonly string[], observer: ObserverLike): void {
    const key = typeof pattern === 'string' ? pattern : pattern.join();
    for (const entry of [...this.#lists.entries]) {
      if (entry.observer === observer && entry.patterns.join() === key) this.#remove(entry);
    }
  }

  /** From now on every event of this type is checked when it is published. @throws TypeError when the type has a definition already. */
  define(definition: EventDefinition): Registration {
    const { type } = definition;
    if (this.#definitions.has(type)) throw new TypeError(`Event '${type}' has a definition already`);
    this.#definitions.set(type, definition);
    return { dispose: () => { if (this.#definitions.get(type) === definition) this.#definitions.delete(type); } };
  }

  /**
   * Completes the envelope, freezes the event and delivers it (or queues it while another is being delivered).
   * @throws TypeError when it has no sound type or payload, or comes after the end of the run.
   * @throws PublishLoopError when observers answer events with events without end.
   */
  publishEvent(draft: BuiltInDraft | CustomDraft): ExperimentEvent {
    checkDraft(draft, this.#definitions);
    if (this.#ended && !draft.type.startsWith('observer.')) throw new TypeError(`'${draft.type}' is not published: after experiment.finished only observer.* may come`);
    if (this.#delivering >= 0 || this.#handling >= 0) checkLimits(draft.type, this.#generation + 1, this.#delivering >= 0 ? (this.#answers += 1) : 1);
    const { redactor } = this.#options;
    return this.#publish(redactor === undefined ? draft : maskEvent(draft, redactor));
  }

  /** Delivers an event that already has its envelope: replay, or following another's journal. It is neither checked nor frozen. */
  deliverEvent(event: ExperimentEvent): void {
    this.deliverNow();
    if (event.seq > this.#seq) this.#seq = event.seq;
    if (this.#delivering >= 0) {
      this.#wait(event, this.#generation + 1);
      return;
    }
    this.#deliver(event);
    if (this.#more) this.#drain();
    this.#delivering = -1;
  }

  /** `experiment.finished` has been published, though maybe nobody has heard of it yet: only `observer.*` may follow. */
  get hasEnded(): boolean {
    return this.#ended;
  }

  /** Delivers what has been published and waits for the next turn; within a delivery nothing needs to be done. */
  deliverNow(): void {
    const { first } = this.#pending;
    if (this.#delivering >= 0 || first === undefined) return;
    const generation = this.#generation;
    this.#delivering = first.event.seq;
    this.#drain();
    this.#delivering = -1;
    this.#generation = generation;
  }

  /**
   * Waits until no asynchronous observer has anything left to do, all together for `timeoutMs` at most. Returns those
   * that have, and reports each as `observer.error`. @param except names of observers that are not waited for
   */
  async settled({ timeoutMs = 5000, except = [] }: { readonly timeoutMs?: number; readonly except?: readonly string[] } = {}): Promise<readonly Unsettled[]> {
    this.deliverNow();
    const unsettled = await waitUntilSettled(() => this.#lists.entries, this.#reports, timeoutMs, ({ name }) => !except.includes(name));
    for (const { queue } of [...this.#lists.entries]) queue?.report();
    this.#reports.tellUntold();
    for (const { entry, message, type, seq } of unsettled) this.#reports.broke(entry, type, seq, message);
    this.deliverNow();
    return unsettled.map(({ entry, message, backlog }) => ({ observer: entry.name, backlog, message }));
  }

  /** How often this observer has thrown or rejected. */
  errorCount(observer: ObserverLike): number {
    this.deliverNow();
    return this.#reports.errorCount(observer);
  }

  /** The failures of observers registered as `required`, also of those that have been removed since. */
  requiredFailures(): readonly RequiredFailure[] {
    this.deliverNow();
    return this.#reports.requiredFailures();
  }

  /** It gets no more events until it is resumed. @param id as in `observers()`. False when there is no such observer, or none that may be suspended. */
  suspendObserver(id: number): boolean {
    const entry = this.#lists.entries.find((other) => other.id === id);
    if (entry === undefined || entry.vital || entry.suspended) return false;
    this.#suspend(entry);
    return true;
  }

  /** @param id as in `observers()`. False when no such observer is suspended. */
  resumeObserver(id: number): boolean {
    const entry = this.#lists.entries.find((other) => other.id === id);
    if (entry?.suspended !== true) return false;
    this.#resume(entry);
    return true;
  }

  /** Everybody who listens, in order. */
  observers(): readonly ObserverStatus[] {
    this.deliverNow();
    const types = this.knownTypes();
    return this.#lists.entries.map((entry) => statusOf(entry, this.#lists.deliveredTo(entry), types));
  }

  /** Who gets events of this type, through which pattern and in which order, and why another does not. */
  explain(type: string): Explanation {
    this.deliverNow();
    const receivers = this.#lists.receiversOf(type).map(({ entry }) => entry);
    return explain(type, this.#lists.entries, receivers, this.knownTypes());
  }

  /** All types of events that are built in, have a definition here, or were published. */
  knownTypes(): readonly string[] {
    return [...new Set([...BUILT_IN_TYPES, ...this.#customTypes()])];
  }

  /** Tells every single call with its duration, until it is disposed. What the listener throws is ignored. */
  trace(listener: (delivery: TracedDelivery) => void): Registration {
    this.deliverNow();
    return this.#caller.trace(listener);
  }

  #publish(draft: BuiltInDraft | CustomDraft): ExperimentEvent {
    if (draft.type === 'experiment.finished') {
      // What observers answer to earlier events may come no more after it.
      this.deliverNow();
      this.#ended = true;
    }
    const inside = this.#delivering >= 0;
    const { now } = this.#options;
    const ms = now === undefined ? Date.now() : now().getTime();
    this.#caller.tellTime(ms);
    const event = withEnvelope(draft, this.#seq + 1, isoTime(ms), this.#run, inside ? this.#delivering : this.#handling);
    this.#seq += 1; // Only now: what cannot be frozen must leave no gap.
    if (inside) this.#wait(event, this.#generation + 1);
    else if (this.#options.deferred !== undefined) this.#defer(event, this.#handling >= 0 ? this.#generation + 1 : 0);
    else if (this.#handling >= 0) this.#deliverFromHandling(event);
    else this.deliverEvent(event);
    return event;
  }

  #deliverFromHandling(event: ExperimentEvent): void {
    const [handling, generation] = [this.#handling, this.#generation];
    this.#handling = -1;
    this.#generation = generation + 1;
    this.deliverEvent(event);
    this.#handling = handling;
    this.#generation = generation;
  }

  #deliver(event: ExperimentEvent): void {
    let list = this.#lists.current;
    if (list.type !== event.type) list = this.#lists.of(event.type);
    this.#delivering = event.seq;
    list.count += 1;
    this.#caller.call(event, list);
  }

  #wait(event: ExperimentEvent, generation: number): void {
    this.#pending.push(event, generation);
    this.#more = true;
  }

  #defer(event: ExperimentEvent, generation: number): void {
    this.#wait(event, generation);
    if (this.#pending.length >= MOST_DEFERRED) this.deliverNow();
    else this.#pending.schedule(() => this.deliverNow());
  }

  #drain(): void {
    this.#replayNow();
    const { deferred } = this.#options;
    while (this.#pending.length > 0) {
      if (deferred !== undefined) this.#pending.tellAhead(deferred);
      const pending = this.#pending.shift();
      if (pending === undefined) break;
      // Nobody's answer.
      if (pending.generation === 0) this.#answers = 0;
      this.#generation = pending.generation;
      this.#deliver(pending.event);
      this.#replayNow();
    }
    this.#more = false;
    this.#generation = 0;
    this.#answers = 0;
  }

  /** Registered within a delivery, an observer gets its replay right after it: then all there was has been delivered to all. */
  #replaySoon(entry: Entry): void {
    this.#replays.push(entry);
    this.#more = true;
    if (this.#delivering >= 0) return;
    this.#delivering = this.#seq;
    this.#drain();
    this.#delivering = -1;
  }

  #replayNow(): void {
    for (let entry = this.#replays.shift(); entry !== undefined; entry = this.#replays.shift()) this.#replay(entry, this.#delivering);
  }

  /** @param last `seq` of the last event that is to be replayed. */
  #replay(entry: Entry, last: number): void {
    if (!entry.active) return;
    if (entry.queue !== undefined) {
      entry.queue.replay(1, last);
      return;
    }
    try {
      for (const event of this.#options.history?.(1) ?? []) {
        if (event.seq > last || !entry.active) break;
        const call = entry.matches(event.type) ? entry.handlerFor(event.type, () => this.#generation) : undefined;
        if (call === undefined) continue;
        this.#delivering = event.seq;
        entry.delivered += 1;
        this.#caller.callAll(freezeDeep(event), new DeliveryList(event.type, [entry], [call]));
      }
    } catch (error) {
      this.#reports.broke(entry, 'observer.replay', last, `Its earlier events could not be read: ${messageOf(error)}`);
    }
    this.#delivering = last;
  }

  #thrown(entry: Entry, event: ExperimentEvent, error: unknown): void {
    const delivered = this.#lists.deliveredTo(entry);
    if (delivered !== entry.lastErrorAt + 1) entry.errorsInARow = 0;
    entry.lastErrorAt = delivered;
    this.#fault(entry, event, error);
  }

  #fault(entry: Entry, event: ExperimentEvent, error: unknown): void {
    if (this.#reports.failed(entry, event, error)) this.#suspend(entry);
  }

  #queueOf(entry: Entry, observer: AsyncObserver, readBack: ReadBack | undefined): AsyncQueue {
    const { canReadBack = () => this.#options.readBack !== undefined } = this.#options;
    return new AsyncQueue(observer, {
      readBack,
      readable: canReadBack,
      matches: (type) => entry.matches(type),
      handle: (event, generation, call) => this.#handle(event, generation, call),
      handled: (event, ms) => {
        entry.errorsInARow = 0;
        this.#reports.sampled(entry, event.type, ms);
        this.#caller.handled(entry, event, ms);
      },
      failed: (event, error, ms) => {
        this.#fault(entry, event, error);
        if (ms !== undefined) this.#caller.handled(entry, event, ms, entry.lastError);
      },
      dropped: (count) => this.#reports.dropped(entry, count),
    });
  }

  #handle(event: ExperimentEvent, generation: number, call: () => Promise<void>): Promise<void> {
    this.#handling = event.seq;
    this.#generation = generation;
    try {
      return call();
    } finally {
      this.#handling = -1;
      this.#generation = 0;
    }
  }

  #suspend(entry: Entry): void {
    this.deliverNow();
    if (!entry.active) return;
    entry.suspended = true;
    this.#silence(entry);
    this.#reports.suspended(entry);
  }

  #resume(entry: Entry): void {
    this.deliverNow();
    if (!entry.suspended || entry.removed) return;
    entry.suspended = false;
    entry.errorsInARow = 0;
    entry.queue?.open();
    this.#lists.forget();
  }

  #remove(entry: Entry): void {
    this.deliverNow();
    if (entry.removed) return;
    entry.removed = true;
    this.#silence(entry);
    this.#lists.remove(entry);
  }

  #silence(entry: Entry): void {
    this.#lists.silence(entry);
    entry.queue?.close();
  }

  #customTypes(): readonly string[] {
    return [...this.#definitions.keys(), ...this.#lists.passed().keys()];
  }
}
