import * as vscode from 'vscode';
import type { EventManager, Explanation, ObserverStatus } from '../../events';
import type { Runs } from '../runs/runs';

/** A run of this window whose observers are looked at. */
export class ObservedRun {
  /** Under way. */
  live = true;
  #last: readonly ObserverStatus[] = [];
  #explanations: ReadonlyMap<string, Explanation> = new Map();

  constructor(readonly id: string, readonly name: string, readonly events: EventManager) {}

  get statuses(): readonly ObserverStatus[] {
    const now = this.events.observers();
    if (this.live) return now;
    const gone = this.#last.filter(({ id }) => !now.some((status) => status.id === id));
    return [...now, ...gone].sort((a, b) => b.priority - a.priority || a.id - b.id);
  }

  explain(type: string): Explanation {
    return (this.live ? undefined : this.#explanations.get(type)) ?? this.events.explain(type);
  }

  /** Its plug-ins leave it before its very end: what they did stays known. */
  remember(): void {
    this.#last = this.events.observers();
    this.#explanations = new Map(this.events.knownTypes().map((type) => [type, this.events.explain(type)]));
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
      // After the delivery, in which others have their turn yet.
      if (event?.type === 'experiment.finished') queueMicrotask(() => observed.remember());
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
