import { Experiment, type ShownRun } from './experiment';

/** Whoever shows something of the past: an inspector, a replay. */
export interface PastOwner {
  /** Something else is shown now. */
  ended(): void;
}

interface Past {
  readonly owner: PastOwner;
  readonly shown: Experiment;
}

/**
 * What the tree shows of an experiment instead of now: one of its runs at a moment of its past, or a replay. The
 * experiment itself, and with it everything but the tree, stays as it is.
 */
export class Pasts {
  readonly #pasts = new Map<string, Past>();

  /** @param changed the rows of this experiment stand for something else; `others`: also which experiment they belong to. */
  constructor(private readonly changed: (experiment: Experiment, others: boolean) => void) {}

  /** Names of the experiments of which something else than now is shown. */
  get names(): readonly string[] {
    return [...this.#pasts.values()].map(({ shown }) => shown.name);
  }

  /** What stands for the experiment in the tree. */
  shownFor(experiment: Experiment): Experiment {
    const shown = this.#pasts.get(experiment.key)?.shown;
    if (shown === undefined) return experiment;
    shown.loaded = experiment.loaded;
    return shown;
  }

  show(experiment: Experiment, run: ShownRun, owner: PastOwner): void {
    const past = this.#pasts.get(experiment.key);
    if (past?.owner === owner && past.shown.newest?.id === run.id) {
      past.shown.show(run);
      this.changed(experiment, false);
      return;
    }
    const shown = new Experiment(experiment.key, experiment.file, experiment.fallbackName, experiment.pinned);
    shown.loaded = experiment.loaded;
    shown.show(run);
    this.#pasts.set(experiment.key, { owner, shown });
    if (past !== undefined && past.owner !== owner) past.owner.ended();
    this.changed(experiment, true);
  }

  /** Shows now again, where the owner showed something else. */
  end(experiment: Experiment, owner: PastOwner): void {
    if (this.#pasts.get(experiment.key)?.owner === owner) this.endOf(experiment);
  }

  /** Shows now again. */
  endOf(experiment: Experiment): void {
    const past = this.#pasts.get(experiment.key);
    if (past === undefined) return;
    this.#pasts.delete(experiment.key);
    past.owner.ended();
    this.changed(experiment, true);
  }
}
