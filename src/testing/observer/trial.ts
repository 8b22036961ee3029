import { EventManager, type ExperimentEvent, type ObserverLike, type ObserverStatus, type Unsettled } from '../../events';
import { sampleRun } from '../sample-run';

/** Makes a new observer of the kind that is checked; it may publish into the manager that it is given. */
export type ObserverFactory = (events: EventManager) => ObserverLike;

export interface CheckObserverOptions {
  /** What it is registered with; default: its interests, of a function everything. */
  readonly patterns?: readonly string[];
  /** Custom types that it hears or publishes. */
  readonly types?: readonly string[];
  /** What it has made of what it heard, as plain data: it is compared. Without this three rules have nothing to look at. */
  readonly result?: (observer: ObserverLike) => unknown;
  /** How long a call may take on average, in milliseconds; default 1. */
  readonly callMs?: number;
  /** How long it may take to finish after the run's end, in real milliseconds; default 2000. */
  readonly settleMs?: number;
}

export interface ObserverSubject extends CheckObserverOptions {
  readonly make: ObserverFactory;
}

/** What happened when an observer heard a run. */
export interface Trial {
  readonly observer: ObserverLike;
  readonly status: ObserverStatus;
  readonly unsettled: readonly Unsettled[];
  /** What another one heard that came before it and one that came after it. */
  readonly before: readonly ExperimentEvent[];
  readonly after: readonly ExperimentEvent[];
}

const NAME = 'the observer that is checked';

export const patternsOf = ({ patterns }: CheckObserverOptions, observer: ObserverLike): readonly string[] =>
  patterns ?? (typeof observer === 'function' ? ['**'] : observer.interests());

/** Tells a new observer these events, as a replay would: not frozen, with their envelope. */
export async function hear(subject: ObserverSubject, events: readonly ExperimentEvent[] = sampleRun(), late?: number): Promise<Trial> {
  const past: ExperimentEvent[] = [];
  const manager = new EventManager({ run: 'r', history: (from) => past.filter(({ seq }) => seq >= from) });
  const before: ExperimentEvent[] = [];
  const after: ExperimentEvent[] = [];
  manager.registerObserver('**', (event) => { past.push(event); before.push(event); }, { priority: Infinity });
  const begin = (replay: boolean): ObserverLike => {
    const made = subject.make(manager);
    manager.registerObserver(patternsOf(subject, made), made, { name: NAME, replay });
    return made;
  };
  let observer = late === undefined ? begin(false) : undefined;
  manager.registerObserver('**', (event) => { after.push(event); }, { priority: -Infinity });
  for (const [index, event] of events.entries()) {
    if (index === late) observer = begin(true);
    manager.deliverEvent(event);
  }
  const unsettled = await manager.settled({ timeoutMs: subject.settleMs ?? 2000 });
  const status = manager.observers().find((one) => one.observer === NAME);
  if (status === undefined || observer === undefined) throw new Error('it has removed itself');
  return { observer, status, unsettled, before, after };
}

/** Events that nobody else shares. */
export const copyOf = (events: readonly ExperimentEvent[]): readonly ExperimentEvent[] => structuredClone(events) as readonly ExperimentEvent[];
