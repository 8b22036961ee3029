import type { ReadBack } from './async-queue';
import type { ExperimentEvent } from './catalogue';
import type { Redactor } from './redaction/redactor';
import type { RegistrationWarning } from './registration-warnings';

export interface EventManagerOptions {
  /** Id of the run whose events these are. */
  readonly run?: string;
  readonly now?: () => Date;
  /** The run's earlier events from this `seq` on, for observers with `replay`; read while nothing else is delivered. */
  readonly history?: (fromSeq: number) => Iterable<ExperimentEvent>;
  /** The same for asynchronous observers, which spill or replay; default: `history`. */
  readonly readBack?: ReadBack;
  /**
   * Whether `readBack` will have the event that is being delivered; default: if there is a `readBack`. Then only the
   * first events that wait for an asynchronous observer stay in memory.
   */
  readonly canReadBack?: () => boolean;
  /**
   * What is published is delivered in the next turn of the event loop, or by `deliverNow`: who publishes does not wait for
   * the observers. Called before with all events that are about to be delivered together. Default: each is delivered at once.
   */
  readonly deferred?: (events: readonly ExperimentEvent[]) => void;
  readonly onWarning?: (warning: RegistrationWarning) => void;
  /** Masks what is published, before anybody sees it. */
  readonly redactor?: Redactor;
}
