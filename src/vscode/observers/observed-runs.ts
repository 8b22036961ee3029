import * as vscode from 'vscode';
import type { EventManager, ObserverStatus } from '../../events';
import type { Runs } from '../runs/runs';

/** A run of this window whose observers are looked at. */
export class ObservedRun {
  /** Under way. */
  live = true;

  constructor(readonly id: string, readonly name: string, readonly events: EventManager) {}

  get statuses(): readonly ObserverStatus[] {
    return this.events.observers();
  }
}

/** The runs of this window that are under way; when none is, the one that ended last. */
export class ObservedRuns implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<ObservedRun>();
  /** Fired at every event of a run, and at its start and end. */
  readonly onDidChange = this.#changed.event;
  readonly #listener: vscode.Disposable;
  #runs: readonly ObservedRun[] = [];

  constructor(runs: Runs) {
    this.#listener = runs.onDidChange(({ run, experiment, event }) => {
      const observed = this.#runs.find(({ id }) => id === run.id) ?? this.#begin(run.id, experiment.name, runs.events(run.id));
      if (observed === undefined) return;
      if (event === undefined && runs.events(run.id) === undefined) this.#end(observed);
      this.#changed.fire(observed);
    });
  }

  get all(): readonly ObservedRun[] {
    return this.#runs;
  }

  dispose(): void {
    this.#listener.dispose();
    this.#changed.dispose();
  }

  #begin(id: string, name: string, events: EventManager | undefined): ObservedRun | undefined {
    if (events === undefined) return undefined;
    const observed = new ObservedRun(id, name, events);
    this.#runs = [...this.#runs.filter(({ live }) => live), observed];
    return observed;
  }

  #end(ended: ObservedRun): void {
    ended.live = false;
    const others = this.#runs.filter(({ live }) => live);
    this.#runs = others.length > 0 ? others : [ended];
  }
}
