import { EventManager, isBuiltInEvent, type ExperimentEvent } from '../events';
import { RunModel, type JournalNote, type RunState, type StoredRun } from '../results';
import type { CommandContext } from './context';
import { shownPath } from './context';
import type { Reporter } from './reporters/reporter';

/** A run that is known through its journal alone, shown by the reporters of `run`. */
export class ReportedJournal {
  readonly events: EventManager;
  readonly model = new RunModel();
  #current: ExperimentEvent | undefined;

  constructor(
    private readonly run: StoredRun, private readonly reporters: readonly Reporter[],
    private readonly notice: (line: string) => void, private readonly context: CommandContext,
  ) {
    this.events = new EventManager({ run: run.id });
    this.events.registerObserver('**', (event) => this.#apply(event), { name: 'run model', priority: Number.MAX_VALUE });
    for (const reporter of reporters) {
      this.events.registerObserver('**', (event) => { if (event === this.#current) reporter.onEvent?.(event, this.model); }, { name: reporter.constructor.name });
    }
  }

  deliver(event: ExperimentEvent): void {
    this.#current = event;
    this.events.deliverEvent(event);
  }

  note({ line, message }: JournalNote): void {
    this.notice(`${shownPath(this.run.journal, this.context.cwd)}:${line}: ${message}`);
  }

  /** Where the run's folder is now, which is not where it was when the run was made elsewhere. */
  state(): RunState {
    return { ...this.model.state(), dir: this.run.dir };
  }

  /** What the journal does not say, but this process found out: an observer of its own that broke. */
  #apply(event: ExperimentEvent): void {
    if (event !== this.#current) {
      if (isBuiltInEvent(event) && event.type === 'observer.error') this.notice(`${event.observer} failed at event ${event.event_seq}, ${event.event_type}: ${event.stack ?? event.message}`);
      return;
    }
    this.model.apply(event);
    if (!isBuiltInEvent(event) || event.type !== 'experiment.started') return;
    const { file, name } = this.model.head();
    for (const reporter of this.reporters) reporter.onRunStarting?.(file, name, event.tests.length);
  }
}
