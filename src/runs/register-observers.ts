import type { EventManager, ObserverLike } from '../events';
import type { RunModel } from '../results';
import type { OpenThings } from './open-things';
import type { RunRequest } from './run';

/** Without these there is no run. */
const VITAL = { vital: true, source: { kind: 'built-in' } } as const;

export interface RunObservers {
  readonly journal: ObserverLike;
  readonly model: RunModel;
  readonly open: OpenThings;
  /** In their order. */
  readonly others: NonNullable<RunRequest['observers']>;
}

/** The observers that every run has, in their order; the journal is the first, so that nobody has seen what is not on disk. */
export function registerObservers(events: EventManager, { journal, model, open, others }: RunObservers): void {
  events.registerObserver('**', journal, { ...VITAL, priority: Infinity });
  events.registerObserver('**', (event) => model.apply(event), { ...VITAL, name: 'run model', priority: Number.MAX_VALUE });
  events.registerObserver('**', (event) => open.apply(event), { ...VITAL, name: 'open things', priority: Number.MAX_VALUE });
  for (const { pattern, observer, options } of others) events.registerObserver(pattern, observer, options);
}
